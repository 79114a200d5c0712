"""Files as a source of products: what drops make of the spool, and what the spool then tells."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from catalog_sync.pim.document import Product, Sku
from catalog_sync.pim.source import Gone, Listed, Problem, Touched
from catalog_sync_tests.pim.feed_world import Feed, row
from catalog_sync_tests.pim.world import gather


@pytest.fixture
def feed(tmp_path: Path, engine: sa.Engine) -> Feed:
    return Feed(tmp_path, engine)


def test_a_full_drop_is_told_once(feed: Feed) -> None:
    feed.drop([row(1, "Cap"), row(2, "Mug", parent="m"), row(3, "Mug", parent="M")])
    feed.refresh()
    assert sorted(feed.products) == ["model:m", "product:1"]
    assert feed.names() == {"1": "Cap", "2": "Mug", "3": "Mug"}
    assert feed.complete
    feed.refresh()
    assert (feed.changes, feed.complete) == ([], False)


def test_only_what_differs_in_the_next_full_drop_is_told(feed: Feed) -> None:
    feed.drop([row(1, "Cap", color="red"), row(2, "Mug"), row(3, "Pan")])
    feed.refresh()
    feed.drop([row(1, "Cap", color=""), row(2, "Mug"), row(3, "Pot"), row(4, "New")])
    feed.refresh()
    assert sorted(feed.products) == ["product:1", "product:3", "product:4"]
    assert "color" not in feed.mirror["product:1"].values


def test_an_emptied_cell_empties_the_attribute(feed: Feed) -> None:
    """Failure mode 4: an emptied attribute is gone, and a column more without content is no change."""
    feed.drop([row(1, "Cap", color="red"), row(2, "Mug")])
    feed.refresh()
    feed.drop([row(1, "Cap", color="", size=""), row(2, "Mug", size="")])
    feed.refresh()
    assert feed.products == ["product:1"]
    assert feed.mirror["product:1"].values.keys() == {"name", "sku"}


def test_what_a_full_drop_lacks_is_gone(feed: Feed) -> None:
    """Failure mode 1: a product, and a variant, that is absent from a full drop is deleted."""
    feed.drop([row(1), row(2, parent="m"), row(3, parent="m"), row(4), row(5)])
    feed.refresh()
    feed.drop([row(2, parent="m"), row(4), row(5)])
    feed.refresh()
    assert [change for change in feed.changes if isinstance(change, Gone)] == [Gone("product:1")]
    assert [sku.key for sku in feed.mirror["model:m"].skus] == ["2"]


def test_a_delta_drop_changes_only_what_it_names(feed: Feed) -> None:
    """Failure mode 1: a row that a delta marks as deleted is deleted."""
    feed.drop([row(1), row(2), row(3)])
    feed.refresh()
    feed.drop([row(1, "new"), row(3, op="D"), row(9, op="delete")], "delta")
    feed.refresh()
    assert (feed.products, feed.names()) == (["product:1"], {"1": "new", "2": "x"})


def test_drops_that_waited_together_are_applied_in_their_order(feed: Feed) -> None:
    feed.drop([row(1, "a"), row(2, "a")])
    feed.drop([row(1, "b"), row(2, op="d")], "delta")
    feed.drop([row(1, "c")], "delta")
    feed.refresh()
    assert feed.names() == {"1": "c"}


def test_the_last_mention_of_a_row_counts(feed: Feed) -> None:
    feed.drop([row(1, "a"), row(2, "a")])
    feed.refresh()
    feed.drop([row(1, "b"), row(1, "a"), row(2, "b"), row(2, op="d"), row(3, op="d"), row(3, "c")], "delta")
    feed.refresh()
    assert feed.names() == {"1": "a", "3": "c"}
    assert feed.products == ["product:3"]


def test_a_key_that_stands_twice_in_a_full_drop_is_shown(feed: Feed) -> None:
    path = feed.drop([row(1, "a"), row(2, "b"), row(1, "c")])
    feed.refresh()
    assert feed.names() == {"1": "c", "2": "b"}
    assert "stands again" in feed.problems[f"{path.name}:2"]


def test_a_row_that_moves_to_another_product_changes_both(feed: Feed) -> None:
    feed.drop([row(1, parent="a"), row(2, parent="a"), row(3, parent="b")])
    feed.refresh()
    feed.drop([row(2, parent="b"), row(3)], "delta")
    feed.refresh()
    assert sorted(feed.products) == ["model:a", "model:b", "product:3"]
    assert {key: [sku.key for sku in each.skus] for key, each in feed.mirror.items()} == {
        "model:a": ["1"],
        "model:b": ["2"],
        "product:3": ["3"],
    }


def test_a_repeated_and_a_late_drop_change_nothing(feed: Feed) -> None:
    first = feed.drop([row(1, "old"), row(2, "old")])
    feed.refresh()
    feed.drop([row(1, "new"), row(2, "new")])
    feed.refresh()
    (feed.folder / "full-0001-copy.csv").write_bytes(first.read_bytes())
    feed.drop([row(1, "late"), row(2, "late")]).rename(feed.folder / "full-0000.csv")
    feed.refresh()
    assert (feed.products, set(feed.names().values())) == ([], {"new"})


def test_a_full_drop_that_lacks_too_many_rows_is_refused_until_it_is_confirmed(feed: Feed) -> None:
    """Failure mode 1: a mass disappearance is held, shown, and done once a person names it."""
    feed.drop([row(number) for number in range(10)])
    feed.refresh()
    path = feed.drop([row(number) for number in range(5, 15)])
    feed.settings["drops"]["max_shrink"] = 0.4
    feed.refresh()
    assert (len(feed.mirror), feed.products) == (10, [])
    assert "5 of 10 rows" in feed.problems[f"drop:{path.name}"]
    feed.refresh()
    assert f"drop:{path.name}" in feed.problems
    feed.settings["drops"]["confirmed"] = [path.name]
    feed.refresh()
    assert (feed.problems, sorted(map(int, feed.names()))) == ({}, list(range(5, 15)))


def test_a_drop_after_a_refused_one_is_applied(feed: Feed) -> None:
    feed.drop([row(number) for number in range(10)])
    feed.refresh()
    feed.drop([row(1)])
    feed.drop([row(number, "y") for number in range(10)])
    feed.refresh()
    assert set(feed.names().values()) == {"y"}


def test_a_full_drop_without_any_row_deletes_nothing(feed: Feed) -> None:
    feed.drop([row(1)])
    feed.refresh()
    feed.drop([])
    feed.refresh()
    assert feed.names() == {"1": "x"}
    assert feed.problems


def test_an_unreadable_row_is_shown_and_keeps_what_was_known_of_it(feed: Feed) -> None:
    """Failure mode 3: the product's other rows and all other products go on; it is read once it is corrected."""
    feed.settings["rows"]["types"] = {"stars": "number"}
    feed.drop([row(1, stars="4", parent="m"), row(2, stars="4", parent="m"), row(3)])
    feed.refresh()
    path = feed.drop([row(1, stars="4,5", parent="m"), row(2, stars="5", parent="m"), row(3, "y")])
    feed.refresh()
    assert sorted(feed.products) == ["model:m", "product:3"]
    stars = [sku.values["stars"][0].data for sku in feed.mirror["model:m"].skus]
    assert stars == ["4", "5"]
    assert "column stars: '4,5'" in feed.problems[f"{path.name}:2"]
    feed.refresh()
    assert feed.problems.keys() == {f"{path.name}:2"}
    feed.drop([row(1, stars="4.5", parent="m")], "delta")
    feed.refresh()
    assert (feed.problems, feed.mirror["model:m"].skus[0].values["stars"][0].data) == ({}, "4.5")


