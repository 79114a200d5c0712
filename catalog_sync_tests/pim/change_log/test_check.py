"""What people are told about a change log: rights, columns, numbering, transactions that hold it up."""

import pytest
import sqlalchemy as sa
from pydantic import SecretStr, ValidationError

from catalog_sync.pim.change_log.configuration import ChangeLogConfiguration
from catalog_sync.pim.change_log.source import ChangeLogSource
from catalog_sync.pim.errors import MediaMissing, PimAnswerInvalid, PimRefused, PimUnreachable
from catalog_sync.pim.media.files import MediaFiles
from catalog_sync.pim.sql import check as sql_check
from catalog_sync.pim.sql import database as sql_database
from catalog_sync.pim.sql.database import Database
from catalog_sync_tests.pim.change_log_world import MODES, ROWS, VIEW, Merchant
from catalog_sync_tests.pim.world import run


@pytest.fixture
def merchant(database_url):
    merchant = Merchant(database_url, **MODES["transaction"])
    yield merchant
    merchant.engine.dispose()


@pytest.fixture
def reader(merchant):
    """The URL of a user who may log in and no more."""
    merchant.do(
        "drop role if exists catalog_reader",
    )
    merchant.do("create role catalog_reader login password 'hunter2'")
    yield (
        sa.make_url(merchant.url)
        .set(username="catalog_reader", password="hunter2")
        .render_as_string(hide_password=False)
    )
    merchant.do("drop owned by catalog_reader")
    merchant.do("drop role catalog_reader")


def check(merchant, **configuration):
    async def ask(source):
        return [line async for line in source.check()]

    return merchant.ask(ask, **configuration)


def troubles(lines) -> str:
    return "\n".join(f"{line.what} {line.advice}" for line in lines if line.ok is not True)


@pytest.mark.parametrize("mode", sorted(MODES))
def test_a_sound_log_is_fine_throughout(merchant, mode):
    merchant.configuration = VIEW | MODES[mode]
    merchant.write("a")
    lines = check(merchant)
    assert troubles(lines) == ""
    assert {line.topic for line in lines} == {"source", "rights", "clock", "records"}
    assert lines[-1].what == "read 1 sample products: a"


def test_what_would_lose_entries_is_told(merchant):
    merchant.write("a")
    merchant.configuration = VIEW | MODES["sequence"]
    merchant.do("alter sequence pim.outbox_id_seq cache 20")
    assert "alter sequence pim.outbox_id_seq cache 1 and let all writers reconnect" in troubles(
        check(merchant)
    )
    merchant.do("alter sequence pim.outbox_id_seq cache 1 increment by 50")
    assert "must count by one" in troubles(check(merchant))
    merchant.do("alter sequence pim.outbox_id_seq increment by 1")
    assert troubles(check(merchant)) == ""
    merchant.do("insert into pim.outbox (id, row_key) values (999, 'a')")
    assert "Set it above by setval" in troubles(check(merchant))
    merchant.do("alter table pim.outbox alter id drop default, alter xid drop default")
    merchant.do("alter sequence pim.outbox_id_seq owned by none")
    assert "not numbered by a sequence" in troubles(check(merchant))
    assert "set default pg_current_xact_id()" in troubles(check(merchant, **MODES["transaction"]))


def test_a_transaction_that_holds_the_log_up_is_told(merchant, monkeypatch):
    """Failure mode 3."""
    monkeypatch.setattr(sql_check, "HELD_UP_TRANSACTIONS", 3)
    merchant.write("a")
    with merchant.writing() as long:
        long.begin()
        for _ in range(5):
            merchant.write("a")
        assert "pg_stat_activity" in troubles(check(merchant))


def test_an_empty_log_and_bad_rows_are_told(merchant):
    merchant.write("a", enabled="perhaps")
    merchant.do("delete from pim.outbox")
    told = troubles(check(merchant))
    assert "nobody writes the log" in told
    assert "perhaps" in told


def test_row_security_is_told(merchant):
    merchant.write("a")
    merchant.do("alter table pim.rows enable row level security")
    assert "Row security may hide rows" in troubles(check(merchant))


def test_rows_and_logs_of_another_moment_are_told(merchant):
    """Failure mode 3: an entry that is read before what it is about would be read in vain."""
    merchant.write("a")
    merchant.do("create materialized view pim.late as select * from pim.rows")
    assert "a change may be told before it shows it" in troubles(check(merchant, view="pim.late"))
    merchant.do("create materialized view pim.later as select * from pim.outbox")
    with pytest.raises(PimAnswerInvalid, match="name the table behind it"):
        merchant.ask(lambda source: source.changes(None), table="pim.later")


def test_a_reader_that_stands_still_does_not_hold_back_vacuum_for_ever(merchant, monkeypatch):
    """Failure mode 7: its snapshot ends, the bound stays, and the next run reads again."""
    assert "idle_in_transaction_session_timeout = '10min'" in sql_database._BEGIN
    monkeypatch.setattr(sql_database, "_BEGIN", sql_database._BEGIN.replace("'10min'", "'50ms'"))
    merchant.write(*(f"k{number}" for number in range(1500)))
    gone = (
        "select count(*) = 0 from pg_stat_activity where application_name = 'catalog-sync' "
        "and datname = current_database() and state <> 'idle'"
    )

    async def stands_still(source):
        async for _ in await source.changes(None):
            with merchant.engine.connect() as connection:
                while not connection.scalar(sa.text(gone)):
                    connection.rollback()

    with pytest.raises(PimUnreachable):
        merchant.ask(stands_still)


