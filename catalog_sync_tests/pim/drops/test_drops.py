"""Drops: when they are ready, what they are recognised by, their order, and what is refused."""

import bz2
import gzip
import hashlib
import io
import json
import zipfile

import pytest

from catalog_sync.pim.drops.configuration import DropsConfiguration
from catalog_sync.pim.drops.drops import Drop, Drops, Refused, Repeated
from catalog_sync.pim.drops.files import BadRow
from catalog_sync.pim.drops.folder import Folder
from catalog_sync.pim.drops.history import Fate, History
from catalog_sync.pim.drops.problems import drop_problems
from catalog_sync.pim.errors import PimAnswerInvalid, PimRefused, PimUnreachable
from catalog_sync_tests.pim.dropping import START, Dropping, in_memory, rows_of, table

AGED = {"age_seconds": 60}


@pytest.fixture(params=["file", "memory"])
def feed(request, tmp_path) -> Dropping:
    return in_memory() if request.param == "memory" else Dropping(f"file://{tmp_path}/feed")


def refused(items) -> list[str]:
    return [item.fate.reason for item in items if isinstance(item, Refused)]


def test_drop_is_taken_once_its_manifest_is_there(feed: Dropping):
    feed.put("a.csv", table("A,1"))
    assert feed.look() == []
    feed.manifest(
        "a.manifest.json",
        {"a.csv": table("A,1", "B,2")},
        mode="delta",
        sequence=7,
        as_of="2026-11-23T03:00:00Z",
    )
    (drop,) = feed.look()
    assert (drop.name, drop.mode, drop.sequence, drop.count) == ("a.manifest.json", "delta", 7, 2)
    assert drop.as_of.isoformat() == "2026-11-23T03:00:00+00:00"
    assert [(row.where, row.values["sku"]) for row in drop.rows()] == [("a.csv:2", "A"), ("a.csv:3", "B")]
    assert list(drop.rows()) == list(drop.rows())


def test_drop_of_several_files_in_a_folder_of_its_own_is_one(feed: Dropping):
    files = {"day/p.csv": table("A,1"), "day/q.jsonl": b'\n{"sku": "B"}\n'}
    written = {name: feed.put(name, content) for name, content in files.items()}
    stated = [
        {"name": name.removeprefix("day/"), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in written.items()
    ]
    feed.put("day/manifest.json", json.dumps({"files": stated}))
    (drop,) = feed.look()
    assert [row.where for row in drop.rows()] == ["day/p.csv:2", "day/q.jsonl:2"]
    assert drop.count == 2


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"size": 5}, "bytes, its manifest says 5"),
        ({"sha256": "0" * 64}, "SHA-256"),
        ({"rows": 3}, "2 rows, its manifest says 3"),
        ({"name": "b.csv"}, "b.csv of its manifest is not there"),
    ],
)
def test_half_written_drop_waits_and_is_shown_when_patience_ends(feed: Dropping, wrong, named):
    feed.put("a.csv", table("A,1", "B,2"))
    feed.put("manifest.json", json.dumps({"files": [{"name": "a.csv"} | wrong]}))
    feed.now += 3600
    assert feed.look() == []
    feed.now += 1
    assert named in feed.refusals()["manifest.json"]


def test_partial_drop_waits_for_an_unfinished_one_before_it(feed: Dropping):
    feed.manifest("2.manifest.json", {"2.csv": table("B,1")}, sequence=2, mode="delta")
    feed.put("1.csv", table("A,1"))
    feed.put("1.manifest.json", json.dumps({"files": [{"name": "1.csv", "rows": 2}], "sequence": 1}))
    assert feed.apply() == []
    feed.put("1.csv", table("A,1", "B,0"))
    assert feed.apply() == ["1.manifest.json", "2.manifest.json"]