def test_a_row_without_a_readable_key_lets_nothing_be_deleted(feed: Feed) -> None:
    """Failure mode 1: an unreadable line could be any of the absent rows."""
    feed.drop([row(number) for number in range(10)])
    feed.refresh()
    path = feed.drop([row(number, "y") for number in range(8)] + [row("", "y")])
    feed.refresh()
    assert len(feed.mirror) == 10
    assert "2 rows are not in it" in feed.problems[f"drop:{path.name}"]
    feed.drop([row(number, "y") for number in range(8)])
    feed.refresh()
    assert (feed.problems, len(feed.mirror)) == ({}, 8)


def test_an_unknown_word_for_the_operation_neither_deletes_nor_changes(feed: Feed) -> None:
    feed.drop([row(1), row(2)])
    feed.refresh()
    path = feed.drop([row(1, "y", op="remove?")], "delta")
    feed.refresh()
    assert (feed.names()["1"], list(feed.problems)) == ("x", [f"{path.name}:2"])


def test_a_changed_mapping_reads_all_rows_again_and_those_in_quarantine(feed: Feed) -> None:
    feed.settings["rows"]["types"] = {"stars": "number"}
    feed.drop([row(1, stars="4,5"), row(2, stars="4", group="G")])
    feed.refresh()
    assert feed.mirror.keys() == {"product:2"}
    feed.settings["rows"] |= {"decimal": ",", "parent": "group"}
    feed.refresh()
    assert (sorted(feed.mirror), feed.problems) == (["model:g", "product:1"], {})
    assert feed.complete


