"""Adopts listings that were in a shop before us: finds them, links what is clear, leaves the rest to a person, edits nothing."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from catalog_sync.store.adoptions import Adoptions
from catalog_sync.store.seller_skus import SellerSkus
from catalog_sync.store.wanted_products import WantedProducts
from catalog_sync.sync.adoption_match import Match, baseline, linked_row, matches, names_of
from catalog_sync.sync.desired import desired_listings
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.due import due_terms
from catalog_sync.sync.preview.content_diff import Change, content_changes
from catalog_sync.sync.rulebook import Rulebook
from catalog_sync.tiktok.errors import NotFound
from catalog_sync.tiktok.product_models import ProductDetail
from catalog_sync.tiktok.search_bodies import SearchProductsRequest

_IN_FLIGHT = 12
_SHOWN_BY_A_SEARCH = 10_000
"""A search shows no more products than that (12052180)."""


class AdoptionError(Exception):
    """Something asked for cannot be adopted; the message says why, and what is possible."""


@dataclass(frozen=True)
class Adoption:
    """One listing of the shop: the product it is linked to, or why it is not, and what we would change in it."""

    product_id: str
    title: str
    seller_skus: list[str]
    identifier: str | None
    product_key: str | None
    reason: str | None
    candidates: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def ambiguous(self) -> bool:
        """Whether a person has to say which product it is."""
        return self.product_key is None and bool(self.candidates)


def adoptions_of(desk: Desk, rulebook: Rulebook, found: Sequence[Match]) -> list[Adoption]:
    """What adopting these listings comes to, and what we would change in them. Writes nothing."""
    wanted = dict(_desired(desk, rulebook, [match.product_key for match in found if match.product_key]))
    return [_told(match, wanted) for match in found]


def adopt(desk: Desk, found: Sequence[Match]) -> None:
    """Link what is clear and note what is not. Nothing is sent to the shop."""
    ledger = Adoptions(desk.engine, desk.shop_id)
    for match in found:
        desk.ensure_may_write()
        if match.product_key:
            _keep_names(desk, match)
            ledger.link(match.product_key, linked_row(match.detail, desk.facts.region.currency))
        elif match.candidates:
            content = baseline(match.detail)
            ledger.leave(match.detail.id, match.candidates, match.reason or "", content)


def call_foreign(desk: Desk, product_ids: Iterable[str]) -> None:
    """A person said that these listings are none of ours. Raises AdoptionError for one that nobody asked about."""
    ledger = Adoptions(desk.engine, desk.shop_id)
    for product_id in product_ids:
        if not ledger.call_foreign(product_id):
            raise AdoptionError(
                f"{product_id} is not among the ambiguous listings: adopt with --apply shows these."
            )


async def find_listings(desk: Desk, links: Mapping[str, str]) -> list[Match]:
    """Match what is in the shop and not ours; `links` are a person's words, TikTok's id -> identifier. Writes nothing."""
    details = [detail async for detail in _unknown_listings(desk)]
    ledger = Adoptions(desk.engine, desk.shop_id)
    skus, external_ids = names_of(details)
    by_sku, by_external_id = ledger.by_sku(skus), ledger.by_external_id(external_ids)
    keys = {key for named in (*by_sku.values(), *by_external_id.values()) for key in named}
    found = matches(details, by_sku, by_external_id, ledger.linked_keys(keys))
    return list(_with_links(ledger, found, links))


def _with_links(ledger: Adoptions, found: Sequence[Match], links: Mapping[str, str]) -> Iterator[Match]:
    """A person's word goes before what was matched."""
    if missing := links.keys() - {match.detail.id for match in found}:
        raise AdoptionError(f"The shop has no listing {', '.join(sorted(missing))} that is not linked yet.")
    products = ledger.by_external_id(links.values())
    taken = ledger.linked_keys([key for named in products.values() for key in named])
    for match in found:
        if (name := links.get(match.detail.id)) is None:
            yield match
            continue
        candidates = {
            key: identifier for key, identifier in products.get(name, {}).items() if key not in taken
        }
        if len(candidates) != 1:
            raise AdoptionError(
                f"The PIM has no product {name!r} that is not linked yet: give its identifier."
            )
        yield Match(match.detail, candidates)


async def _unknown_listings(desk: Desk) -> AsyncIterator[ProductDetail]:
    """The listings of the shop that the ledger does not know, but for deleted ones."""
    ledger, gate = Adoptions(desk.engine, desk.shop_id), asyncio.Semaphore(_IN_FLIGHT)

    async def read(product_id: str) -> ProductDetail | None:
        async with gate:
            try:
                return await desk.client.get_product(product_id)
            except NotFound:
                return None

    ids = list(dict.fromkeys([product_id async for product_id in _ids(desk, 0, None)]))
    known = ledger.known_ids(ids)
    for start in range(0, len(ids), 500):
        some = [product_id for product_id in ids[start : start + 500] if product_id not in known]
        for detail in await asyncio.gather(*map(read, some)):
            if detail is not None:
                yield detail


async def _ids(desk: Desk, since: int, until: int | None) -> AsyncIterator[str]:
    """The ids of products created in a span of time, which is halved until a search shows all of it."""
    asked = SearchProductsRequest(create_time_ge=since or None, create_time_le=until)
    async for page in desk.client.search_products(asked):
        last = int(datetime.now(UTC).timestamp()) if until is None else until
        if page.total_count > _SHOWN_BY_A_SEARCH and since < last:
            middle = (since + last) // 2
            for half in (_ids(desk, since, middle), _ids(desk, middle + 1, until)):
                async for product_id in half:
                    yield product_id
            return
        for product in page.products:
            if product.status != "DELETED":
                yield product.id


def _keep_names(desk: Desk, match: Match) -> None:
    """A SKU goes by the name that it has in the shop."""
    names = [sku.seller_sku for sku in match.detail.skus if sku.seller_sku]
    own = Adoptions(desk.engine, desk.shop_id).own_skus(match.product_key or "", names)
    SellerSkus(desk.engine, desk.shop_id).keep({sku: sku for sku in own})


def _desired(desk: Desk, rulebook: Rulebook, keys: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Product key -> the content that we would send, of products as they are mapped now."""
    terms = due_terms(desk, rulebook, {"relook_before": datetime.now(UTC).isoformat()})
    if not keys:
        return
    rows = WantedProducts(desk.engine, desk.shop_id).due(replace(terms, creates_left=None), keys)
    for item in desired_listings(replace(desk, lock=None), rulebook, rows):
        yield item.listing.product_key, item.listing.content


def _told(match: Match, wanted: Mapping[str, dict[str, Any]]) -> Adoption:
    key = match.product_key
    after = wanted.get(key or "")
    return Adoption(
        product_id=match.detail.id,
        title=match.detail.title,
        seller_skus=[sku.seller_sku for sku in match.detail.skus],
        identifier=match.candidates[key] if key else None,
        product_key=key,
        reason=match.reason,
        candidates=sorted(match.candidates.values()),
        changes=content_changes(baseline(match.detail), after) if after else [],
    )
