"""The spool of a feed: one transaction per drop, one revision per listing that changed, and nothing of others."""

import orjson
import pytest
import sqlalchemy as sa

from catalog_sync.pim.drops.history import Fate
from catalog_sync.pim.feed.spool import Census, Mention
from catalog_sync.store.feed_rows import FeedRows


@pytest.fixture
def spool(engine: sa.Engine) -> FeedRows:
    return FeedRows(engine, "products")


def mention(
    key: str | None, text: str = "x", position: int = 0, kind: str = "changed", listing: str = ""
) -> Mention:
    payload = orjson.dumps({"id": key, "text": text})
    return Mention(
        position, "f.csv", position + 2, key, kind, listing or f"product:{key}", payload, text, "why"
    )


def fate(name: str = "f.csv", digest: str = "d") -> Fate:
    return Fate(name=name, digest=digest, fingerprint=name, mode="full", rows=1, state="applied")


def apply(spool: FeedRows, *mentions: Mention, full: bool = False, sweep: bool = False) -> None:
    with spool.applying() as application:
        application.stage(mentions)
        application.finish(full=full, sweep=sweep, fate=fate())


def told(spool: FeedRows, after: int) -> list[str]:
    return [listing for batch in spool.touched(after, spool.revision()) for listing in batch]


def keys(spool: FeedRows) -> list[str]:
    return sorted(key for batch in spool.listed() for _, key in batch)


def test_rows_come_back_with_where_they_were(spool: FeedRows) -> None:
    apply(spool, mention("1", 'a,"b"\n;\\N é'))
    [(listing, row)] = spool.rows(["product:1"])
    assert (listing, row.where, row.columns) == ("product:1", "f.csv:2", {"id": "1", "text": 'a,"b"\n;\\N é'})


def test_each_listing_that_changed_has_a_revision_of_its_own(spool: FeedRows) -> None:
    apply(spool, mention("1"), mention("2", position=1), mention("3", position=2))
    assert told(spool, 0) == ["product:1", "product:2", "product:3"]
    apply(spool, mention("2", "y"), mention("3", kind="same", position=1))
    assert (told(spool, 3), spool.revision()) == (["product:2"], 4)
    apply(spool, mention("3", kind="same"))
    assert spool.revision() == 4


def test_nothing_of_a_drop_is_seen_when_its_transaction_does_not_end(spool: FeedRows) -> None:
    apply(spool, mention("1"))

    def half() -> None:
        with spool.applying() as application:
            application.stage([mention("1", "y"), mention("2", position=1)])
            application.finish(full=True, sweep=True, fate=fate("half"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert (keys(spool), spool.revision(), [each.name for each in spool.history().fates]) == (
        ["1"],
        1,
        ["f.csv"],
    )


def test_only_a_sweep_deletes_what_is_absent(spool: FeedRows) -> None:
    apply(spool, mention("1"), mention("2", position=1))
    apply(spool, mention("2", "y"))
    assert keys(spool) == ["1", "2"]
    apply(spool, mention("2", kind="same"), full=True, sweep=True)
    assert (keys(spool), told(spool, 3)) == (["2"], ["product:1"])


def test_a_census_counts_what_lives_what_is_absent_and_what_has_no_key(spool: FeedRows) -> None:
    apply(spool, *(mention(str(n), position=n) for n in range(5)))
    with spool.applying() as application:
        application.stage([mention("1"), mention("2", kind="unread", position=1), mention("9", position=2)])
        application.stage([mention(None, kind="unread", position=3)])
        assert application.census() == Census(living=5, absent=3, nameless=1)


def test_a_row_that_moves_touches_the_listing_it_leaves(spool: FeedRows) -> None:
    apply(spool, mention("1", listing="model:a"), mention("2", listing="model:a", position=1))
    apply(spool, mention("2", "y", listing="model:b"))
    assert told(spool, 1) == ["model:a", "model:b"]


def test_quarantine_ends_with_the_row_read_well_or_with_a_full_drop(spool: FeedRows) -> None:
    apply(spool, mention("1", kind="unread"), mention(None, kind="unread", position=1))
    assert [(each.line, each.message) for each in spool.quarantine(9)[0]] == [(2, "why"), (3, "why")]
    assert spool.quarantine(1)[1] == 2
    apply(spool, mention("1", position=7))
    assert [each.line for each in spool.quarantine(9)[0]] == [3]
    apply(spool, mention("1", kind="same"), full=True)
    assert spool.quarantine(9) == ([], 0)


def test_quarantined_rows_of_files_that_share_a_name_stay_apart(spool: FeedRows) -> None:
    apply(spool, mention("1", kind="unread"))
    apply(spool, mention("2", kind="unread"))
    unread, many = spool.quarantine(9)
    assert ([each.columns["id"] for each in unread], many) == (["1", "2"], 2)
    apply(spool, mention("2", position=3))
    assert [each.columns["id"] for each in spool.quarantine(9)[0]] == ["1"]
    apply(spool, mention("1", "z", kind="unread", position=8))
    assert [(each.line, each.columns["text"]) for each in spool.quarantine(9)[0]] == [(10, "z")]


def test_everything_is_the_living_rows_and_then_what_quarantine_could_give(spool: FeedRows) -> None:
    apply(spool, mention("1"), mention("1", "y", kind="unread", position=1), mention("2", position=2))
    apply(spool, mention("2", "z", kind="unread", position=5))
    assert [(row.columns["id"], row.columns["text"], line) for row, _, line in spool.everything()] == [
        ("2", "x", 4),
        ("1", "y", 3),
        ("2", "z", 7),
    ]


def test_feeds_know_nothing_of_each_other(engine: sa.Engine, spool: FeedRows) -> None:
    other = FeedRows(engine, "other")
    apply(spool, mention("1"))
    other.renew_media({"a.jpg": "1"})
    apply(other, mention("1", "y"), full=True, sweep=True)
    apply(other, mention("2"), full=True, sweep=True)
    assert (keys(spool), spool.revision(), spool.media_revision()) == (["1"], 1, 0)


def test_a_file_that_is_new_changed_or_gone_has_a_new_revision(spool: FeedRows) -> None:
    spool.renew_media({"a": "1", "b": "1", "c": "1"})
    assert spool.media_versions(["a", "x"]) == {"a": "1"}
    spool.renew_media({"a": "1", "b": "2", "d": "1"})
    assert [list(batch) for batch in spool.renewed_media(3, spool.media_revision())] == [["b", "c", "d"]]
    assert spool.media_versions(["a", "b", "c"]) == {"a": "1", "b": "2"}
    spool.renew_media({"a": "1", "b": "2", "d": "1"})
    assert spool.media_revision() == 6


def test_many_listings_come_in_batches_in_order(spool: FeedRows) -> None:
    apply(spool, *(mention(f"{n:04}", position=n) for n in range(1234)))
    batches = list(spool.touched(10, 1200))
    assert max(map(len, batches)) <= 500
    assert [listing for batch in batches for listing in batch] == [f"product:{n:04}" for n in range(10, 1200)]