def test_files_of_other_tongues_are_read(feed: Feed) -> None:
    feed.settings["drops"] |= {"encoding": "cp1252", "delimiter": ";"}
    feed.settings["rows"] |= {"decimal": ",", "types": {"stars": "number"}}
    text = 'id;sku;parent;enabled;op;name;stars\r\n1;A;;1;;"Größe ""M""\r\n5 €; neu";4,5\r\n'
    feed.write(text.encode("cp1252"))
    feed.refresh()
    product = feed.mirror["product:1"]
    assert (product.values["name"][0].data, product.values["stars"][0].data) == (
        'Größe "M"\r\n5 €; neu',
        "4.5",
    )


def test_a_byte_order_mark_is_no_part_of_the_first_column(feed: Feed) -> None:
    feed.write("id,sku,parent,enabled,op,name\n1,A,,1,,Größe\n".encode("utf-8-sig"))
    feed.refresh()
    assert feed.names() == {"1": "Größe"}


def test_json_lines_are_rows_too(feed: Feed) -> None:
    feed.settings["drops"]["files"] = "*.jsonl"
    feed.settings["rows"]["types"] = {"material": "options"}
    feed.drop_json([row(1, enabled=True, material=["cotton", "linen"]), row(2, enabled=False)])
    feed.refresh()
    assert feed.mirror["product:1"].values["material"][0].data == ["cotton", "linen"]
    assert not feed.mirror["product:2"].enabled


def test_json_lines_can_hold_whole_documents(feed: Feed) -> None:
    feed.settings["drops"]["files"] = "*.jsonl"
    feed.settings["rows"] = {"key": "key", "document": "document"}
    products = [
        Product(
            key=f"model:{n}", identifier=str(n), skus=[Sku(key=f"{n}{m}", sku=f"{n}-{m}") for m in range(n)]
        )
        for n in range(3)
    ]
    feed.drop_json([{"document": each.model_dump()} for each in products])
    feed.refresh()
    assert list(feed.mirror.values()) == products

    async def listed(source):
        return await gather(await source.listed())

    pairs = {Listed(each.key, sku.key) for each in products for sku in each.skus}
    assert set(feed.ask(listed)) == pairs | {Listed("model:0", None)}
    feed.drop_json([{"key": "model:1", "op": "d"}], "delta")
    feed.refresh()
    assert sorted(feed.mirror) == ["model:0", "model:2"]


def test_the_spool_answers_what_there_is(feed: Feed) -> None:
    feed.drop([row(1), row(2, parent="m"), row(3, parent="m")])
    feed.refresh()

    async def asked(source):
        reading = await source.listed()
        listed = await gather(reading)
        read = await gather(source.read(["model:m", "product:9"]))
        return (
            listed,
            reading.complete,
            read,
            [await source.exists(key) for key in ("model:m", "product:2")],
            (await source.size()),
        )

    listed, complete, read, there, size = feed.ask(asked)
    assert {(each.key, each.sku) for each in listed} == {
        ("product:1", "1"),
        ("model:m", "2"),
        ("model:m", "3"),
    }
    assert (complete, there, size) == (True, [True, False], 3)
    assert read == [Gone("product:9"), feed.mirror["model:m"]]


def test_an_enumeration_before_any_full_drop_is_not_complete(feed: Feed) -> None:
    feed.drop([row(1)], "delta")
    feed.refresh()

    async def listed(source):
        reading = await source.listed()
        await gather(reading)
        return reading.complete

    assert (feed.names(), feed.complete, feed.ask(listed)) == ({"1": "x"}, False, False)


