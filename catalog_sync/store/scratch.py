"""What a refresh has to remember until its end, in temporary tables: memory stays flat however large a catalogue is."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from catalog_sync.pim.source import Listed
from catalog_sync.store import scratch_statements as sql
from catalog_sync.store.bulk import copy_rows, text, text_array
from catalog_sync.store.holds import open_hold

CHUNK = 100


class Scratch:
    """The temporary tables of one refresh, on one connection.

    `listed` is an enumeration, `absent` what the source does not have (`told` by a tombstone, or merely not listed),
    `pending` what has to be read by key, each once, and `touched` what products depend on.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add_listed(self, rows: Iterable[Listed]) -> None:
        """Add rows of an enumeration."""
        with self._connection.begin():
            copy_rows(
                self._connection,
                "listed",
                ("product_key", "sku_key"),
                ((text(row.key), text(row.sku)) for row in rows),
            )

    def compare(self) -> None:
        """A complete enumeration against the mirror: other SKUs are to be read, products without a row are absent.

        Held products that are listed are held no longer.
        """
        self._do("analyze listed")
        self._do(sql.ADD_DIFFERING)
        self._do(sql.DROP_LISTED)

    def miss_unlisted(self) -> None:
        """Living products without a row in the enumeration are absent."""
        self._do(sql.ADD_VANISHED)

    def unlisted(self) -> tuple[int, int]:
        """How many living products have no row in the enumeration, and how many live."""
        self._do("analyze listed")
        with self._connection.begin():
            unlisted, living = self._connection.execute(sa.text(sql.UNLISTED_AND_LIVING)).one()
            return unlisted, living

    def enqueue_unlisted(self) -> None:
        """Living products without a row in the enumeration have to be read by key."""
        self._do("insert into pending (product_key) select product_key from unlisted on conflict do nothing")

    def forget_list(self) -> None:
        """Make room for another enumeration."""
        self._do("truncate listed")

    def forget_unlisted_problems(self, source: str, but: Sequence[str], before: datetime) -> None:
        """Forget problems last seen before then of products that are not listed (any more), except for these keys."""
        self._do(sql.FORGET_PROBLEMS, source=source, but=text_array(but), before=before)

    def tell_gone(self, keys: Sequence[str]) -> None:
        """The source says that these are gone."""
        self._do(sql.ADD_ABSENT, keys=text_array(keys))

    def found(self, keys: Sequence[str]) -> None:
        """The source has these (again)."""
        self._do("delete from absent where product_key = any(cast(:keys as text[]))", keys=text_array(keys))

    def enqueue(self, keys: Iterable[str]) -> None:
        """These have to be read by key."""
        self._do(
            "insert into pending (product_key) select unnest(cast(:keys as text[])) on conflict do nothing",
            keys=text_array(keys),
        )

    def touch(self, dependencies: Iterable[str]) -> None:
        """What depends on these has to be read by key, see `enqueue_touched`."""
        self._do(
            "insert into touched select unnest(cast(:names as text[])) on conflict do nothing",
            names=text_array(dependencies),
        )

    def enqueue_touched(self) -> None:
        """Enqueue the living products that depend on something touched."""
        self._do("analyze touched")
        self._do(sql.ADD_TOUCHED)
        self._do("delete from touched")

    def pending(self) -> Iterator[list[str]]:
        """Keys to read, in chunks, also those that are enqueued meanwhile; each once until all are taken."""
        while True:
            with self._connection.begin():
                keys = [*self._connection.scalars(sa.text(sql.TAKE), {"chunk": CHUNK})]
            if not keys:
                self._do("delete from pending")
                return
            yield keys

    def number_pending(self) -> int:
        """How many are to be read by key."""
        with self._connection.begin():
            return int(self._connection.scalar(sa.text("select count(*) from pending where not done")) or 0)

    def forget_pending(self) -> None:
        """Nothing is to be read by key."""
        self._do("delete from pending")

    def absences(self) -> tuple[int, int]:
        """How many living products are absent, and how many live."""
        with self._connection.begin():
            absent, living = self._connection.execute(sa.text(sql.ABSENT_AND_LIVING)).one()
            return absent, living

    def absent(self) -> Iterator[list[tuple[str, bool]]]:
        """Living products that are absent and not held, with `told`, in chunks."""
        after = ""
        while True:
            with self._connection.begin():
                rows = [
                    (key, told)
                    for key, told in self._connection.execute(
                        sa.text(sql.ABSENT), {"after": after, "chunk": CHUNK}
                    )
                ]
            if not rows:
                return
            yield rows
            after = rows[-1][0]

    def tell_held(self) -> None:
        """Remember of held products that the source says they are gone."""
        self._do(sql.TELL_HELD)

    def hold(self, source: str, of_living: int) -> None:
        """Open a hold with those that are absent and not held yet, if there are any."""
        with self._connection.begin():
            number = self._connection.scalar(sa.text("select count(*) from unheld")) or 0
            if number:
                hold_id = open_hold(self._connection, source, number, of_living)
                self._connection.execute(sa.text(sql.HOLD), {"hold_id": hold_id})

    def _do(self, statement: str, **parameters: object) -> None:
        with self._connection.begin():
            self._connection.execute(sa.text(statement), parameters)


@contextmanager
def open_scratch(engine: sa.Engine) -> Iterator[Scratch]:
    """Make the temporary tables; with the connection they are gone."""
    with engine.connect() as connection:
        connection.execute(sa.text(sql.TABLES))
        connection.commit()
        try:
            yield Scratch(connection)
        finally:
            connection.invalidate()
