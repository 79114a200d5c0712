"""Reads the assets and reference entity records that products name, and tells which of them changed."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from catalog_sync.pim.akeneo.client import AkeneoClient
from catalog_sync.pim.akeneo.forms import Form, Raw, asset_form, record_form
from catalog_sync.pim.akeneo.links import Entities, Entity, Linked, Owner, linked
from catalog_sync.pim.errors import PimAnswerInvalid, PimForbidden
from catalog_sync.pim.parallel import chunks, in_parallel
from catalog_sync.pim.source import Touched

SECOND = timedelta(seconds=1)
"""The filter's `>` is strict and knows whole seconds."""

REMEMBERED = 50_000
"""Assets and records kept at a time, so that one used by many products is read once."""


class LinkedEntities:
    """Assets and records over one client; where the edition has none of them, there are none.

    What the role may not read is an `Entity` with a problem: a product without its files would look as if these had
    been taken from it. That there is no asset of some code is remembered too, and not asked for again.
    """

    def __init__(self, client: AkeneoClient, remembered: int = REMEMBERED) -> None:
        self._client = client
        self._remembered = remembered
        self._known: dict[Linked, Entity | None] = {}
        self._forms: dict[Owner, Form | None] = {}
        self._refusals: dict[Owner, str] = {}
        self._lock = asyncio.Lock()

    async def named_by(self, raws: Iterable[Raw], attributes: Mapping[str, Owner]) -> Entities:
        """What these products and models name, by as few calls as possible."""
        named = linked(raws, attributes) if attributes else {}
        found = {each: self._known[each] for each in named if each in self._known}
        missing = defaultdict[Owner, list[Linked]](list)
        for each in sorted(named.keys() - found.keys()):
            missing[each.owner].append(named[each])
        parts = [(owner, part) for owner, each in missing.items() for part in chunks(each)]
        for read in await in_parallel(self._read(owner, part) for owner, part in parts):
            found |= read
        self._remember(found)
        return {each: entity for each, entity in found.items() if entity is not None}

    async def touched(self, owners: Iterable[Owner], since: datetime) -> AsyncIterator[list[Touched]]:
        """What was updated at or after a moment: neither an asset nor a record touches the products that name it."""
        moment = f"{since.astimezone(UTC) - SECOND:%Y-%m-%dT%H:%M:%SZ}"
        condition = json.dumps({"updated": [{"operator": ">", "value": moment}]})
        for owner in sorted(set(owners)):
            form = await self._form(owner)
            if form is None:
                continue
            async for page in self._pages(owner, condition):
                fresh = {Linked(owner, raw["code"]).folded: form.read(raw) for raw in page}
                self._remember(fresh)
                yield [Touched(entity.dependency) for entity in fresh.values()]

    async def _read(self, owner: Owner, named: list[Linked]) -> dict[Linked, Entity | None]:
        form = await self._form(owner)
        shown = [] if form is None or not form.attributes else await self._shown(owner, named)
        if refusal := self._refusals.get(owner):
            return {each.folded: Entity(each.dependency, problem=refusal) for each in named}
        absent = dict.fromkeys(each.folded for each in named)
        return absent | {Linked(owner, raw["code"]).folded: form.read(raw) for raw in shown if form}

    async def _shown(self, owner: Owner, named: list[Linked]) -> list[Raw]:
        """What the search shows of them; the rest by code, as the search index lags behind and may be built anew."""
        condition = json.dumps({"code": [{"operator": "IN", "value": [each.code for each in named]}]})
        shown = [raw async for page in self._pages(owner, condition) for raw in page]
        known = {Linked(owner, raw["code"]).folded for raw in shown}
        lacking = [each.code for each in named if each.folded not in known and owner not in self._refusals]
        by_code = await in_parallel(self._client.find(items_path(owner), code) for code in lacking)
        return [*shown, *(raw for raw in by_code if raw is not None)]

    async def _pages(self, owner: Owner, condition: str) -> AsyncIterator[list[Raw]]:
        """Pages of an owner's assets or records; none without the right to read them, which is remembered."""
        try:
            async for page in self._client.pages(items_path(owner), search=condition):
                if not all(isinstance(raw, dict) and isinstance(raw.get("code"), str) for raw in page):
                    raise PimAnswerInvalid(
                        f"The PIM's listing of {items_path(owner)} has a row without code."
                    )
                yield page
        except PimForbidden as refusal:
            self._forms[owner], self._refusals[owner] = None, f"cannot be read: {refusal}"

    async def _form(self, owner: Owner) -> Form | None:
        async with self._lock:
            if owner not in self._forms:
                self._forms[owner] = await self._read_form(owner)
        return self._forms[owner]

    async def _read_form(self, owner: Owner) -> Form | None:
        collection = "asset-families" if owner.kind == "asset" else "reference-entities"
        try:
            described = await self._client.find(collection, owner.code)
            if described is None:
                return None
            attributes = await self._client.get(f"{collection}/{quote(owner.code, safe='')}/attributes")
            made = (
                asset_form(owner, described, attributes)
                if owner.kind == "asset"
                else record_form(owner, attributes)
            )
        except PimForbidden as refusal:
            self._refusals[owner] = f"cannot be read: {refusal}"
            return None
        except (KeyError, TypeError, AttributeError) as error:
            raise PimAnswerInvalid(
                f"The PIM's {owner.code} of {collection} has attributes without code or type."
            ) from error
        return made

    def _remember(self, found: Mapping[Linked, Entity | None]) -> None:
        """Keep what was used last: older ones go first."""
        for each, entity in found.items():
            self._known.pop(each, None)
            self._known[each] = entity
        for each in list(self._known)[: max(0, len(self._known) - self._remembered)]:
            del self._known[each]


def items_path(owner: Owner) -> str:
    """Where the assets of a family or the records of an entity are listed."""
    code = quote(owner.code, safe="")
    return f"asset-families/{code}/assets" if owner.kind == "asset" else f"reference-entities/{code}/records"