def test_a_bound_ahead_of_the_spool_reads_everything(feed: Feed) -> None:
    feed.drop([row(1), row(2)])
    feed.refresh()
    feed.bound = feed.bound.replace('"revision":2', '"revision":99')
    feed.refresh()
    assert sorted(feed.products) == ["product:1", "product:2"]


@pytest.mark.parametrize("bound", ["", "no json", "2026-01-01T00:00:00+00:00", '{"fates": []}'])
def test_a_bound_of_another_kind_reads_everything(feed: Feed, bound: str) -> None:
    feed.drop([row(1)])
    feed.bound = bound
    feed.refresh()
    assert feed.products == ["product:1"]


def test_a_picture_that_changes_under_its_name_has_another_code(feed: Feed, tmp_path: Path) -> None:
    """Failure mode 5: a code means the same bytes for ever, so it is downloaded once and again when it changes."""
    pictures = tmp_path / "media" / "a"
    pictures.mkdir(parents=True)
    (pictures / "cap.jpg").write_bytes(b"first")
    feed.settings |= {"media": {"url": f"file://{tmp_path}/media"}}
    feed.settings["rows"]["media"] = {"picture": "image"}
    feed.drop([row(1, image="/a/cap.jpg"), row(2, image="a/none.jpg"), row(3, image="https://x.test/a.jpg")])
    feed.refresh()
    [first], [none], [far] = (feed.mirror[f"product:{n}"].media for n in (1, 2, 3))
    assert first.code.startswith("a/cap.jpg#5-")
    assert (none.code, far.code) == ("a/none.jpg", "https://x.test/a.jpg")
    assert feed.mirror["product:1"].depends_on == ["media:a/cap.jpg"]
    (pictures / "cap.jpg").write_bytes(b"second")
    (pictures / "none.jpg").write_bytes(b"here now")
    feed.refresh()
    assert set(feed.changes) == {Touched("media:a/cap.jpg"), Touched("media:a/none.jpg")}

    async def read(source):
        [again] = await gather(source.read(["product:1"]))
        return again, await source.download(again.media[0].code)

    again, data = feed.ask(read)
    assert (again.media[0].code != first.code, data) == (True, b"second")


def test_pictures_stay_what_they_were_while_their_folder_is_away(feed: Feed, tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "cap.jpg").write_bytes(b"first")
    feed.settings |= {"media": {"url": f"file://{tmp_path}/media"}}
    feed.settings["rows"]["media"] = {"picture": "image"}
    feed.drop([row(1, image="cap.jpg")])
    feed.refresh()
    code = feed.mirror["product:1"].media[0].code
    (tmp_path / "media").rename(tmp_path / "away")
    feed.drop([row(1, "y", image="cap.jpg")])
    feed.refresh()
    assert (feed.mirror["product:1"].media[0].code, list(feed.problems)) == (code, ["media"])


