"""Prices in the shop's currency and quantities of its warehouse, from the offers, the PIM or a constant."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Generic, TypeVar

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import applies
from catalog_sync.mapping.problem import Problem
from catalog_sync.mapping.rule_sources import AmountRule, Rounding
from catalog_sync.mapping.source import Source
from catalog_sync.pim.document import Offer

Value = TypeVar("Value")

_MODES = {"half_up": ROUND_HALF_UP, "up": ROUND_CEILING, "down": ROUND_FLOOR}


@dataclass(frozen=True)
class Made(Generic[Value]):
    """A price or quantity, and the offer it was made of, reduced to that; none for what has no `as_of`."""

    value: Value
    offer: Offer | None


def price(ctx: Context, source: Source, offer: Offer | None) -> Made[dict[str, str]]:
    """Return `{"amount", "currency"}`; raise Problem where there is none or the market does not allow it."""
    why: list[str] = []
    made = next(_prices(ctx, ctx.family.price, source, offer, why), None)
    if made is None:
        code = "rate_expired" if any("expired" in reason for reason in why) else "price_missing"
        raise Problem(
            code,
            f"No price in {ctx.region.currency}: {'; '.join(why) or 'no rule applies'}.",
            field="skus.price",
        )
    amount, (low, high) = made.value, ctx.shop.price_range
    if not low <= amount <= high:
        message = f"The price {amount} is outside {low} to {high} {ctx.region.currency}, which is all the market allows."
        raise Problem("price_out_of_range", message, field="skus.price")
    return Made({"amount": f"{amount:f}", "currency": ctx.region.currency}, made.offer)


def quantity(ctx: Context, source: Source, offer: Offer | None) -> Made[int]:
    """Return the absolute quantity, at most what TikTok takes; raise Problem where there is none.

    Where stock is left to others, none is 0: it only serves until they set theirs.
    """
    found = next(_quantities(ctx, ctx.family.stock, source, offer), None)
    if found is None and "stock" in ctx.shop.not_ours:
        return Made(0, None)
    if found is None:
        message = f"No quantity for shop {ctx.shop.partition_key}: add it to the stock source, or a constant to the stock rule."
        raise Problem("stock_missing", message, field="skus.inventory")
    return Made(min(max(int(found.value), 0), ctx.region.max_quantity), found.offer)


def rounded(amount: Decimal, rounding: Rounding | None, decimals: int) -> Decimal:
    """Return the amount rounded as the rule says, with exactly so many decimals."""
    if rounding:
        steps = (amount / rounding.step).quantize(Decimal(1), rounding=_MODES[rounding.mode])
        amount = steps * rounding.step - rounding.minus
    return amount.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _prices(
    ctx: Context, rule: AmountRule, source: Source, offer: Offer | None, why: list[str]
) -> Iterator[Made[Decimal]]:
    if not applies(rule, source):
        return
    found = [made for option in rule.first_of for made in _prices(ctx, option, source, offer, why)]
    if not rule.first_of:
        of = offer.model_copy(update={"quantities": {}}) if offer and rule.offers else None
        found = [Made(amount, of) for amount in _own_price(ctx, rule, source, offer, why)]
    for made in found:
        yield Made(rounded(made.value, rule.rounding, ctx.region.price_decimals), made.offer)


def _own_price(
    ctx: Context, rule: AmountRule, source: Source, offer: Offer | None, why: list[str]
) -> list[Decimal]:
    if rule.constant is not None:
        return [rule.constant]
    by_currency = (
        (offer.prices if offer else {}) if rule.offers else _price_collection(source.data(rule.from_ or ""))
    )
    if ctx.region.currency in by_currency:
        return [by_currency[ctx.region.currency]]
    where = "the offers" if rule.offers else f"attribute {rule.from_}"
    why.append(f"{where} have {', '.join(by_currency)} only" if by_currency else f"nothing in {where}")
    return _converted(ctx, rule, by_currency, why)


def _converted(
    ctx: Context, rule: AmountRule, by_currency: dict[str, Decimal], why: list[str]
) -> list[Decimal]:
    usable = {currency: rate for currency, rate in rule.convert.items() if currency in by_currency}
    why += [
        f"the rate of {currency} expired on {rate.expires}"
        for currency, rate in usable.items()
        if rate.expires < ctx.today
    ]
    return [
        by_currency[currency] * rate.rate for currency, rate in usable.items() if rate.expires >= ctx.today
    ]


def _price_collection(data: Any) -> dict[str, Decimal]:
    rows = data if isinstance(data, list) else []
    read = {str(row.get("currency")): decimal(row.get("amount")) for row in rows if isinstance(row, dict)}
    return {currency: amount for currency, amount in read.items() if amount is not None}


def _quantities(
    ctx: Context, rule: AmountRule, source: Source, offer: Offer | None
) -> Iterator[Made[Decimal]]:
    if not applies(rule, source):
        return
    for option in rule.first_of:
        yield from _quantities(ctx, option, source, offer)
    shop = ctx.shop.partition_key
    if rule.offers and offer and shop in offer.quantities:
        units = offer.quantities[shop]
        yield Made(Decimal(units), offer.model_copy(update={"prices": {}, "quantities": {shop: units}}))
    own = decimal(source.data(rule.from_)) if rule.from_ else rule.constant
    if own is not None:
        yield Made(own, None)


def decimal(data: Any) -> Decimal | None:
    """Return a finite number, or none where the data is not one."""
    try:
        number = Decimal(str(data))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
