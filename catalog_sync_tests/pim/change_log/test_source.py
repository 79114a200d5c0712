"""A change log on a real PostgreSQL: late commits, rollbacks, long transactions, cleaning, restored databases."""

from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from catalog_sync.pim.change_log.bound import Bound
from catalog_sync.pim.change_log.configuration import ChangeLogConfiguration
from catalog_sync.pim.change_log.tables import CurrentTable
from catalog_sync.pim.document import Product
from catalog_sync.pim.errors import PimRefused
from catalog_sync.pim.source import Gone, Problem
from catalog_sync.pim.sql.database import Database, Snapshot
from catalog_sync.pim.sql.relations import find_relation
from catalog_sync_tests.pim.change_log_world import MODES, Merchant, touched
from catalog_sync_tests.pim.world import gather


@pytest.fixture(params=sorted(MODES))
def merchant(request, database_url):
    merchant = Merchant(database_url, **MODES[request.param])
    yield merchant
    merchant.engine.dispose()


@pytest.fixture(params=sorted(MODES))
def own_merchant(request, server):
    with server.database() as url:
        merchant = Merchant(url, **MODES[request.param])
        yield merchant
        merchant.engine.dispose()


def problems(changes) -> list[Problem]:
    return [change for change in changes if isinstance(change, Problem)]


@pytest.fixture
def numbered(database_url):
    merchant = Merchant(database_url, **MODES["sequence"])
    yield merchant
    merchant.engine.dispose()


def test_without_a_bound_everything_is_read_and_then_only_what_changed(merchant):
    merchant.write("a", "b", name="old")
    found, reading = merchant.changes()
    assert reading.complete
    assert sorted(product.key for product in found) == ["product:a", "product:b"]
    merchant.bound = reading.bound
    merchant.write("b", name="new")
    (changed,) = [change for change in merchant.next() if isinstance(change, Product)]
    assert changed.values["name"][0].data == "new"
    assert merchant.changed() == []


def test_an_entry_that_commits_late_is_read(merchant):
    """Failure mode 3: A begins before B and commits after B was read; `id > 2` would never see it."""
    merchant.changed()
    with merchant.writing() as a, merchant.writing() as b:
        a.write("a")
        b.write("b")
        b.commit()
        early = merchant.changed()
        assert early == ["product:b"], "what has committed need not wait for what has not"
        a.commit()
    assert "product:a" in merchant.changed()
    assert merchant.changed() == []


def test_an_entry_that_was_under_way_during_the_first_read_is_read(merchant):
    """Failure mode 3."""
    with merchant.writing() as a:
        a.write("a")
        merchant.write("b")
        assert merchant.changed() == ["product:b"]
        a.commit()
    assert "product:a" in merchant.changed()


def test_a_number_drawn_long_before_its_entry_is_written_is_waited_for(numbered):
    """Failure mode 3: its transaction had no id of its own yet when the number was first missed."""
    numbered.write("x")
    numbered.changed()
    with numbered.writing() as a:
        a.do("select nextval('pim.outbox_id_seq')")
        numbered.write("b")
        assert numbered.changed() == ["product:b"]
        numbered.write("c")
        assert numbered.changed() == ["product:c"]
        a.do("insert into pim.rows (\"Row Key\", name) values ('a', 'a')")
        a.do("insert into pim.outbox (id, row_key) values (currval('pim.outbox_id_seq'), 'a')")
        numbered.write("d")
        assert numbered.changed() == ["product:d"]
        a.commit()
    assert numbered.changed() == ["product:a"]


def test_numbers_that_were_rolled_back_are_given_up_once_nobody_can_bring_them(numbered):
    numbered.changed()
    with numbered.writing() as a, numbered.writing() as other:
        other.begin()
        a.write("a")
        a.roll_back()
        numbered.write("b")
        numbered.changed()
        numbered.changed()
        assert Bound.read(numbered.bound).spans, "another transaction might still bring the number"
        other.commit()
    numbered.changed()
    assert Bound.read(numbered.bound).missed == []


def test_a_long_transaction_delays_but_loses_nothing(merchant):
    """Failure mode 3."""
    merchant.changed()
    seen = []
    with merchant.writing() as long:
        long.write("long")
        for number in range(5):
            merchant.write(f"short{number}")
            seen += merchant.changed()
        long.commit()
    seen += merchant.changed()
    assert set(seen) == {"product:long", *(f"product:short{number}" for number in range(5))}
    assert merchant.changed() == []


