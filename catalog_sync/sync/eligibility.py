"""Which products a shop sells: enabled, in its categories, complete. Judged here, never in the question to the PIM."""

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from catalog_sync.mapping.listing import Finding, MappedListing, Severity
from catalog_sync.mapping.rules import Rules
from catalog_sync.pim.document import Product, Sku
from catalog_sync.store.due_terms import Selection
from catalog_sync.yaml_files import YamlFileError


class Reason(StrEnum):
    """Why a shop does not sell a product; the query for what is due knows the same five."""

    DELETED = "deleted"
    WITHOUT_VARIANTS = "without variants"
    DISABLED = "disabled"
    CATEGORY = "category"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True)
class Judgement:
    """A product as mapping shall see it: disabled where the shop does not sell it, without its incomplete variants.

    `findings` has one for each variant that is left out; `withheld` are their seller SKUs (or keys).
    """

    product: Product
    reason: Reason | None = None
    withheld: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def told(self, mapped: MappedListing) -> MappedListing:
        """The mapped listing that says what is left out: a listed variant must not be deleted by an edit for it."""
        left_out = {
            "withheld_skus": [*mapped.withheld_skus, *self.withheld],
            "findings": [*mapped.findings, *self.findings],
        }
        return mapped.model_copy(update=left_out) if self.withheld else mapped


def selection(rules: Rules, categories: Mapping[str, Mapping[str, Any]]) -> Selection:
    """What the rules select, by the PIM's categories (code -> parent ...); none known where the source has none.

    Raises YamlFileError for a category that the PIM does not have: with it everything would look ineligible.
    """
    rule, complete = rules.eligibility, rules.eligibility.completeness
    _check([*rule.categories, *rule.excluded_categories], categories)
    return Selection(
        categories=_with_all_below(rule.categories, categories) if rule.categories else None,
        excluded=_with_all_below(rule.excluded_categories, categories),
        complete_in=tuple(f"{complete.channel or rules.channel}|{locale}" for locale in complete.locales)
        if complete
        else (),
        percent=complete.percent if complete else 100,
    )


def judge(product: Product, selected: Selection, *, deleted: bool = False) -> Judgement:
    """Whether the shop sells the product, and which of its variants are left out."""
    reason = next(_reasons(product, selected, deleted=deleted), None)
    if reason:
        return Judgement(product.model_copy(update={"enabled": False}), reason)
    incomplete = [sku for sku in product.skus if sku.enabled and not _complete(sku, selected)]
    if not incomplete:
        return Judgement(product)
    kept = [sku for sku in product.skus if sku not in incomplete]
    return Judgement(
        product.model_copy(update={"skus": kept}),
        withheld=tuple(sku.sku or sku.key for sku in incomplete),
        findings=tuple(_finding(sku, selected) for sku in incomplete),
    )


def _reasons(product: Product, selected: Selection, *, deleted: bool) -> Iterator[Reason]:
    sellable = [sku for sku in product.skus if sku.enabled]
    if deleted:
        yield Reason.DELETED
    if not product.skus:
        yield Reason.WITHOUT_VARIANTS
    if not product.enabled or not sellable:
        yield Reason.DISABLED
    if not _in_categories(product.categories, selected):
        yield Reason.CATEGORY
    if not any(_complete(sku, selected) for sku in sellable):
        yield Reason.INCOMPLETE


def _in_categories(categories: Collection[str], selected: Selection) -> bool:
    wanted = selected.categories is None or not selected.categories.isdisjoint(categories)
    return wanted and selected.excluded.isdisjoint(categories)


def _complete(sku: Sku, selected: Selection) -> bool:
    """Whether the SKU is complete enough everywhere; what the PIM does not tell counts as incomplete."""
    percents = {f"{row.channel}|{row.locale}": row.percent for row in sku.completeness}
    return all(percents.get(where, 0) >= selected.percent for where in selected.complete_in)


def _finding(sku: Sku, selected: Selection) -> Finding:
    where = ", ".join(name.replace("|", " ") for name in selected.complete_in)
    return Finding(
        code="variant_incomplete",
        severity=Severity.WARN,
        message=f"The variant is not {selected.percent} % complete in {where}. This variant is withheld.",
        sku=sku.sku or sku.key,
    )


def _with_all_below(codes: Collection[str], categories: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    wanted = set(codes)
    while more := {code for code, row in categories.items() if row["parent"] in wanted} - wanted:
        wanted |= more
    return frozenset(wanted)


def _check(codes: Collection[str], categories: Mapping[str, Any]) -> None:
    for code in codes if categories else ():
        if code not in categories:
            near = difflib.get_close_matches(code, categories, n=3, cutoff=0.5)
            hint = f"; nearest: {', '.join(near)}" if near else ""
            raise YamlFileError(f"eligibility: the PIM has no category {code!r}{hint}")
