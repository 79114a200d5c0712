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
    `pending` what has to be read by key, each once, with `aside` what may not have to be after all, `touched` what
    products depend on, and `suspects` what differed from the mirror, with the hash it had there.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._taken = 0

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

    def expect_suspects(self) -> None:
        """Make room for them: few refreshes have any."""
        self._do(sql.SUSPECTS)

    def suspect(self, keys: Iterable[str]) -> None:
        """These differ from the mirror, or may do so."""
        self._do(sql.ADD_SUSPECTS, keys=text_array(keys))

    def suspect_unlisted(self) -> None:
        """Living products without a row in the enumeration may differ from the mirror."""
        self._do(sql.SUSPECT_UNLISTED)

    def enqueue_suspects(self) -> None:
        """Suspects that the mirror has not taken in another version of since have to be read by key."""
        self._do("analyze suspects")
        self._do(sql.ADD_SUSPECTED)

    def forget_list(self) -> None:
        """Make room for another enumeration."""
        self._do("truncate listed")

    def forget_unlisted_problems(self, source: str, before: datetime) -> None:
        """Forget problems last seen before then of products that are not listed (any more)."""
        self._do(sql.FORGET_PROBLEMS, source=source, before=before)

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
            parameters = {"taken": self._taken, "chunk": CHUNK}
            with self._connection.begin():
                rows = self._connection.execute(sa.text(sql.TAKE), parameters).all()
            if not rows:
                self._do("delete from pending")
                return
            self._taken = rows[-1].number
            yield [row.product_key for row in rows]

    def number_pending(self) -> int:
        """How many are to be read by key."""
        query = sa.text("select count(*) from pending where number > :taken")
        with self._connection.begin():
            return int(self._connection.scalar(query, {"taken": self._taken}) or 0)

    def set_aside(self) -> None:
        """What is to be read by key need not be, unless it is taken back."""
        self._do(sql.SET_ASIDE, taken=self._taken)
        self._do("delete from pending")

    def take_back(self) -> None:
        """What was set aside is to be read by key."""
        self._do(
            "insert into pending (product_key) select product_key from aside order by 1 on conflict do nothing"
        )

    def absences(self) -> tuple[int, int]:
        """How many living products are absent, and how many live."""
        self._do("analyze absent")
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