def test_entries_of_one_key_become_one_and_equal_times_do_not_matter(merchant):
    merchant.changed()
    merchant.write("a", "a", "a", "b", name="x")
    assert [change.key for change in merchant.next()] == ["product:a", "product:b"]


def test_reading_does_not_depend_on_old_entries(merchant):
    merchant.write("a", "b")
    merchant.changed()
    merchant.do("delete from pim.outbox")
    assert merchant.changed() == []
    merchant.write("c")
    assert merchant.changed() == ["product:c"]
    merchant.do("truncate pim.outbox")
    merchant.write("d")
    assert merchant.changed() == ["product:d"]


def test_a_deleted_row_is_gone_and_touches_the_product_that_held_it(merchant):
    """Failure mode 1."""
    merchant.write("a", "b", "c", parent="M")
    merchant.write("alone")
    merchant.changed()
    merchant.remove("alone")
    merchant.remove("c")
    found = merchant.next()
    assert Gone("product:alone") in found
    assert touched(found) == ["row:alone", "row:c"]
    (model,) = merchant.products(["model:m"])
    assert [sku.key for sku in model.skus] == ["a", "b"]
    assert model.depends_on == ["row:a", "row:b"]


def test_a_change_of_one_variant_reads_the_whole_product(merchant):
    merchant.write("a", "b", parent="M")
    merchant.changed()
    merchant.write("b", parent="M", name="new")
    (model,) = merchant.next()
    assert (model.key, [sku.key for sku in model.skus]) == ("model:m", ["a", "b"])


def test_a_row_that_moved_shows_both_products_where_the_log_tells(merchant):
    merchant.configuration |= {"parent": "parent"}
    merchant.write("a", "b", parent="Old")
    merchant.changed()
    with merchant.writing() as writer:
        writer.write("b", parent="New")
        writer.tell("b", parent="Old")
        writer.commit()
    found = {change.key: change for change in merchant.next()}
    assert [sku.key for sku in found["model:old"].skus] == ["a"]
    assert [sku.key for sku in found["model:new"].skus] == ["b"]


def test_an_entry_may_name_the_parent_itself(merchant):
    merchant.write("a", "b", parent="Straße")
    merchant.changed()
    with merchant.writing() as writer:
        writer.tell("STRASSE")
        writer.commit()
    assert [change.key for change in merchant.next() if isinstance(change, Product)] == ["model:strasse"]


def test_a_prepared_transaction_is_waited_for_and_delays_nothing_else(own_merchant):
    """Failure mode 3: two-phase commit holds numbers and the oldest transaction without a session."""
    own_merchant.changed()
    with own_merchant.writing() as a:
        a.do("select nextval('pim.outbox_id_seq')")
        own_merchant.write("b")
        assert own_merchant.changed() == ["product:b"]
        a.do("insert into pim.rows (\"Row Key\", name) values ('a', 'a')")
        a.do("insert into pim.outbox (id, row_key) values (currval('pim.outbox_id_seq'), 'a')")
        a.do("prepare transaction 'two-phase'")
        a.commit()
    for name in "cd":
        own_merchant.write(name)
        assert f"product:{name}" in own_merchant.changed()
    with own_merchant.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("commit prepared 'two-phase'"))
    assert "product:a" in own_merchant.changed()
    assert own_merchant.changed() == []


@pytest.mark.parametrize("life", ["system", "ahead"])
def test_a_restored_database_is_read_whole(merchant, life):
    merchant.write("a", "b")
    merchant.changed()
    bound = orjson.loads(merchant.bound)
    if life == "system":
        bound["identity"] = "another/" + bound["identity"]
    else:
        bound |= {name: bound[name] + 1000 for name in ("xmin", "id") if name in bound}
    found, reading = merchant.changes(orjson.dumps(bound).decode())
    assert sorted(change.key for change in found) == ["product:a", "product:b"]
    assert reading.complete
    assert merchant.changes(reading.bound)[0] == []


def test_a_log_that_begins_anew_is_noticed(numbered):
    numbered.write("a", "b", "c")
    numbered.changed()
    numbered.do("truncate pim.outbox restart identity")
    numbered.write("d")
    assert numbered.changed() == ["product:a", "product:b", "product:c", "product:d"]