def test_partial_drop_waits_for_files_written_before_it_that_no_manifest_names_yet(feed: Dropping):
    files = {"1.csv": table("A,1")}
    feed.put("1.csv", files["1.csv"])
    feed.now += 1
    feed.manifest("2.manifest.json", {"2.csv": table("A,2")}, sequence=2, mode="delta")
    feed.now += 1
    feed.put("3.csv", "sku,pri")
    assert feed.apply() == []
    written = [{"name": "1.csv", "size": len(files["1.csv"])}]
    feed.put("1.manifest.json", json.dumps({"files": written, "sequence": 1, "mode": "delta"}))
    assert feed.apply() == ["1.manifest.json", "2.manifest.json"]


def test_partial_drop_waits_no_longer_than_patience_lasts(feed: Dropping):
    feed.manifest("2.manifest.json", {"2.csv": table("B,1")}, sequence=2, mode="delta")
    feed.put("1.manifest.json", json.dumps({"files": [{"name": "1.csv"}], "sequence": 1}))
    assert feed.apply() == []
    feed.now += 3601
    assert feed.apply() == ["2.manifest.json"]


def test_stray_file_holds_partial_drops_no_longer_than_patience_lasts(feed: Dropping):
    feed.put("stray.csv", table("A,1"))
    feed.now += 3601
    feed.manifest("2.manifest.json", {"2.csv": table("B,1")}, sequence=2, mode="delta")
    assert feed.apply() == ["2.manifest.json"]


def test_stray_file_before_a_full_drop_holds_up_nothing(feed: Dropping):
    feed.put("stray.csv", table("A,1"))
    feed.now += 1
    feed.manifest("2.manifest.json", {"2.csv": table("B,1")}, sequence=2)
    feed.manifest("3.manifest.json", {"3.csv": table("C,1")}, sequence=3, mode="delta")
    assert feed.apply() == ["2.manifest.json", "3.manifest.json"]


def test_full_drop_waits_for_none_and_lets_those_after_it_go(feed: Dropping):
    feed.put("1.manifest.json", json.dumps({"files": [{"name": "1.csv"}], "sequence": 1}))
    feed.manifest("2.manifest.json", {"2.csv": table("B,1")}, sequence=2)
    feed.manifest("3.manifest.json", {"3.csv": table("C,1")}, sequence=3, mode="delta")
    assert feed.apply() == ["2.manifest.json", "3.manifest.json"]


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.bz2", "a.csv.xz", "a.csv.zip"])
def test_damaged_archive_holds_up_nothing_else_and_is_shown(feed: Dropping, name):
    feed.put(name, b"x" * 100, at=START - 100)
    feed.put("b.csv", table("A,1"), at=START - 90)
    assert feed.apply(**AGED) == ["b.csv"]
    feed.now += 4000
    assert "is not whole" in feed.refusals(**AGED)[name]


def test_drop_that_was_shown_as_half_written_is_taken_when_it_is_whole_after_all(feed: Dropping):
    feed.put("a.csv", table("A,1"))
    feed.put("manifest.json", json.dumps({"files": [{"name": "a.csv", "rows": 2}]}))
    feed.now += 4000
    assert list(feed.refusals()) == ["manifest.json"]
    feed.put("a.csv", table("A,1", "B,2"))
    assert feed.apply() == ["manifest.json"]


@pytest.mark.parametrize("content", ['{"files": [{"na', '{"files": []}', '{"files": [{"name": "../x.csv"}]}'])
def test_manifest_that_cannot_be_read_waits_and_is_then_shown(feed: Dropping, content):
    feed.put("manifest.json", content)
    assert feed.look() == []
    feed.now += 4000
    assert "manifest cannot be read" in feed.refusals()["manifest.json"]


@pytest.mark.parametrize("marker", ["a.csv.done", "_SUCCESS"])
def test_marker_written_after_a_file_makes_it_ready(feed: Dropping, marker):
    feed.put("a.csv", table("A,1"))
    assert feed.look() == []
    feed.now += 1
    feed.put(marker, b"")
    assert feed.apply() == ["a.csv"]
    feed.now += 1
    feed.put("a.csv", table("A,2"))
    assert feed.look() == []