def test_labels_beside_the_feed_are_its_dictionaries(feed: Feed, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text(
        "attribute,code,locale,label\ncolor,red,en_US,Red\ncolor,red,id_ID,Merah\ncategories,c,en_US,C\n"
    )
    feed.settings["labels"] = f"file://{labels}"
    known = feed.ask(lambda source: source.dictionaries())
    assert known.options["color"]["red"].labels == {"en_US": "Red", "id_ID": "Merah"}
    assert known.categories["c"].labels == {"en_US": "C"}


def test_a_check_tells_state_and_what_to_correct(feed: Feed) -> None:
    async def checked(source):
        return [each async for each in source.check()]

    feed.settings["rows"] |= {"types": {"stars": "number"}, "media": {"picture": "imag"}}
    path = feed.drop([row(1, stars="4"), row(2, stars="?", image="x")])
    [missing] = [each for each in feed.ask(checked) if "'imag'" in each.what]
    assert not missing.ok
    assert f"{path.name} is refused" in missing.what
    assert "did 'image' take its place?" in missing.what
    feed.settings["rows"]["media"] = {"picture": "image"}
    found = feed.ask(checked)
    told = {each.what: each.ok for each in found}
    assert told[f"{path.name} waits: full, 2 rows"]
    assert {each.topic for each in found} >= {"source", "clock", "records"}
    assert any(f"{path.name}:3" in each.what for each in found if each.ok is False)
    assert feed.spool.size() == 0
    feed.refresh()
    assert any("was applied last: full, 2 rows" in each.what for each in feed.ask(checked))


def test_a_check_of_json_lines_names_a_column_that_no_row_has(feed: Feed) -> None:
    async def checked(source):
        return [each async for each in source.check()]

    feed.settings["drops"]["files"] = "*.jsonl"
    feed.settings["rows"]["media"] = {"picture": "imag"}
    feed.drop_json([row(1, parent="", op="", sku="1", enabled="1", image="x")])
    [missing] = [each for each in feed.ask(checked) if "'imag'" in each.what]
    assert (missing.ok, missing.advice) == (False, "Did you mean 'image'?")


@pytest.mark.parametrize("column", ["Title", "kg", "kg_unit", "image", "op"])
@pytest.mark.parametrize("mode", ["full", "delta"])
def test_a_vanished_column_refuses_the_drop_and_empties_nothing(feed: Feed, column: str, mode: str) -> None:
    """Failure mode 4: emptied is an empty cell, and not a column that is not there."""
    feed.settings["rows"] |= {
        "values": {
            "name": "Title",
            "weight": {"column": "kg", "type": "measurement", "unit_column": "kg_unit"},
        },
        "media": {"picture": "image"},
    }
    cells = {"Title": "Cap", "kg": "1", "kg_unit": "KILOGRAM", "image": "a.jpg", "op": ""}
    header = "id,sku,parent,enabled"
    feed.write(f"{header},{','.join(cells)}\n1,A,,1,{','.join(cells.values())}\n".encode())
    feed.refresh()
    known = feed.mirror["product:1"]
    del cells[column]
    path = feed.write(f"{header},{','.join(cells)}\n1,B,,1,{','.join(cells.values())}\n".encode(), mode)
    feed.refresh()
    assert feed.mirror["product:1"] == known
    assert f"no column {column!r}" in feed.problems[f"drop:{path.name}"]


def test_an_unreadable_row_stays_shown_though_another_file_has_its_name(feed: Feed) -> None:
    feed.settings["rows"]["types"] = {"stars": "number"}
    feed.settings["drops"] |= {"naming": None, "mode": "delta"}
    for number in (1, 2):
        feed.drop([row(number, stars="?")], "delta").rename(feed.folder / "products.csv")
        feed.refresh()
    assert len(feed.problems) == 2
    feed.settings["rows"]["types"] = {}
    feed.refresh()
    assert (feed.names().keys(), feed.problems) == ({"1", "2"}, {})


def test_a_full_drop_that_empties_an_attribute_of_too_many_is_refused_until_it_is_confirmed(
    feed: Feed,
) -> None:
    """Failure mode 4: by Akeneo's convention no column is named, so a vanished one is known by what it held."""
    feed.drop(
        [row(number, **{"name-en_US": "Cap", "seldom": "x" if number < 2 else ""}) for number in range(4)]
    )
    feed.refresh()
    feed.drop([row(number, **{"name-en_US": "Cup"}) for number in range(3)])
    feed.refresh()
    assert (len(feed.mirror), feed.problems) == (3, {})
    path = feed.drop([row(number, "z") for number in range(3)])
    feed.refresh()
    told = feed.problems[f"drop:{path.name}"]
    assert "'name-en_US' held something in 3 of 3 rows" in told
    assert feed.mirror["product:1"].values["name"][0].data != "z"
    feed.settings["drops"]["confirmed"] = [path.name]
    feed.refresh()
    assert (feed.problems, set(feed.names().values())) == ({}, {"z"})


def test_a_key_that_is_too_long_for_an_index_is_an_unreadable_row_and_no_more(feed: Feed) -> None:
    noise = "".join(f"{hash((seed, 'noise')):x}" for seed in range(900))
    path = feed.drop([row(noise), row(2, parent=noise), row(3)])
    feed.refresh()
    assert feed.names() == {"3": "x"}
    assert feed.problems.keys() == {f"{path.name}:2", f"{path.name}:3"}


def test_a_column_that_means_nothing_may_vanish(feed: Feed) -> None:
    feed.settings["rows"]["values"] = {"name": "name"}
    feed.drop([row(number, noise="x") for number in range(4)])
    feed.refresh()
    feed.drop([row(number, "y") for number in range(4)])
    feed.refresh()
    assert (feed.problems, set(feed.names().values())) == ({}, {"y"})


def repeated(feed: Feed) -> set[str]:
    return {each.key for each in feed.changes if isinstance(each, Problem) and each.repeated}


def test_a_refused_drop_is_shown_by_every_reading_until_a_full_drop_is_applied(feed: Feed) -> None:
    feed.drop([row(number) for number in range(10)])
    feed.refresh()
    path = feed.drop([row(1)])
    feed.refresh()
    feed.drop([row(1, "y")], "delta")
    feed.refresh()
    assert feed.names()["1"] == "y"
    path.unlink()
    for _ in range(2):
        feed.refresh()
        assert repeated(feed) == set(feed.problems) == {f"drop:{path.name}"}
    feed.drop([row(number, "z") for number in range(10)])
    feed.refresh()
    assert feed.problems == {}


def test_a_refused_drop_that_is_gone_is_shown_until_it_is_confirmed(feed: Feed) -> None:
    feed.drop([row(number) for number in range(10)])
    path = feed.drop([row(1)])
    feed.refresh()
    path.unlink()
    feed.refresh()
    assert repeated(feed) == {f"drop:{path.name}"}
    feed.settings["drops"]["confirmed"] = [path.name]
    feed.refresh()
    assert (feed.problems, len(feed.mirror)) == ({}, 10)


def test_a_file_that_was_refused_is_no_problem_once_a_manifest_claims_it(feed: Feed) -> None:
    feed.settings["drops"] |= {"age_seconds": None, "patience_seconds": 0}
    first = feed.drop([row(1), row(2)])
    (feed.folder / f"{first.name}.done").touch()
    feed.refresh()
    late = feed.drop([row(1, "y")], "delta")
    feed.refresh()
    assert repeated(feed) == {f"drop:{late.name}"}
    (feed.folder / "manifest.json").write_text(
        f'{{"files": [{{"name": "{late.name}"}}], "mode": "delta", "sequence": 9}}'
    )
    feed.refresh()
    assert (feed.problems, feed.names()["1"]) == ({}, "y")


def test_unreadable_and_kept_rows_and_a_media_folder_that_is_away_are_shown_by_every_reading(
    feed: Feed, tmp_path: Path
) -> None:
    feed.settings |= {"media": {"url": f"file://{tmp_path}/away"}}
    feed.drop([row(number) for number in range(10)])
    feed.refresh()
    path = feed.drop([row(number) for number in range(9)] + [row("")])
    for _ in range(2):
        feed.refresh()
        assert repeated(feed) == {f"drop:{path.name}", f"{path.name}:11", "media"}


def test_what_became_of_drops_is_forgotten_when_no_decision_needs_it(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A year of drops leaves a table of bounded size, and everything is judged as before."""
    monkeypatch.setattr("catalog_sync.pim.drops.history._KEPT", 3)
    cleared = [feed.drop([row(number) for number in range(10)])]
    feed.refresh()
    refused = feed.drop([row(1)])
    for number in range(12):
        cleared.append(feed.drop([row(1, f"v{number}")], "delta"))
        feed.refresh()
        if number != 5:
            cleared[-1].unlink()
    for path in (cleared[0], refused):
        path.unlink()
    feed.refresh()
    kept = [fate.name for fate in feed.spool.history().fates]
    assert kept == [cleared[0].name, refused.name, cleared[6].name, *(path.name for path in cleared[-3:])]
    feed.refresh()
    assert (feed.products, repeated(feed), feed.names()["1"]) == ([], {f"drop:{refused.name}"}, "v11")
    shrunken = feed.drop([row(1)])
    feed.refresh()
    assert "1 rows where the last full drop had 10" in feed.problems[f"drop:{shrunken.name}"]


def test_a_check_of_a_folder_that_is_not_there_says_so(feed: Feed) -> None:
    async def checked(source):
        return [each async for each in source.check()]

    feed.folder.rmdir()
    [found] = feed.ask(checked)
    assert (found.topic, found.ok) == ("source", False)


def test_a_new_year_of_rows_is_told_without_their_time(feed: Feed) -> None:
    feed.settings["rows"]["types"] = {"until": "date"}
    feed.drop([row(1, until=datetime(2027, 1, 31, 5, tzinfo=UTC).isoformat())])
    feed.refresh()
    assert feed.mirror["product:1"].values["until"][0].data == "2027-01-31"