def test_a_log_that_begins_anew_and_has_overtaken_the_bound_is_noticed(numbered):
    """Failure mode 3: the numbers seen before are other entries now."""
    numbered.write("a", "b", "c")
    numbered.changed()
    numbered.do("truncate pim.outbox restart identity")
    numbered.write("d", "e", "f", "g")
    assert {"product:d", "product:g"} <= set(numbered.changed())


@pytest.mark.parametrize(
    "change", ["create or replace view pim.shown as select *, name || '!' as title from pim.rows", "mapping"]
)
def test_rows_that_are_read_otherwise_are_all_read_again(merchant, change):
    """Failure mode 3: neither a new mapping nor a new view leaves entries in the log."""
    merchant.do("create view pim.shown as select *, name as title from pim.rows")
    values = {"view": "pim.shown", "rows": {"key": "Row Key", "values": {"name": "title"}}}
    merchant.configuration |= values
    merchant.write("a", "b")
    merchant.changed()
    assert merchant.changed() == []
    if change == "mapping":
        merchant.configuration |= {"rows": values["rows"] | {"enabled": "enabled"}}
    else:
        merchant.do(change)
    assert merchant.changed() == ["product:a", "product:b"]


def test_entries_of_no_transaction_or_of_another_server_are_told_as_long_as_they_are_there(database_url):
    """Failure mode 3: a log restored from a dump has numbers that this server has yet to reach."""
    merchant = Merchant(database_url, **MODES["transaction"])
    merchant.do("alter table pim.outbox alter xid drop not null")
    merchant.write("a", "b")
    assert not problems(merchant.next())
    assert not problems(merchant.next())
    merchant.do("update pim.outbox set xid = null where row_key = 'a'")
    merchant.do("update pim.outbox set xid = '999999999999' where row_key = 'b'")
    for _ in range(2):
        found = merchant.next()
        assert [change.key for change in found if isinstance(change, Product)] == ["product:a"]
        (problem,) = problems(found)
        assert problem.repeated
        assert "not reached yet" in problem.message
    merchant.do("update pim.outbox set xid = pg_current_xact_id()")
    found = merchant.next()
    assert sorted(change.key for change in found if isinstance(change, Product)) == ["product:a", "product:b"]
    assert not problems(found)
    merchant.engine.dispose()


def test_a_bound_that_is_never_moved_shows_the_same_again(merchant):
    """Failure mode 3: a run that ended before its bound was stored is made good by the next, deletes too."""
    merchant.write("a", "b")
    merchant.changed()
    bound = merchant.bound
    merchant.write("a", name="new")
    merchant.remove("b")
    first = merchant.next()
    merchant.bound = bound
    assert merchant.next() == first
    assert Gone("product:b") in first


def test_what_was_written_and_deleted_between_two_reads_is_gone_and_the_other_way_round_is_there(merchant):
    """Failure mode 1: the present state counts, in whatever order the entries came."""
    merchant.write("back")
    merchant.changed()
    merchant.write("brief")
    merchant.remove("brief")
    merchant.remove("back")
    merchant.write("back", name="again")
    found = {change.key: change for change in merchant.next() if isinstance(change, Product | Gone)}
    assert found["product:brief"] == Gone("product:brief")
    assert found["product:back"].values["name"][0].data == "again"


def test_a_key_that_was_renamed_is_gone_where_the_log_names_both(merchant):
    """Failure mode 14."""
    merchant.write("old")
    merchant.changed()
    with merchant.writing() as writer:
        writer.do("update pim.rows set \"Row Key\" = 'new'")
        writer.tell("old")
        writer.tell("new")
        writer.commit()
    assert {"product:new", "product:old"} <= set(merchant.changed())


def test_keys_are_those_of_the_rows_however_the_log_spells_them(merchant):
    """Failure mode 1: a deletion by another spelling must be one of the product that is known."""
    merchant.do("create table pim.ids (id uuid primary key, name text)")
    merchant.configuration |= {"view": "pim.ids", "rows": {"key": "id", "values": {"name": "name"}}}
    key = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
    merchant.do("insert into pim.ids values (:key, 'x')", key=key)
    assert merchant.changed() == [f"product:{key}"]
    with merchant.writing() as writer:
        writer.do("delete from pim.ids")
        writer.tell(key.upper())
        writer.commit()
    assert merchant.changed() == [f"product:{key}"]


