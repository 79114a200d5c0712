"""Maps one PIM product to the listing that one shop should show."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from catalog_sync.mapping import images, package, text
from catalog_sync.mapping.apply_corrections import apply_corrections
from catalog_sync.mapping.attributes import product_attributes
from catalog_sync.mapping.brand import brand_id
from catalog_sync.mapping.brands import ShopBrands
from catalog_sync.mapping.categories import Category, CategoryTree
from catalog_sync.mapping.certificate_library import CertificateLibrary
from catalog_sync.mapping.certificates import certifications, with_certificates
from catalog_sync.mapping.compliance import check_epr, compliance_ids
from catalog_sync.mapping.compliance_hazards import check_hazards, line_of
from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import PRODUCT_FACTS, applies
from catalog_sync.mapping.keys import check_key
from catalog_sync.mapping.lineage import Lineage
from catalog_sync.mapping.listing import Correction, Finding, MappedListing, Severity
from catalog_sync.mapping.measures import STANDARD, Measures
from catalog_sync.mapping.pre_sale import add_pre_sale
from catalog_sync.mapping.regions import ShopFacts
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.mapping.sale_terms import sale_terms
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.size_chart import size_chart
from catalog_sync.mapping.skus import Skus, build_skus, columns
from catalog_sync.mapping.source import OptionLabels, Source
from catalog_sync.mapping.suggest_apply import tell_suggested
from catalog_sync.pim.document import Offer, Product
from catalog_sync.yaml_files import YamlFileError


def map_product(
    product: Product,
    *,
    offers: Mapping[str, Offer],
    rules: Rules,
    shop: ShopFacts,
    tree: CategoryTree,
    schemas: Mapping[str, CategorySchema],
    corrections: Sequence[Correction] = (),
    labels: OptionLabels,
    certificates: CertificateLibrary | None = None,
    seller_skus: Mapping[str, str] | None = None,
    brands: ShopBrands | None = None,
    measures: Measures = STANDARD,
    today: date | None = None,
    lineage: Lineage | None = None,
) -> MappedListing:
    """Return the desired listing with the findings that block or degrade it.

    `offers` and `seller_skus` (the names that SKUs were given in this shop) by the PIM's SKU; `schemas` by leaf, as far
    as they are fetched (`needs_schema` is set where that of the product's is not); `brands` are those the shop may
    name; `measures` knows the PIM's units;
    `today` decides what has expired, by default the current day in UTC; `lineage` notes where values come from.
    """
    if not for_sale(product, rules):
        return MappedListing(product_key=product.key, active=False)
    above = rules.above(product.categories)
    source = Source(product, rules.channel, tuple(rules.locales), labels, above=above, measures=measures)
    source = lineage.watched(source) if lineage else source
    try:
        family = rules.of(product.family, product.categories)
    except YamlFileError as misfit:
        return MappedListing(product_key=product.key, findings=[_misfit(product, rules, misfit)])
    category = leaf(family, source, tree)
    if isinstance(category, Finding) or family is None:
        findings = [_placed(category, family)] if isinstance(category, Finding) else []
        return MappedListing(product_key=product.key, findings=findings)
    schema = schemas.get(category.id)
    if schema is None:
        return MappedListing(product_key=product.key, category_id=category.id, needs_schema=True)
    day = today or datetime.now(UTC).date()
    names = seller_skus or {}
    ctx = Context(
        product,
        rules,
        family,
        shop,
        source,
        schema,
        offers,
        corrections,
        day,
        seller_skus=names,
        brands=brands,
        line=line_of(tree, category),
    )
    return _listing(ctx, certificates)


def for_sale(product: Product, rules: Rules) -> bool:
    """Tell whether the product should be on sale at all: enabled, of a family that is sold, with an enabled variant."""
    return (
        product.enabled
        and product.family not in rules.not_for_sale
        and any(sku.enabled for sku in product.skus)
    )


def leaf(family: FamilyRules | None, source: Source, tree: CategoryTree) -> Category | Finding:
    """Return the leaf of the first category rule whose conditions hold, or the finding that says why there is none."""
    choices = family.category if family else []
    choice = next((choice for choice in choices if applies(choice, source)), None)
    if choice is None:
        name = f"Family {source.product.family or '(none)'}"
        asked = sorted({attribute for choice in choices for attribute in (*choice.when, *choice.unless)})
        empty = next((attribute for attribute in asked if not source.found(attribute)), None)
        message = (
            f"{name} has category rules, but none holds for this product; they ask for {', '.join(asked)}: correct it "
            "in the PIM, or add a rule without conditions."
            if choices
            else f"{name} has no category: add one under families, or list it under not_for_sale."
        )
        return Finding(
            code="category_unmapped",
            severity=Severity.BLOCK,
            message=message,
            field="category_id",
            attribute=empty if empty not in PRODUCT_FACTS else None,
        )
    return tree.leaf(choice)


def _placed(finding: Finding, family: FamilyRules | None) -> Finding:
    """The finding with the place of the category rule that it is about."""
    place = family.place("category") if family and family.category else None
    return finding.model_copy(update={"rule": str(place)}) if place else finding


def _misfit(product: Product, rules: Rules, misfit: YamlFileError) -> Finding:
    names = ", ".join(rules.laid_over(product.categories))
    message = (
        f"The rules of family {product.family or '(none)'} and of the PIM categories {names} do not fit together: {misfit}. "
        "Change one of them, or take the product out of a category."
    )
    return Finding(code="rules_do_not_fit", severity=Severity.BLOCK, message=message)


def _listing(ctx: Context, certificates: CertificateLibrary | None) -> MappedListing:
    tell_suggested(ctx)
    check_key(ctx)
    skus = build_skus(ctx)
    add_pre_sale(ctx, skus.content)
    content = apply_corrections(_content(ctx, skus), ctx.corrections)
    text.check_texts(ctx, content["title"], content["description"])
    content = with_certificates(ctx, content, certificates)
    check_epr(ctx)
    check_hazards(ctx, {entry["id"]: entry["values"] for entry in content["product_attributes"]})
    return MappedListing(
        product_key=ctx.product.key,
        category_id=ctx.schema.category_id,
        content=content,
        **columns(skus.offers),
        withheld_skus=skus.withheld,
        aside=skus.aside,
        findings=list(dict.fromkeys(ctx.findings)),
        turns_on=min(ctx.turns, default=None),
    )


def _content(ctx: Context, skus: Skus) -> dict[str, Any]:
    content = {
        "title": text.title(ctx),
        "description": text.description(ctx),
        "category_id": ctx.schema.category_id,
        "category_version": ctx.region.category_version,
        "brand_id": brand_id(ctx),
        "main_images": images.main_images(ctx),
        "package_weight": package.package_weight(ctx),
        "package_dimensions": package.package_dimensions(ctx),
        "product_attributes": product_attributes(ctx),
        "certifications": certifications(ctx),
        "size_chart": size_chart(ctx),
        **compliance_ids(ctx),
        **sale_terms(ctx),
        "external_product_id": ctx.product.key,
        "skus": skus.content,
    }
    always = ("title", "description", "main_images", "product_attributes", "skus")
    return {name: value for name, value in content.items() if value or name in always}