@pytest.mark.parametrize(
    ("configuration", "said"),
    [
        ({"table": "pim.outbx"}, r"no table or view pim\.outbx\. There are: pim\.outbox, pim\.rows\."),
        ({"table": "nowhere.log"}, r"no table or view nowhere\.log"),
        ({"key": "ROW_KEY"}, r"has no column ROW_KEY\. It has: id, xid, row_key, op, .*case-sensitive"),
        ({"rows": ROWS | {"family": "fam"}}, r"pim\.rows has no column fam"),
        ({"transaction": "op"}, r"pim\.outbox\.op is of type text .* make it xid8"),
        ({"transaction": None, "sequence": "op"}, r"pim\.outbox\.op is of type text"),
        ({"key": 'row_key"; drop table pim.rows; --'}, r"has no column"),
    ],
)
def test_wrong_names_are_told_with_those_there_are(merchant, configuration, said):
    with pytest.raises(PimAnswerInvalid, match=said):
        merchant.ask(lambda source: source.changes(None), **configuration)
    assert check(merchant, **configuration)[-1].ok is False


def test_missing_rights_are_told_with_what_to_grant(merchant, reader):
    """Failure mode 15: a right that lacks is no empty catalogue."""
    merchant.write("a")
    owner, merchant.url = merchant.url, reader
    grants = ["usage on schema pim", "select on pim.outbox", "select on pim.rows"]
    for grant in grants:
        with pytest.raises(PimRefused, match=f"grant {grant} to catalog_reader"):
            merchant.changes()
        merchant.do(f"grant {grant} to catalog_reader")
    assert [change.key for change in merchant.changes()[0]] == ["product:a"]
    told = troubles(check(merchant, **MODES["sequence"], transaction=None))
    assert "grant select on sequence pim.outbox_id_seq" in told
    merchant.url = owner


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"username": "nobody"}, PimRefused),
        ({"host": "127.0.0.1", "port": 1, "query": {}}, PimUnreachable),
        ({"database": "nowhere"}, PimRefused),
        ({"drivername": "mysql"}, PimRefused),
    ],
)
def test_no_message_shows_the_address_with_its_password(merchant, change, error):
    url = sa.make_url(merchant.url).set(**{"password": "hunter2"} | change)
    merchant.url = url.render_as_string(hide_password=False)
    with pytest.raises(error) as raised:
        merchant.changes()
    shown = str(raised.value) + repr(raised.value.__cause__)
    assert "hunter2" not in shown


def test_nonsense_in_the_variable_is_not_repeated():
    with pytest.raises(PimRefused, match="CATALOG_SYNC_CHANGE_LOG_URL holds no address") as raised:
        Database(SecretStr("postgresql://u:hunter2@h:port/x"), "CATALOG_SYNC_CHANGE_LOG_URL")
    assert "hunter2" not in str(raised.value)


def test_a_connection_that_breaks_under_way_is_unreachable(merchant):
    """Failure mode 3: the read fails as a whole, and its bound is not moved."""
    merchant.write(*(f"k{number}" for number in range(1500)))

    async def broken(source):
        reading = await source.changes(None)
        async for _ in reading:
            merchant.do(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'catalog-sync' "
                "and datname = current_database()"
            )

    with pytest.raises(PimUnreachable):
        merchant.ask(broken)


def test_a_read_that_is_left_closes_its_connection(merchant):
    merchant.write(*(f"k{number}" for number in range(1500)))

    async def left(source):
        await source.changes(None)
        batches = source.read(["product:k1"])
        await anext(batches)
        await batches.aclose()

    merchant.ask(left)
    open_ones = (
        "select count(*) from pg_stat_activity where application_name = 'catalog-sync' "
        "and datname = current_database() and state <> 'idle'"
    )
    with merchant.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        assert any(connection.scalar(sa.text(open_ones)) == 0 for _ in range(2000))


def test_files_are_read_by_their_paths(merchant, tmp_path):
    (tmp_path / "mug.jpg").write_bytes(b"picture")
    settings = ChangeLogConfiguration.model_validate(merchant.configuration)

    async def downloads():
        database = Database(SecretStr(merchant.url), settings.url_env)
        async with (
            MediaFiles(f"file://{tmp_path}", immutable=True) as files,
            ChangeLogSource(settings, database, files) as source,
        ):
            with pytest.raises(MediaMissing):
                await source.download("none.jpg")
            return await source.download("mug.jpg")

    assert run(downloads()) == b"picture"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"table": "l", "rows": ROWS}, "transaction or sequence"),
        ({"table": "l", "rows": ROWS, "transaction": "x"}, "newest entry"),
        ({"table": "l", "rows": ROWS, "sequence": "x", "key": "other"}, "same column"),
    ],
)
def test_a_configuration_that_cannot_work_is_refused(wrong, said):
    with pytest.raises(ValidationError, match=said):
        ChangeLogConfiguration.model_validate(wrong)