def test_spellings_of_one_parent_are_one_product_in_every_kind_of_read(merchant):
    """Failure mode 6: a variant that is read apart from the others would take their place."""
    merchant.write("a", parent="Straße")
    merchant.write("b", parent="STRASSE")
    merchant.write("c", parent="\tstrasse")
    merchant.write(*(f"k{number}" for number in range(600)), parent="STRA")
    (whole,) = [change for change in merchant.next() if change.key == "model:strasse"]
    assert [sku.key for sku in whole.skus] == ["a", "b", "c"]
    assert merchant.products(["model:strasse"]) == [whole]
    merchant.write("a", parent="Straße")
    assert [change for change in merchant.next() if isinstance(change, Product)] == [whole]


def test_letters_are_folded_alike_in_every_database(merchant):
    """Failure mode 1: a Turkish database has another lower case for I, and no product is gone for it."""
    merchant.write("a", parent="TITLE")
    settings = ChangeLogConfiguration.model_validate(merchant.configuration)
    with Database(SecretStr(merchant.url), "X").snapshot() as snapshot:
        table = CurrentTable(settings, find_relation(snapshot, "pim.rows", []))
    for statement in (table.below(["title"]), table.in_order(whole=False)):
        folds = str(statement).split("lower(")[1:]
        assert folds
        assert all('COLLATE "C")' in fold for fold in folds)


def test_a_bound_of_another_kind_of_log_reads_everything(merchant):
    merchant.write("a")
    found, _ = merchant.changes("2026-11-23T04:00:00+00:00")
    assert [change.key for change in found] == ["product:a"]


def test_numbers_handed_out_in_advance_are_refused(numbered):
    numbered.do("alter sequence pim.outbox_id_seq cache 20")
    with pytest.raises(PimRefused, match=r"alter sequence pim\.outbox_id_seq cache 1"):
        numbered.next()


def test_a_huge_window_is_read_in_pages_and_so_are_the_variants_of_many_products(merchant, monkeypatch):
    """Failure mode 7: neither the entries nor the rows of all that they name are ever held together."""
    merchant.changed()
    merchant.do(
        "insert into pim.rows (\"Row Key\", name, parent) select 'k' || n, 'x', 'm' || n / 20 from generate_series(0, 9999) n"
    )
    merchant.do("insert into pim.outbox (row_key) select 'm' || n from generate_series(0, 499) n")
    held = []
    rows = Snapshot.rows
    monkeypatch.setattr(Snapshot, "rows", lambda *asked: held.append(rows(*asked)) or held[-1])

    async def sizes(source):
        return [
            sum(len(change.skus) for change in batch if isinstance(change, Product))
            async for batch in await source.changes(merchant.bound)
        ]

    found = merchant.ask(sizes)
    assert sum(found) == 10_000
    assert max(found) <= 1000
    assert max(map(len, held)) <= 1000


def test_an_enumeration_is_of_one_snapshot_and_nothing_proves_nothing(merchant):
    """Failure modes 1 and 9: an empty list is not a deleted catalogue."""
    assert merchant.listed() == (set(), False)
    merchant.write("a", "b", parent="M")
    merchant.write("c")
    assert merchant.listed() == ({("model:m", "a"), ("model:m", "b"), ("product:c", "c")}, True)
    assert merchant.ask(lambda source: source.size()) == 3
    assert merchant.ask(lambda source: source.exists("model:m"))
    assert not merchant.ask(lambda source: source.exists("product:a"))


def test_what_changes_while_everything_is_read_is_read_again(merchant):
    merchant.write(*(f"k{number:04}" for number in range(1200)))

    async def during(source):
        reading = await source.changes(None)
        batches = aiter(reading)
        first = await anext(batches)
        merchant.write("k1199", "late", name="new")
        return reading.bound, first, [change async for batch in batches for change in batch]

    merchant.bound, first, rest = merchant.ask(during)
    names = {change.key: change.values["name"][0].data for change in [*first, *rest]}
    assert len(first) <= 600
    assert len(names) == 1200
    assert names["product:k1199"] == "k1199"
    assert merchant.changed() == ["product:k1199", "product:late"]


