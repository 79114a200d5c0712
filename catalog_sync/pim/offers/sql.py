"""Prices and stock in a table or view of PostgreSQL: a column for each number, or a row for each."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import chain, groupby, islice
from typing import Any, Self
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, ValidationError

from catalog_sync.pim.change_log.bound import Now
from catalog_sync.pim.change_log.window import look_at
from catalog_sync.pim.document import Offer
from catalog_sync.pim.errors import PimAnswerInvalid, PimError
from catalog_sync.pim.offers.configuration import SqlOffersConfiguration
from catalog_sync.pim.offers.rows import RENEWAL, Clock, offer_row, utc_now
from catalog_sync.pim.parallel import chunks
from catalog_sync.pim.source import Checked, Problem, Reading
from catalog_sync.pim.sql.check import held_up_line, relation_line, server_lines
from catalog_sync.pim.sql.database import PAGE, Database, Snapshot, in_thread, opening, read_and_close
from catalog_sync.pim.sql.relations import Relation, find_relation

_AWARE, _NAIVE = "timestamp with time zone", "timestamp without time zone"


class _Bound(BaseModel):
    """When the table was read last, and all of it, by the database's clock; and which life of it that was."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    identity: str
    at: float
    all_at: float


class SqlOffers:
    """An OfferSource over one table, to be used as an async context manager."""

    def __init__(
        self, configuration: SqlOffersConfiguration, database: Database, clock: Clock = utc_now
    ) -> None:
        self._configuration = configuration
        self._database = database
        self._clock = clock
        self._zone = ZoneInfo(configuration.time_zone) if configuration.time_zone else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._database.close)

    @property
    def origin(self) -> str:
        """The database, without its user, and the table."""
        return f"postgresql://{self._database.name} {self._configuration.table}"

    async def offers(self, bound: str | None) -> Reading[Offer | Problem]:
        """Offers with a row updated since the bound less the overlap.

        All of them without a bound or an updated column, and once a day.
        """
        snapshot, relation, now, last = await asyncio.to_thread(self._begin, bound)
        since = datetime.fromtimestamp(last.at - self._configuration.overlap_seconds, UTC) if last else None
        after = _Bound(identity=now.identity, at=now.at, all_at=last.all_at if last else now.at)
        batches = read_and_close(snapshot, self._read(snapshot, relation, since))

        async def is_full() -> bool:
            return since is None

        return Reading(after.model_dump_json(), batches, is_full)

    def check(self) -> AsyncIterator[Checked]:
        """Look at server, rights, columns, open transactions and sample rows."""
        return in_thread(self._checked(), lambda: None)

    def _begin(self, bound: str | None) -> tuple[Snapshot, Relation, Now, _Bound | None]:
        with opening(self._database) as snapshot:
            relation = self._relation(snapshot)
            snapshot.renew([relation.table] if relation.lockable else [])
            now = look_at(snapshot, relation, [], frozenset())
            return snapshot, relation, now, self._followed(bound, now)

    def _relation(self, snapshot: Snapshot) -> Relation:
        settings = self._configuration
        relation = find_relation(snapshot, settings.table, [*self._columns(), settings.updated])
        if settings.updated and relation.columns[settings.updated] not in {_AWARE, _NAIVE, "date"}:
            type_ = relation.columns[settings.updated]
            raise PimAnswerInvalid(
                f"{settings.table}.{settings.updated} is of type {type_}: make it a timestamp."
            )
        return relation

    def _columns(self) -> list[str]:
        settings = self._configuration
        apart = [settings.currency, settings.price, settings.shop, settings.quantity]
        together = [*settings.prices.values(), *settings.quantities.values()]
        named = [settings.sku, settings.as_of, *together, *(column for column in apart if column)]
        return list(dict.fromkeys(named))

    def _followed(self, bound: str | None, now: Now) -> _Bound | None:
        """The bound that a delta may follow; none where the table was restored, its clock set back, or a day is over."""
        with suppress(ValidationError):
            last = _Bound.model_validate_json(bound or "")
            same = last.identity == now.identity and last.at <= now.at
            if self._configuration.updated and same and now.at - last.all_at < RENEWAL.total_seconds():
                return last
        return None

    def _read(
        self, snapshot: Snapshot, relation: Relation, since: datetime | None
    ) -> Iterator[list[Offer | Problem]]:
        rows = chain.from_iterable(snapshot.stream(self._statement(relation, since)))
        named = ({name: cell for name, cell in zip(self._columns(), row, strict=True)} for row in rows)
        groups = (list(group) for _, group in groupby(named, key=lambda row: row[self._configuration.sku]))
        offers = (self._offer(one) for group in groups for one in self._together(group))
        yield from chunks(offers, PAGE)

    def _statement(self, relation: Relation, since: datetime | None) -> sa.Select[Any]:
        table, settings = relation.table, self._configuration
        columns: list[sa.ColumnElement[Any]] = [sa.cast(table.c[name], sa.Text) for name in self._columns()]
        statement = sa.select(*columns).order_by(table.c[settings.sku], table.c[settings.as_of])
        if since is None or settings.updated is None:
            return statement
        updated = table.c[settings.updated]
        moment = self._comparable(since, relation.columns[settings.updated])
        recent = sa.select(table.c[settings.sku]).where((updated >= moment) | updated.is_(None))
        return statement.where(table.c[settings.sku].in_(recent))

    def _comparable(self, since: datetime, type_: str) -> Any:
        """The moment in the column's own terms; local time repeats an hour in autumn."""
        if type_ == _AWARE:
            return since
        local = (since - timedelta(hours=1 if self._zone else 0)).astimezone(self._zone or UTC)
        return local.date() if type_ == "date" else local.replace(tzinfo=None)

    def _together(self, rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
        """The rows of one SKU that make one offer: all where numbers have rows of their own."""
        if self._configuration.price or self._configuration.quantity:
            yield rows
        else:
            yield from ([row] for row in rows)

    def _offer(self, rows: Sequence[dict[str, Any]]) -> Offer | Problem:
        """The newest row of each number; the offer is as old as the oldest of them."""
        cells: dict[tuple[str, str], tuple[str, Any]] = {}
        for row in rows:
            as_of = self._moment(row[self._configuration.as_of])
            cells |= {place: (number, as_of) for place, number in self._numbers(row)}
        told = [as_of for _, as_of in cells.values()] or [self._moment(rows[-1][self._configuration.as_of])]
        unread = [as_of for as_of in told if not isinstance(as_of, datetime) or as_of.tzinfo is None]
        offer = {
            "sku": rows[0][self._configuration.sku],
            "prices": {name: number for (kind, name), (number, _) in cells.items() if kind == "price"},
            "quantities": {name: number for (kind, name), (number, _) in cells.items() if kind == "quantity"},
            "as_of": unread[0] if unread else min(told),
        }
        return offer_row(offer, f"{self._configuration.table} row without sku", self._clock())

    def _numbers(self, row: dict[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
        settings = self._configuration
        named = [
            *((("price", currency), row[column]) for currency, column in settings.prices.items()),
            *((("quantity", shop), row[column]) for shop, column in settings.quantities.items()),
        ]
        if settings.price and settings.currency:
            named.append((("price", (row[settings.currency] or "").strip().upper()), row[settings.price]))
        if settings.quantity and settings.shop:
            named.append((("quantity", (row[settings.shop] or "").strip()), row[settings.quantity]))
        yield from ((place, number) for place, number in named if place[1] and number is not None)

    def _moment(self, cell: Any) -> Any:
        """A moment with its zone, the earlier one where local time repeats; what is none stays as it is."""
        try:
            moment = datetime.fromisoformat(cell)
        except (TypeError, ValueError):
            return cell
        return moment.replace(tzinfo=self._zone) if moment.tzinfo is None and self._zone else moment

    def _checked(self) -> Iterator[Checked]:
        topic = "source"
        try:
            with self._database.snapshot() as snapshot:
                yield from server_lines(snapshot, self._database)
                topic = "rights"
                relation = self._relation(snapshot)
                yield relation_line(relation)
                yield held_up_line(snapshot)
                topic = "records"
                yield from _sample(next(self._read(snapshot, relation, None), []))
        except PimError as error:
            yield Checked(topic, str(error), ok=False, advice="Correct this, then check again.")  # type: ignore[arg-type]


def _sample(rows: Sequence[Offer | Problem]) -> Iterator[Checked]:
    offers = [row for row in rows if isinstance(row, Offer)]
    problems = [row for row in rows if isinstance(row, Problem)]
    newest = f", the newest as of {max(offer.as_of for offer in offers):%Y-%m-%d %H:%M %Z}" if offers else ""
    advice = "" if offers else "See that the table holds rows."
    yield Checked("records", f"read {len(offers)} sample offers{newest}", ok=bool(offers), advice=advice)
    for problem in islice(problems, 5):
        yield Checked(
            "records", f"{problem.identifier}: {problem.message}", ok=None, advice="Correct this row."
        )
