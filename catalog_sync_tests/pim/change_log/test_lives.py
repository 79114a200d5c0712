"""A change log whose server is started again, restored from an older copy, or replaced by its standby."""

import pytest
import sqlalchemy as sa

from catalog_sync.pim.change_log.bound import Bound
from catalog_sync_tests.pim.change_log_world import MODES, Merchant


@pytest.fixture(params=sorted(MODES))
def merchant(request, server):
    with server.database() as url:
        merchant = Merchant(url, **MODES[request.param])
        yield merchant
        merchant.engine.dispose()


def test_an_older_copy_that_has_overtaken_the_bound_is_read_whole(merchant, server):
    """Failure mode 3: numbers and transactions read before the restore are other ones now."""
    merchant.write("a")
    merchant.engine.dispose()
    with server.saved():
        merchant.write("lost")
        merchant.changed()
        merchant.engine.dispose()
    merchant.write(*"bcd")
    for _ in range(50):
        merchant.do("select pg_current_xact_id()")
    assert merchant.changed() == ["product:a", "product:b", "product:c", "product:d"]
    assert merchant.changed() == []


def test_a_standby_shows_what_it_has_and_is_read_whole_once_it_is_the_primary(merchant, server, tmp_path):
    """Failure mode 3: late commits on a standby, and what the old primary had that the standby never got."""
    merchant.write("a")
    with server.standby(tmp_path / "standby") as standby:
        follower = Merchant.__new__(Merchant)
        follower.__dict__ |= merchant.__dict__ | {"url": standby.of(sa.make_url(merchant.url).database)}
        follower.engine = sa.create_engine(follower.url)
        assert follower.changed() == ["product:a"]
        with merchant.writing() as late:
            late.write("late")
            merchant.write("b")
            _catch_up(merchant, follower)
            assert follower.changed() == ["product:b"]
            late.commit()
        _catch_up(merchant, follower)
        assert "product:late" in follower.changed()
        standby.promote()
        follower.do("checkpoint")
        follower.write("c")
        assert follower.changed() == ["product:a", "product:b", "product:c", "product:late"]
        assert follower.changed() == []
        follower.engine.dispose()


def test_a_transaction_that_survives_a_restart_prepared_is_waited_for(merchant, server):
    """Failure mode 3."""
    merchant.changed()
    with merchant.writing() as a:
        a.write("a")
        a.do("prepare transaction 'over'")
        a.commit()
    merchant.write("b")
    assert merchant.changed() == ["product:b"]
    merchant.engine.dispose()
    server.restart()
    merchant.changed()
    with merchant.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("commit prepared 'over'"))
    assert "product:a" in merchant.changed()


def test_numbers_of_an_unknown_sequence_are_waited_for_though_no_lock_shows_them(server):
    """Failure mode 3: the writer has neither a transaction id nor a lock on the log when its number is skipped."""
    with server.database() as url:
        merchant = Merchant(url, **MODES["sequence"])
        merchant.do("alter table pim.outbox alter id drop default")
        merchant.do("alter sequence pim.outbox_id_seq owned by none")
        insert = "insert into pim.outbox (id, row_key) values (%s, '%s')"
        merchant.do(insert % ("nextval('pim.outbox_id_seq')", "x"))
        merchant.changed()
        with merchant.writing() as a:
            a.do("select nextval('pim.outbox_id_seq')")
            merchant.do(insert % ("nextval('pim.outbox_id_seq')", "b"))
            merchant.changed()
            merchant.changed()
            assert Bound.read(merchant.bound).spans
            a.do(insert % ("currval('pim.outbox_id_seq')", "a"))
            a.commit()
        assert "product:a" in merchant.changed()
        merchant.engine.dispose()


def _catch_up(merchant, follower):
    """Wait until the follower has replayed what the merchant has written."""
    with merchant.engine.connect() as connection:
        written = connection.scalar(sa.text("select pg_current_wal_flush_lsn()::text"))
    with follower.engine.connect() as connection:
        replayed = sa.text("select pg_last_wal_replay_lsn() >= cast(:lsn as pg_lsn)")
        while not connection.scalar(replayed, {"lsn": written}):
            connection.rollback()