@pytest.mark.parametrize("stays", [True, False])
def test_the_rows_may_be_in_the_log_itself(database_url, stays):
    merchant = Merchant(database_url)
    merchant.configuration = {
        "table": "pim.outbox",
        "sequence": "id",
        "operation": "op",
        "rows": {"key": "Row Key", "parent": "parent", "values": {"name": "name"}},
    }
    insert = "insert into pim.outbox (row_key, op, parent, name) values (:key, :op, :parent, :name)"
    for key, op, parent, name in [
        ("a", "I", None, "1"),
        ("b", "I", "M", "1"),
        ("c", "I", "M", "1"),
        ("a", "U", None, "2"),
    ]:
        merchant.do(insert, key=key, op=op, parent=parent, name=name)
    found = {change.key: change for change in merchant.next()}
    assert found["product:a"].values["name"][0].data == "2"
    assert len(found["model:m"].skus) == 2
    merchant.do(insert, key="b", op="Delete", parent="M", name=None)
    if not stays:
        merchant.do(
            "delete from pim.outbox o where id < (select max(id) from pim.outbox n where n.row_key = o.row_key)"
        )
    found = merchant.next()
    assert [sku.key for change in found if isinstance(change, Product) for sku in change.skus] == ["c"]
    assert merchant.listed() == ({("product:a", "a"), ("model:m", "c")}, True)
    merchant.engine.dispose()


def test_an_older_entry_that_commits_late_does_not_undo_a_newer_one(database_url):
    """Failure mode 3: what counts is the newest entry of the key, whichever is read last."""
    merchant = Merchant(database_url)
    merchant.configuration = {
        "table": "pim.outbox",
        "sequence": "id",
        "rows": {"key": "Row Key", "values": {"name": "name"}},
    }
    merchant.next()
    with merchant.writing() as slow:
        slow.do("insert into pim.outbox (row_key, name) values ('a', 'older')")
        merchant.do("insert into pim.outbox (row_key, name) values ('a', 'newer')")
        assert [change.values["name"][0].data for change in merchant.next()] == ["newer"]
        slow.commit()
    assert [change.values["name"][0].data for change in merchant.next()] == ["newer"]
    merchant.engine.dispose()


def test_whole_documents_are_read_and_broken_ones_are_problems(merchant):
    merchant.do("create table pim.documents (key text, document text)")
    merchant.configuration |= {"view": "pim.documents", "rows": {"key": "key", "document": "document"}}
    good = Product(key="product:1", identifier="One").model_dump_json()
    rows = [
        ("product:1", good),
        ("product:2", "{broken"),
        ("product:3", '{"key": "product:3"}'),
        (None, good),
    ]
    for key, document in rows:
        merchant.do("insert into pim.documents values (:key, :document)", key=key, document=document)
    found = merchant.next()
    assert [change.key for change in found if isinstance(change, Product)] == ["product:1"]
    problems = {change.key: change.message for change in found if isinstance(change, Problem)}
    assert "no JSON" in problems["product:2"]
    assert "identifier" in problems["product:3"]
    assert len(problems) == 3
    assert merchant.listed()[0] >= {("product:1", None), ("product:2", None)}


def test_bad_rows_are_problems_of_their_product_and_the_rest_goes_on(merchant):
    merchant.write("good", "bad", "infinite")
    merchant.write("x", "y", parent="M")
    merchant.write("z", " z", parent="N")
    merchant.do("update pim.rows set enabled = 'perhaps' where \"Row Key\" in ('bad', 'y')")
    merchant.do("update pim.rows set ends = 'infinity' where \"Row Key\" = 'infinite'")
    merchant.do("insert into pim.rows (\"Row Key\", name) values (' spaced', 'x')")
    changes = merchant.next()
    found = {change.key: change for change in changes}
    assert len(found) == len(changes)
    assert isinstance(found["product:good"], Product)
    assert isinstance(found["product:infinite"], Product)
    assert "perhaps" in found["product:bad"].message
    assert "pim.rows y" in found["model:m"].message
    assert "pim.rows  z" in found["model:n"].message
    assert "pim.rows  spaced" in found["product:spaced"].message