def test_folder_with_a_success_marker_is_one_drop(feed: Dropping):
    feed.put("run-1/part-0.csv", table("A,1"))
    feed.put("run-1/part-1.csv", table("B,1"))
    feed.put("run-1/_SUCCESS", b"")
    (drop,) = feed.look()
    assert (drop.name, drop.count) == ("run-1", 2)


def test_part_written_after_the_success_marker_waits_for_the_next(feed: Dropping):
    feed.put("run-1/part-0.csv", table("A,1"))
    feed.put("run-1/_SUCCESS", b"")
    feed.now += 1
    feed.put("run-1/part-1.csv", table("B,1"))
    assert [item.count for item in feed.look()] == [1]


def test_file_without_word_of_its_end_is_taken_by_age_only_where_configured(feed: Dropping):
    feed.put("a.csv", table("A,1"))
    feed.now += 59
    assert feed.look(**AGED) == []
    feed.now += 1
    assert feed.look() == []
    assert feed.apply(**AGED) == ["a.csv"]


def test_file_that_nothing_declares_complete_is_shown_in_the_end(feed: Dropping):
    feed.put("a.csv", table("A,1"))
    feed.now += 4000
    assert "no manifest names it" in feed.refusals()["a.csv"]


@pytest.mark.parametrize("name", [".a.csv", "a.csv.part", "a.csv.tmp", "~a.csv", "README.md", "a.csv.done"])
def test_files_on_their_way_and_files_of_no_use_are_left_alone(feed: Dropping, name):
    feed.put(name, table("A,1"))
    feed.now += 4000
    assert feed.look(**AGED) == []


def test_last_line_without_an_end_is_half_written_unless_the_manifest_vouches_for_it(feed: Dropping):
    cut = table("A,12.99", "B,12.99")[:-3]
    feed.put("a.csv", cut)
    feed.now += 60
    assert feed.look(**AGED) == []
    feed.now += 4000
    assert "cut off" in feed.refusals(**AGED)["a.csv"]
    feed.manifest("manifest.json", {"a.csv": cut})
    assert feed.apply(**AGED) == ["manifest.json"]


