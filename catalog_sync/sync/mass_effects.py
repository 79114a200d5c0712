"""What of a product's difference may do harm on a large scale, or waits for a person by itself, and what is left without it: pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from catalog_sync.guard_configuration import GuardConfiguration
from catalog_sync.mapping.listing import Finding, MappedListing, Severity
from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.looks import State
from catalog_sync.sync.offered import Offered, Price
from catalog_sync.sync.plan import Action, Plan, without_content

HELD = "confirmation"
"""What a deferred product waits for while a person has not confirmed its hold."""

ADOPTED = "adopted"
"""`content_submitted` of a listing that was linked and never edited by us: the shop's own content stands."""


class Kind(StrEnum):
    """Why an effect is looked at before it goes; those `IN_MASS` only where they are too many."""

    EDIT = "edit"
    DEACTIVATION = "deactivation"
    ACTIVATION = "activation"
    PRICE_MOVE = "price_move"
    PRICE = "price"
    CURRENCY = "currency"
    ADOPTION = "adoption"


IN_MASS = (Kind.EDIT, Kind.DEACTIVATION, Kind.ACTIVATION, Kind.PRICE_MOVE)
"""They go as long as few of them come at once; the others always wait for a person."""

OF_SALE = {Kind.DEACTIVATION: Action.DEACTIVATE, Kind.ACTIVATION: Action.ACTIVATE}
"""The actions that take a listing off sale, or bring it back."""

OF_PRICES = (Kind.PRICE_MOVE, Kind.PRICE, Kind.CURRENCY)


@dataclass(frozen=True)
class Effect:
    """One thing that would happen to a listing, or to the price of one SKU. Equal digests are the same thing."""

    kind: Kind
    digest: str
    change: dict[str, Any] = field(default_factory=dict)
    sku: str = ""


@dataclass(frozen=True)
class Withheld:
    """What of a listing's plan waits for a person, in which holds. `unasked` are the kinds that go since they are few."""

    kinds: frozenset[Kind] = frozenset()
    skus: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    unasked: frozenset[Kind] = frozenset()
    holds: frozenset[int] = frozenset()

    def offers(self, offered: Offered) -> Offered:
        """The offers without prices that wait."""
        stays = Kind.ADOPTION in self.kinds
        prices = {sku: price for sku, price in offered.prices.items() if not stays and sku not in self.skus}
        return replace(offered, prices=prices)

    def plan(self, plan: Plan) -> Plan:
        """The plan without what waits; the product is looked at again once a person confirmed it."""
        if not self.kinds:
            return plan
        content = Kind.EDIT in self.kinds or (self.skus and Action.CREATE in plan.actions)
        waiting = {OF_SALE[kind] for kind in self.kinds if kind in OF_SALE}
        rest = without_content(plan).actions if content else plan.actions
        rest = tuple(action for action in rest if action not in waiting)
        if Kind.ADOPTION in self.kinds:
            rest = tuple(action for action in rest if action == Action.STOCK)
        findings = [*self.findings, *plan.findings]
        if plan.state is State.ACCEPTED:
            return replace(plan, actions=rest, findings=findings, state=State.DEFERRED, waits_for=HELD)
        return replace(plan, actions=rest, findings=findings)


def effects_of(
    desired: MappedListing,
    content_hash: str,
    listing: Mapping[str, Any] | None,
    guards: GuardConfiguration,
    *,
    currency: str,
    prices_are_ours: bool = True,
    gone: bool = False,
) -> list[Effect]:
    """What would happen to a listing that a guard looks at; `currency` is the shop's, `listing` its row of `listings`.

    `gone`: its product was deleted in the PIM, which was looked at already, when the mirror learnt of it.
    """
    sells = listing is not None and Standing(listing["standing"]).sells
    adopted = listing is not None and listing["content_submitted"] == ADOPTED
    if not desired.active:
        kind = Kind.ADOPTION if adopted else Kind.DEACTIVATION
        return [Effect(kind, "off sale")] if sells and (adopted or not gone) else []
    if desired.blocked and listing is None:
        return []
    prices = list(_prices(desired, listing, guards, currency)) if prices_are_ours else []
    if adopted:
        few = [effect for effect in prices if effect.kind is not Kind.PRICE_MOVE]
        return [Effect(Kind.ADOPTION, content_hash), *few]
    return [*prices, *_of_the_whole(desired, content_hash, listing, sells=sells)]