def test_an_entry_without_a_key_is_a_problem(merchant):
    merchant.changed()
    merchant.configuration |= {"parent": "parent"}
    merchant.write("a", "b", parent="M")
    merchant.changed()
    with merchant.writing() as writer:
        writer.tell(None)
        writer.tell(" ")
        writer.tell(None, parent="M")
        writer.commit()
    found = merchant.next()
    (problem,) = problems(found)
    assert (problem.identifier, problem.repeated) == ("pim.outbox", False)
    assert [change.key for change in found if isinstance(change, Product)] == ["model:m"]
    assert merchant.next() == [], "an entry is shown once"


def test_options_have_labels(merchant):
    merchant.do("create view pim.labels as select 'color' attribute, 'red' code, 'en' locale, 'Red' label")
    dictionaries = merchant.ask(lambda source: source.dictionaries(), options="pim.labels")
    assert dictionaries.options["color"]["red"].labels == {"en": "Red"}
    assert merchant.ask(lambda source: source.dictionaries()).options == {}


@pytest.mark.parametrize("mode", sorted(MODES))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_however_transactions_interleave_every_committed_entry_is_read(database_url, mode, data):
    """Failure modes 1 and 3: writers draw numbers, write, commit and roll back in any order, with reads between."""
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("drop schema if exists pim cascade"))
    merchant = Merchant(database_url, **MODES[mode])
    merchant.bound = None
    writers = [merchant.engine.connect() for _ in range(4)]
    pending, committed, seen = [[] for _ in writers], set(), set()
    drawn: list[list[int]] = [[] for _ in writers]
    seen.update(merchant.changed())
    for number in range(data.draw(st.integers(5, 30))):
        at = data.draw(st.integers(0, len(writers) - 1))
        action = data.draw(st.sampled_from(["write", "draw", "use", "commit", "roll_back", "read", "clean"]))
        match action:
            case "write":
                writers[at].execute(
                    sa.text("insert into pim.outbox (row_key) values (:key)"), {"key": f"k{number}"}
                )
                pending[at].append(f"product:k{number}")
            case "draw":
                drawn[at].append(writers[at].scalar(sa.text("select nextval('pim.outbox_id_seq')")))
            case "use" if drawn[at]:
                values = {"id": drawn[at].pop(), "key": f"k{number}"}
                writers[at].execute(
                    sa.text("insert into pim.outbox (id, row_key) values (:id, :key)"), values
                )
                pending[at].append(f"product:k{number}")
            case "commit":
                writers[at].commit()
                committed.update(pending[at])
                pending[at], drawn[at] = [], []
            case "roll_back":
                writers[at].rollback()
                pending[at], drawn[at] = [], []
            case "read":
                read = set(merchant.changed())
                assert read <= committed | {"model:" + key.removeprefix("product:") for key in committed}
                seen |= read
            case "clean":
                keys = [key.removeprefix("product:") for key in seen]
                merchant.do("delete from pim.outbox where row_key = any(:keys)", keys=keys)
    for at, writer in enumerate(writers):
        writer.commit()
        committed.update(pending[at])
        writer.close()
    seen.update(merchant.changed())
    assert committed <= seen
    assert merchant.changed() == []
    assert Bound.read(merchant.bound).missed == []
    merchant.engine.dispose()
    engine.dispose()


def test_a_table_that_is_emptied_and_filled_again_meanwhile_is_not_seen_empty(merchant):
    """Failure mode 9: TRUNCATE shows an empty table to snapshots that are older than it."""
    merchant.write("a", "b")
    waiting = "select count(*) from pg_locks where not granted and relation = 'pim.rows'::regclass"
    with merchant.writing() as load, ThreadPoolExecutor() as pool:
        load.do("truncate pim.rows")
        load.do("insert into pim.rows (\"Row Key\", name) values ('a', 'a'), ('b', 'b')")
        listed = pool.submit(merchant.listed)
        while not listed.done() and not load.connection.scalar(sa.text(waiting)):
            pass
        load.commit()
        assert listed.result() == ({("product:a", "a"), ("product:b", "b")}, True)


def test_one_read_shows_one_moment(merchant):
    keys = [f"k{number:04}" for number in range(600)]
    merchant.write(*keys, name="old")

    async def during(source):
        batches = source.read(f"product:{key}" for key in keys)
        first = await anext(batches)
        merchant.write("k0599", name="new")
        return [*first, *await gather(batches)]

    found = {product.key: product for product in merchant.ask(during)}
    assert len(found) == 600
    assert found["product:k0599"].values["name"][0].data == "old"