def zipped(*contents: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"{number}.csv", content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "pack"), [("a.csv.gz", gzip.compress), ("a.csv.bz2", bz2.compress), ("a.csv.zip", zipped)]
)
def test_packed_files_are_read_and_cut_ones_wait(feed: Dropping, name, pack):
    whole = pack(rows_of(5000).encode())
    feed.put(name, whole[: len(whole) // 2])
    feed.now += 60
    assert feed.look(**AGED) == []
    feed.put(name, whole)
    feed.now += 60
    (drop,) = feed.look(**AGED)
    assert sum(1 for _ in drop.rows()) == 5000


def encrypted(packed: bytes) -> bytes:
    """A zip whose member claims to be encrypted."""
    flagged = bytearray(packed)
    flagged[6] |= 1
    flagged[packed.index(b"PK\x01\x02") + 8] |= 1
    return bytes(flagged)


def test_archive_that_needs_a_password_is_shown_and_holds_up_nothing_else(feed: Dropping):
    feed.put("a.csv.zip", encrypted(zipped(b"a\n1\n")), at=START - 100)
    feed.put("b.csv", table("A,1"), at=START - 90)
    assert feed.apply(**AGED) == ["b.csv"]
    feed.now += 4000
    assert "password" in feed.refusals(**AGED)["a.csv.zip"]


def test_archive_that_swells_beyond_all_measure_is_refused_without_reading_it_all(
    feed: Dropping, monkeypatch
):
    monkeypatch.setattr("catalog_sync.pim.drops.reading._UNPACKED", 50_000)
    feed.put("a.csv.gz", gzip.compress(b"sku\n" + b"x" * 10**7 + b"\n"), at=START - 100)
    feed.put("b.csv.gz", gzip.compress(rows_of(50_000).encode()), at=START - 99)
    feed.put("c.csv", rows_of(50_000), at=START - 98)
    assert "unpacks to more than" in feed.refusals(**AGED)["a.csv.gz"]
    assert [fate.name for fate in feed.history.fates if fate.state == "applied"] == ["b.csv.gz", "c.csv"]


@pytest.mark.parametrize("error", [PermissionError, FileNotFoundError])
@pytest.mark.parametrize("method", ["content", "digest"])
def test_file_that_may_not_be_read_or_vanishes_meanwhile_holds_up_nothing_else(
    feed, monkeypatch, error, method
):
    """Failure mode 15: one file that is refused is a finding of its own."""
    feed.manifest("a.manifest.json", {"a.csv": table("A,1")}, sequence=1, mode="delta")
    feed.manifest("b.manifest.json", {"b.csv": table("B,1")}, sequence=2)
    whole = getattr(Folder, method)

    def one_is_refused(folder, file):
        if file.own_name.startswith("a."):
            raise error(13, "no", file.path)
        return whole(folder, file)

    monkeypatch.setattr(Folder, method, one_is_refused)
    assert feed.apply() == ["b.manifest.json"]
    monkeypatch.undo()
    assert "below 2" in feed.refusals()["a.manifest.json"]


def test_storage_that_fails_while_a_manifest_is_read_is_unreachable(feed: Dropping, monkeypatch):
    feed.manifest("a.manifest.json", {"a.csv": table("A,1")})

    def fails(*_):
        raise TimeoutError(110, "timed out")

    monkeypatch.setattr(type(feed.files), "cat_file", fails)
    with pytest.raises(PimUnreachable):
        feed.look()


def test_archive_of_several_files_is_shown(feed: Dropping):
    feed.put("a.csv.zip", zipped(b"a\n1\n", b"a\n2\n"))
    feed.now += 4000
    assert "packs 2 files" in feed.refusals(**AGED)["a.csv.zip"]


def test_same_bytes_are_applied_once_whatever_their_name_and_time(feed: Dropping):
    """Failure mode 7: nothing is read or applied again without need."""
    feed.put("a.csv", table("A,1"))
    feed.now += 60
    assert feed.apply(**AGED) == ["a.csv"]
    feed.put("copy of a.csv", table("A,1"), at=START - 30)
    feed.put("a.csv", table("A,1"), at=START - 40)
    found = feed.look(**AGED)
    assert [type(item) for item in found] == [Repeated, Repeated]
    assert feed.apply(**AGED) == []
    assert feed.look(**AGED) == []


def test_what_was_applied_is_not_opened_again(feed: Dropping, monkeypatch):
    feed.put("a.csv", table("A,1"))
    feed.now += 60
    feed.apply(**AGED)
    drops = feed.drops(**AGED)
    monkeypatch.setattr(type(feed.files), "open", lambda *_, **__: pytest.fail("it was opened"))
    assert drops.pending(feed.history) == []


def test_same_name_with_new_bytes_is_a_new_drop_though_size_and_time_are_the_same(tmp_path):
    feed = Dropping(f"file://{tmp_path}")
    feed.put("a.csv", table("A,1"))
    feed.now += 60
    assert feed.apply(**AGED) == ["a.csv"]
    feed.put("a.csv", table("A,2"), at=START)
    assert feed.apply(**AGED) == ["a.csv"]
    assert len(feed.history.digests) == 2


def test_return_to_earlier_content_under_a_higher_sequence_is_applied(feed: Dropping):
    for sequence, price in enumerate("121", start=1):
        feed.manifest("manifest.json", {"a.csv": table(f"A,{price}")}, sequence=sequence)
        assert feed.apply() == ["manifest.json"]
    assert feed.history.sequence == 3


def test_drops_are_applied_by_sequence_then_by_the_time_in_the_name_then_by_time_of_writing(feed: Dropping):
    for name, at in (("x-20261122.csv", 9), ("x-20261121.csv", 10), ("late.csv", 5), ("early.csv", 4)):
        feed.put(name, table(f"{name},1"), at=START - 100 + at)
    for number in (2, 1):
        feed.manifest(f"{number}.manifest.json", {f"{number}.csv": table(f"{number},1")}, sequence=number)
    feed.now += 60
    assert feed.apply(naming=r"-(?P<time>\d+)", **AGED) == [
        *("1.manifest.json", "2.manifest.json"),
        *("x-20261121.csv", "x-20261122.csv", "early.csv", "late.csv"),
    ]


def test_two_drops_of_one_day_are_applied_in_the_order_they_were_written(feed: Dropping):
    feed.put("b-20261123.csv", table("A,1"), at=START - 200)
    feed.put("a-20261123.csv", table("A,2"), at=START - 100)
    assert feed.apply(naming=r"-(?P<time>\d+)", **AGED) == ["b-20261123.csv", "a-20261123.csv"]
    feed.put("c-20261123.csv", table("A,3"), at=START - 90)
    assert feed.apply(naming=r"-(?P<time>\d+)", **AGED) == ["c-20261123.csv"]


def test_name_tells_sequence_and_mode(feed: Dropping):
    feed.put("delta-12.csv", table("A,1"), at=START - 100)
    (drop,) = feed.look(naming=r"(?P<mode>full|delta)-(?P<sequence>\d+)", **AGED)
    assert (drop.mode, drop.sequence) == ("delta", 12)


def test_late_drop_is_refused_whole_until_a_later_one_comes(feed: Dropping):
    feed.manifest("2.manifest.json", {"2.csv": table("A,2")}, sequence=2)
    assert feed.apply() == ["2.manifest.json"]
    feed.manifest("1.manifest.json", {"1.csv": table("A,1")}, sequence=1)
    for _ in range(2):
        assert "sequence 1 is below 2" in feed.refusals()["1.manifest.json"]
    feed.manifest("3.manifest.json", {"3.csv": table("A,3")}, sequence=3)
    assert feed.apply() == ["3.manifest.json"]
    assert feed.look() == []


def test_older_file_that_comes_after_a_newer_one_is_refused_though_neither_has_a_number(feed: Dropping):
    feed.put("new.csv", table("A,2"), at=START - 100)
    feed.put("same.csv", table("A,3"), at=START - 100)
    assert feed.apply(**AGED) == ["new.csv", "same.csv"]
    feed.put("old.csv", table("A,1"), at=START - 101)
    assert "before one of" in feed.refusals(**AGED)["old.csv"]
    assert feed.apply(confirmed=["old.csv"], **AGED) == ["old.csv"]


def test_file_from_the_future_makes_no_later_one_late(feed: Dropping):
    feed.put("future.csv", table("A,1"), at=START + 10**7)
    feed.put("future.csv.done", b"", at=START + 10**7)
    assert feed.apply() == ["future.csv"]
    feed.now += 61
    feed.put("next.csv", table("A,2"), at=feed.now - 60)
    assert feed.apply(**AGED) == ["next.csv"]


def test_late_drop_that_a_person_confirms_is_applied_once(feed: Dropping):
    feed.manifest("9.manifest.json", {"9.csv": table("A,9")}, sequence=9)
    feed.apply()
    feed.manifest("1.manifest.json", {"1.csv": table("A,1")}, sequence=1)
    feed.refusals()
    digest = hashlib.sha256(table("A,1").encode()).hexdigest()
    assert feed.apply(confirmed=[digest[:12]]) == ["1.manifest.json"]
    assert feed.apply(confirmed=[digest[:12]]) == []
    assert feed.history.sequence == 1


def test_refused_drop_that_later_ones_have_passed_is_applied_when_a_person_confirms_it(feed: Dropping):
    for name, at in (("a.csv", 0), ("b.csv", 1), ("c.csv", 2)):
        feed.put(name, rows_of(1 if name == "b.csv" else 100 + int(at)), at=START - 900 + at)
    assert feed.apply(**AGED) == ["a.csv", "c.csv"]
    assert feed.apply(confirmed=["c.csv"], **AGED) == []
    assert feed.apply(confirmed=["b.csv"], **AGED) == ["b.csv"]


def test_full_drop_may_shrink_by_the_share_and_no_more(feed: Dropping):
    for rows in (100, 80):
        feed.manifest("manifest.json", {"a.csv": rows_of(rows)})
        assert feed.apply() == ["manifest.json"]


def test_copy_under_the_same_sequence_is_a_repetition(feed: Dropping):
    for name in ("a", "b"):
        feed.manifest(f"{name}.manifest.json", {f"{name}.csv": table("A,1")}, sequence=4)
    assert feed.apply() == ["a.manifest.json"]
    assert feed.look() == []


def test_shrunken_full_drop_is_refused_until_confirmed_in_the_manifest(feed: Dropping):
    """Failure mode 1, the other way round: what a broken export lacks is not deleted."""
    feed.manifest("manifest.json", {"a.csv": rows_of(100)})
    feed.apply()
    feed.manifest("manifest.json", {"a.csv": rows_of(79)})
    assert "79 rows where the last full drop had 100" in feed.refusals()["manifest.json"]
    feed.manifest("manifest.json", {"a.csv": rows_of(79)}, confirmed=True)
    assert feed.apply() == ["manifest.json"]
    feed.manifest("manifest.json", {"a.csv": rows_of(64)})
    assert feed.apply() == ["manifest.json"]


@pytest.mark.parametrize("how", ["name", "digest"])
def test_shrunken_full_drop_is_applied_when_the_configuration_confirms_it(feed: Dropping, how):
    feed.put("a.csv", rows_of(100), at=START - 900)
    feed.apply(**AGED)
    feed.put("b.csv", rows_of(10), at=START - 800)
    feed.refusals(**AGED)
    named = "b.csv" if how == "name" else feed.history.fates[-1].digest
    assert feed.apply(confirmed=[named], **AGED) == ["b.csv"]


def test_shrinking_is_told_from_the_full_drop_before_it_even_in_one_look(feed: Dropping):
    for number, rows in enumerate((100, 90, 10)):
        feed.put(f"{number}.csv", rows_of(rows), at=START - 900 + number)
    assert list(feed.refusals(**AGED)) == ["2.csv"]


def test_partial_drop_may_be_small_and_changes_nothing_about_the_last_full_one(feed: Dropping):
    feed.manifest("1.manifest.json", {"1.csv": rows_of(100)}, sequence=1)
    feed.manifest("2.manifest.json", {"2.csv": rows_of(1)}, sequence=2, mode="delta")
    feed.manifest("3.manifest.json", {"3.csv": rows_of(10, "2.00")}, sequence=3)
    assert feed.apply() == ["1.manifest.json", "2.manifest.json"]
    assert feed.history.full_rows == 100


@pytest.mark.parametrize("content", [table(), b""])
def test_empty_full_drop_is_never_applied_even_when_confirmed(feed: Dropping, content):
    """Failure mode 9: empty is not deleted."""
    feed.manifest("manifest.json", {"a.csv": content}, confirmed=True)
    (reason,) = refused(feed.look(confirmed=["manifest.json"], patience_seconds=0))
    assert "would delete everything" in reason or "no header" in reason


def test_empty_partial_drop_changes_nothing_and_is_applied(feed: Dropping):
    feed.put("a.csv", table(), at=START - 100)
    assert feed.apply(mode="delta", **AGED) == ["a.csv"]


def test_vanished_column_refuses_the_drop_whole_and_more_columns_do_not(feed: Dropping):
    feed.put("a.csv", table("A,1,2", header="sku,price GBP,more"), at=START - 100)
    assert feed.refusals("sku", "price_GBP", **AGED) == {
        "a.csv": "a.csv: The header has no column 'price_GBP' (did 'price GBP' take its place?)."
    }
    assert feed.apply("sku", "more", **AGED) == ["a.csv"]


def test_file_of_which_no_row_can_be_read_is_refused(feed: Dropping):
    feed.put("a.csv", table("A;1", "B;2", header="sku,price"), at=START - 100)
    assert "None of the 2 rows" in feed.refusals(**AGED)["a.csv"]


def test_bad_rows_are_part_of_a_drop(feed: Dropping):
    feed.manifest("manifest.json", {"a.csv": table("A,1", "B", "C,3")})
    (drop,) = feed.look()
    assert [row.line for row in drop.rows() if isinstance(row.values, BadRow)] == [3]
    assert drop.count == 3


def test_file_that_is_replaced_while_it_is_read_is_an_error(feed: Dropping):
    feed.manifest("manifest.json", {"a.csv": rows_of(3000)})
    (drop,) = feed.look()
    rows = drop.rows()
    next(rows)
    feed.put("a.csv", rows_of(2999), at=START + 5)
    with pytest.raises(PimAnswerInvalid, match="changed while it was read"):
        list(rows)


def test_file_that_grows_while_it_is_looked_at_waits(feed: Dropping, monkeypatch):
    feed.put("a.csv", table("A,1"), at=START - 100)
    drops = feed.drops(**AGED)
    digest = type(drops._reader._folder).digest

    def grows(folder, file):
        feed.put("a.csv", table("A,1", "B,2"), at=START - 99)
        return digest(folder, file)

    monkeypatch.setattr(type(drops._reader._folder), "digest", grows)
    assert drops.pending(feed.history) == []


def test_applied_drop_whose_files_were_cleared_away_is_not_missed(feed: Dropping):
    feed.manifest("manifest.json", {"a.csv": table("A,1")})
    feed.apply()
    feed.remove("a.csv")
    feed.now += 4000
    assert [type(item) for item in feed.look()] == [Repeated]


def test_feeds_share_a_folder_by_their_patterns(feed: Dropping):
    for name in ("offers", "products"):
        feed.manifest(f"{name}.manifest.json", {f"{name}-1.csv": table(f"{name},1")})
    assert [item.name for item in feed.look(files="offers-*")] == ["offers.manifest.json"]


def test_patience_has_no_end_where_the_storage_keeps_no_times(monkeypatch):
    feed = in_memory()
    feed.put("a.csv", table("A,1"))
    feed.now += 10**6
    monkeypatch.setattr("catalog_sync.pim.drops.folder._TIMES", ())
    assert feed.look(**AGED) == []


def test_folder_that_is_not_there_says_so(tmp_path):
    drops = Drops(DropsConfiguration(url=f"file://{tmp_path}/nowhere"))
    with pytest.raises(PimUnreachable, match="There is no folder"):
        drops.pending(History())


def test_missing_driver_names_its_package():
    with pytest.raises(PimRefused, match="s3fs"):
        Drops(DropsConfiguration(url="s3://bucket/feed"))
    with pytest.raises(PimRefused, match="Protocol not known"):
        Drops(DropsConfiguration(url="nothing://bucket/feed"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "sftp://me:secret@host/feed"},
        {"naming": "("},
        {"naming": "(?P<day>.)"},
        {"encoding": "utf-9"},
        {"max_shrink": 2},
    ],
)
def test_configuration_that_cannot_work_is_refused(wrong):
    with pytest.raises(ValueError):
        DropsConfiguration.model_validate({"url": "file:///feed"} | wrong)


def test_refusal_is_a_problem_with_a_key_that_stays_the_same():
    fate = Fate(
        name="a.csv", digest="d", fingerprint="f", mode="full", state="refused", reason="it came late."
    )
    (problem,) = drop_problems(History(fates=(fate,)))
    assert (problem.key, problem.repeated) == ("drop:a.csv", True)
    assert "it came late" in problem.message


def test_drop_is_what_it_was_at_every_look(feed: Dropping):
    feed.manifest("manifest.json", {"a.csv": table("A,1")})
    first, second = feed.look()[0], feed.look()[0]
    assert isinstance(first, Drop)
    assert first == second