def _of_the_whole(
    desired: MappedListing, content_hash: str, listing: Mapping[str, Any] | None, *, sells: bool
) -> Iterator[Effect]:
    """Effects on a listing as a whole: what would be edited, or come back on sale."""
    if listing is None or desired.blocked:
        return
    if sells and content_hash != listing["content_submitted"]:
        yield Effect(Kind.EDIT, content_hash)
    if not sells and not listing["active"]:
        yield Effect(Kind.ACTIVATION, "on sale")


def _prices(
    desired: MappedListing, listing: Mapping[str, Any] | None, guards: GuardConfiguration, currency: str
) -> Iterator[Effect]:
    """Effects on prices: of a listing that sells, and of the currency also before there is one."""
    accepted: Mapping[str, Price] = listing["prices"] if listing else {}
    for sku, price in desired.prices.items():
        before = accepted.get(sku)
        told = {"before": _told(before), "after": _told(price)}
        if price["currency"] != (before or {"currency": currency})["currency"]:
            told |= {} if before else {"before": currency}
            yield Effect(Kind.CURRENCY, f"{told['before']}>{told['after']}", told, sku)
        elif before and listing and _may_be_priced(listing) and (kind := _move(before, price, guards)):
            yield Effect(kind, f"{told['before']}>{told['after']}", told, sku)


def _may_be_priced(listing: Mapping[str, Any]) -> bool:
    """What sells takes prices by themselves, a draft with its edit."""
    standing = Standing(listing["standing"])
    return standing.sells or standing is Standing.DRAFT


def _move(accepted: Price, desired: Price, guards: GuardConfiguration) -> Kind | None:
    try:
        before, after = Decimal(accepted["amount"]), Decimal(desired["amount"])
    except InvalidOperation:  # not sent: it does not fit the Partner API
        return None
    if after < before * guards.price_falls_to or after > before * guards.price_rises_to:
        return Kind.PRICE
    return Kind.PRICE_MOVE if abs(after - before) > before * guards.large_price_move else None


def _told(price: Price | None) -> str:
    return f"{price['amount']} {price['currency']}" if price else ""


def finding_of(kind: Kind, skus: Collection[str], hold_id: int | None) -> Finding:
    """What a person reads on the product's page."""
    where = (
        f"hold {hold_id}: catalog-sync confirm {hold_id}"
        if hold_id
        else "catalog-sync confirm, once the rest was looked at"
    )
    of = f" of {', '.join(sorted(skus))}" if skus else ""
    return Finding(
        code=f"held_{kind.value}",
        severity=Severity.WARN,
        message=f"{_WHAT[kind].format(of=of)} See {where}.",
        field="skus.price" if kind in OF_PRICES else None,
    )


def ambiguous(product_ids: Collection[str]) -> Finding:
    """Why a product is not listed that may be in the shop already."""
    return Finding(
        code="listing_ambiguous",
        severity=Severity.WARN,
        message=f"The shop has listings that may be it: {', '.join(sorted(product_ids))}. A person says which one it "
        "is (catalog-sync adopt --link) or that they are others (--foreign); until then it is not listed.",
    )


_WHAT = {
    Kind.EDIT: "Its edit waits for a person, as too many live listings would be edited at once.",
    Kind.DEACTIVATION: "It stays on sale until a person says so, as too many listings would be taken off sale at once.",
    Kind.ACTIVATION: "It stays off sale until a person says so, as too many listings would come back on sale at once.",
    Kind.PRICE_MOVE: "The price{of} waits for a person, as too many prices would move by much at once.",
    Kind.PRICE: "The price{of} moves beyond the bounds, and waits for a person. Mend it in the source, or confirm it.",
    Kind.CURRENCY: "The price{of} is in another currency than the shop's, and waits for a person. Mend it in the source.",
    Kind.ADOPTION: "It was adopted as the shop has it; all but its stock waits until a person approves what we would make of it.",
}
