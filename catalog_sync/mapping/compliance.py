"""What regulations ask beside certificates: records of producers (EU, GPSR), EPR numbers, and deposits (Germany, Pfand)."""

from decimal import Decimal

from catalog_sync.mapping.compliance_rules import DepositRule, RecordsRule
from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import applies, attributes_of, fill
from catalog_sync.mapping.prices import decimal
from catalog_sync.mapping.problem import Problem
from catalog_sync.mapping.source import Source
from catalog_sync.mapping.units import plain

MAX_RECORDS = 10  # of manufacturers and of responsible persons each (Partner API, error 12052283)
DEPOSIT_KINDS = ("SINGLE_USE", "REUSABLE", "NOT_APPLICABLE")  # Partner API, Create Product, skus.fees
DEPOSIT_RANGE = (Decimal(0), Decimal(6300))
_DEPOSIT_DECIMALS = 2
_RECORDS = {"manufacturer_ids": "manufacturer", "responsible_person_ids": "responsible person"}


def compliance_ids(ctx: Context) -> dict[str, list[str]]:
    """Return the ids of the rules whose conditions hold; note where the category demands one and there is none."""
    rules = ctx.schema.rules
    return {
        "manufacturer_ids": _ids(
            ctx, "manufacturer_ids", ctx.family.manufacturer_ids, required=rules.manufacturer.is_required
        ),
        "responsible_person_ids": _ids(
            ctx,
            "responsible_person_ids",
            ctx.family.responsible_person_ids,
            required=rules.responsible_person.is_required,
        ),
    }


def check_epr(ctx: Context) -> None:
    """Note where the category asks for EPR numbers, which live in Seller Center and that nobody has confirmed."""
    if ctx.schema.rules.epr.is_required and not ctx.family.epr_registered:
        message = (
            "This category demands extended producer responsibility: register the shop's EPR numbers in Seller Center, "
            "then say epr_registered: true in the rules."
        )
        ctx.block("epr_not_registered", message, field="category_id", rule="epr_registered")


def deposit(ctx: Context, source: Source) -> list[dict[str, str]]:
    """Return the fees of one variant: its deposit, where the leaf knows one.

    Raises Problem where the leaf demands a deposit and nobody states it, or what is stated is none.
    """
    fee = next((fee for fee in ctx.schema.rules.fees if fee.type == "PFAND"), None)
    rule = ctx.family.deposit
    found = fill(rule.kind, source)[:1] if fee and rule else []
    if fee is None or not (found or fee.is_required):
        return []
    if rule is None or not found:
        names = attributes_of(rule.kind) if rule else []
        fix = f"fill {' or '.join(names)} in the PIM" if names else "add a rule deposit"
        message = f"This category demands a deposit (Pfand), and whether there is one is not stated: {fix}; allowed: {', '.join(DEPOSIT_KINDS)}."
        raise Problem("deposit_missing", message, field="skus.fees", attribute=next(iter(names), None))
    return [_fee(rule, source, found[0].code)]


def _fee(rule: DepositRule, source: Source, kind: str) -> dict[str, str]:
    if kind not in DEPOSIT_KINDS:
        message = f"{kind!r} is no kind of deposit: map it in deposit/kind/values; allowed: {', '.join(DEPOSIT_KINDS)}."
        raise _problem("deposit_invalid", message, rule)
    fee = {"type": "PFAND", "additional_attribute": kind}
    if kind == "NOT_APPLICABLE":
        return fee
    found = fill(rule.amount, source)[:1] if rule.amount else []
    amount = decimal(found[0].text) if found else None
    low, high = DEPOSIT_RANGE
    if amount is None or not low <= amount <= high or amount != round(amount, _DEPOSIT_DECIMALS):
        stated = f"{found[0].text!r} is none" if found else "it is not stated"
        message = f"A deposit of kind {kind} needs its amount, {low} to {high} with {_DEPOSIT_DECIMALS} decimals at most, and {stated}: fill it in the PIM."
        raise _problem("deposit_invalid", message, rule)
    return fee | {"amount": plain(abs(amount))}


def _problem(code: str, message: str, rule: DepositRule) -> Problem:
    names = attributes_of(rule.amount or rule.kind)
    return Problem(code, message, field="skus.fees", attribute=next(iter(names), None))


def _ids(ctx: Context, field: str, rules: list[RecordsRule], *, required: bool) -> list[str]:
    ids = list(dict.fromkeys(id_ for rule in rules if applies(rule, ctx.source) for id_ in rule.ids))
    record = _RECORDS[field]
    if required and not ids:
        asked = sorted({name for rule in rules for name in (*rule.when, *rule.unless)})
        known = (
            f"none of its rules holds for this product; they ask for {', '.join(asked)}"
            if asked
            else "the rules name none"
        )
        message = f"This category demands a {record}, and {known}: create the record in TikTok Shop and name its id under {field}."
        attribute = asked[0] if asked else None
        ctx.block("compliance_record_missing", message, field=field, attribute=attribute, rule=field)
    if len(ids) > MAX_RECORDS:
        message = f"{len(ids)} {record}s are named, {MAX_RECORDS} are taken: name fewer under {field}."
        ctx.block("compliance_records_too_many", message, field=field, rule=field)
    return ids
