"""Prices in the shop's currency, from the offers, the PIM or a constant: converted, taxed and rounded as rules say."""

from collections.abc import Collection, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import applies
from catalog_sync.mapping.problem import Problem
from catalog_sync.mapping.rule_amounts import AmountRule, Rounding
from catalog_sync.mapping.source import Source
from catalog_sync.pim.document import Offer

Value = TypeVar("Value")

_MODES = {"half_up": ROUND_HALF_UP, "up": ROUND_CEILING, "down": ROUND_FLOOR}
_FIELD = "skus.price"
_MOST_DIGITS = 20


class Made(NamedTuple, Generic[Value]):
    """A price or quantity, and the offer it was made of, reduced to that; none for what has no `as_of`."""

    value: Value
    offer: Offer | None


def price(ctx: Context, source: Source, offer: Offer | None) -> Made[dict[str, str]]:
    """Return `{"amount", "currency"}`; raise Problem where there is none or the market does not allow it."""
    why: list[str] = []
    made = next(_prices(ctx, ctx.family.price, source, offer, why), None)
    if made is None:
        code = "rate_expired" if any(" expired on " in reason for reason in why) else "price_missing"
        message = (
            f"No price in {ctx.region.currency}: {'; '.join(why) or 'no rule applies'}; fill it there, or let the rule "
            "for price name another source or a rate."
        )
        names = _attributes_of(ctx.family.price)
        raise Problem(code, message, field=_FIELD, attribute=next(iter(names), None))
    amount, (low, high) = rounded(made.value, ctx.region.price_decimals), ctx.shop.price_range
    if not low <= amount <= high:
        message = f"The price {amount} is outside {low} to {high} {ctx.region.currency}, which is all the market allows: correct it where it comes from."
        attribute = next(iter(_attributes_of(ctx.family.price)), None)
        raise Problem("price_out_of_range", message, field=_FIELD, attribute=attribute)
    return Made({"amount": f"{amount:f}", "currency": ctx.region.currency}, made.offer)


def rounded(amount: Decimal, decimals: int) -> Decimal:
    """Return the amount with exactly so many decimals; what no market takes stays as it is."""
    if amount.adjusted() > _MOST_DIGITS:
        return amount
    return amount.quantize(_last_place(decimals), rounding=ROUND_HALF_UP)


@cache
def _last_place(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def stepped(amount: Decimal, rounding: Rounding | None) -> Decimal:
    """Return the amount as a multiple of the rule's step, less its `minus`."""
    if rounding is None:
        return amount
    steps = (amount / rounding.step).to_integral_value(_MODES[rounding.mode])
    return steps * rounding.step - rounding.minus


def _prices(
    ctx: Context, rule: AmountRule, source: Source, offer: Offer | None, why: list[str]
) -> Iterator[Made[Decimal]]:
    if not applies(rule, source):
        return
    for option in rule.first_of:
        yield from (
            Made(stepped(made.value, rule.rounding), made.offer)
            for made in _prices(ctx, option, source, offer, why)
        )
    if rule.constant is not None:
        yield Made(stepped(rule.constant, rule.rounding), None)
    elif not rule.first_of:
        of = offer.model_copy(update={"quantities": {}}) if offer and rule.offers else None
        for amount in _own_price(ctx, rule, source, offer, why):
            yield Made(stepped(_as_shown(ctx, amount), rule.rounding), of)


def _attributes_of(rule: AmountRule) -> list[str]:
    own = [rule.from_] if rule.from_ else []
    return [*own, *(name for option in rule.first_of for name in _attributes_of(option))]


def _as_shown(ctx: Context, amount: Decimal) -> Decimal:
    """The price as the region shows it: with tax or without. Only a rate that the rules name turns one into the other."""
    included, shown = ctx.family.prices_include_tax, ctx.region.price_with_tax
    if included is None or included == shown:
        return amount
    percent = ctx.family.tax_percent
    if percent is None:
        has, wants = ("with", "without") if included else ("without", "with")
        message = (
            f"{ctx.region.code} shows prices {wants} tax, and the rules say that these are {has} it: add tax_percent, "
            "or name a source whose prices are as shown."
        )
        raise Problem("tax_rate_missing", message, field=_FIELD)
    factor = 1 + percent / 100
    return amount / factor if included else amount * factor


def _own_price(
    ctx: Context, rule: AmountRule, source: Source, offer: Offer | None, why: list[str]
) -> list[Decimal]:
    asked = (ctx.region.currency, *rule.convert)
    by_currency = (
        (offer.prices if offer else {})
        if rule.offers
        else _collection(source.within(rule.channel, rule.locales), rule.from_ or "", asked, why)
    )
    if ctx.region.currency in by_currency:
        return [by_currency[ctx.region.currency]]
    where, has = ("the offers", "have") if rule.offers else (f"attribute {rule.from_}", "has")
    known = ", ".join(by_currency)
    why.append(f"{where} {has} {known} only" if known else f"nothing in {where}")
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
    why += [
        f"the rate of {currency} counts from {rate.as_of} only"
        for currency, rate in usable.items()
        if rate.as_of > ctx.today
    ]
    return [
        by_currency[currency] * rate.rate
        for currency, rate in usable.items()
        if rate.as_of <= ctx.today <= rate.expires
    ]


def _collection(source: Source, attribute: str, asked: Collection[str], why: list[str]) -> dict[str, Decimal]:
    """Currency -> price of a price collection; raise Problem where it has two for a currency that is asked for."""
    data, prices = source.data(attribute), dict[str, Decimal]()
    for row in data if isinstance(data, list) else []:
        amount = decimal(row.get("amount")) if isinstance(row, dict) else None
        currency = str(row.get("currency")) if isinstance(row, dict) else ""
        if amount is None:
            if currency in asked and row.get("amount") is not None:
                why.append(
                    f"{attribute} has {row['amount']!r} {currency}, which is no number: write it with a point, as 19.90"
                )
            continue
        if prices.setdefault(currency, amount) != amount and currency in asked:
            message = f"{attribute} has two prices in {currency}, {prices[currency]} and {amount}: leave one in the PIM."
            raise Problem("price_ambiguous", message, field=_FIELD, attribute=attribute)
    return prices


def decimal(data: Any) -> Decimal | None:
    """Return a number that can be reckoned with, or none where the data is not one."""
    try:
        number = Decimal(str(data))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= _MOST_DIGITS else None
