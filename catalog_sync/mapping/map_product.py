"""Maps one PIM product to the listing that one shop should show."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from catalog_sync.mapping import images, package, text
from catalog_sync.mapping.apply_corrections import apply_corrections
from catalog_sync.mapping.attributes import product_attributes
from catalog_sync.mapping.brand import brand_id
from catalog_sync.mapping.categories import Category, CategoryTree
from catalog_sync.mapping.certificate_library import CertificateLibrary
from catalog_sync.mapping.certificates import certifications, check_certificates
from catalog_sync.mapping.compliance import compliance_ids
from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import applies
from catalog_sync.mapping.listing import Correction, Finding, MappedListing, Severity
from catalog_sync.mapping.regions import ShopFacts
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.skus import Skus, build_skus
from catalog_sync.mapping.source import OptionLabels, Source
from catalog_sync.pim.document import Offer, Product


def map_product(
    product: Product,
    *,
    offers: Mapping[str, Offer],
    rules: Rules,
    shop: ShopFacts,
    tree: CategoryTree,
    schema: CategorySchema | None,
    corrections: Sequence[Correction] = (),
    labels: OptionLabels,
    certificates: CertificateLibrary | None = None,
    today: date | None = None,
) -> MappedListing:
    """Return the desired listing with the findings that block or degrade it.

    `offers` by seller SKU; `schema` is that of the leaf, None while it is not fetched (then `needs_schema` is set);
    `today` decides what has expired, by default the current day in UTC.
    """
    if not for_sale(product, rules):
        return MappedListing(product_key=product.key, active=False)
    source = Source(product, rules.channel, tuple(rules.locales), labels)
    family = rules.families.get(product.family or "")
    category = leaf(family, source, tree)
    if isinstance(category, Finding) or family is None:
        return MappedListing(
            product_key=product.key, findings=[category] if isinstance(category, Finding) else []
        )
    if schema is None or schema.category_id != category.id:
        return MappedListing(product_key=product.key, category_id=category.id, needs_schema=True)
    day = today or datetime.now(UTC).date()
    ctx = Context(product, rules, family, shop, source, schema, offers, corrections, day)
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
    choice = next((choice for choice in family.category if applies(choice, source)), None) if family else None
    if choice is None:
        message = f"Family {source.product.family or '(none)'} has no category: add one under families, or list it under not_for_sale."
        return Finding(
            code="category_unmapped", severity=Severity.BLOCK, message=message, field="category_id"
        )
    return tree.leaf(choice)


def _listing(ctx: Context, certificates: CertificateLibrary | None) -> MappedListing:
    skus = build_skus(ctx)
    content = apply_corrections(_content(ctx, skus), ctx.corrections)
    text.check_texts(ctx, content["title"], content["description"])
    check_certificates(ctx, content, certificates)
    return MappedListing(
        product_key=ctx.product.key,
        category_id=ctx.schema.category_id,
        content=content,
        prices=skus.prices,
        quantities=skus.quantities,
        priced_by=skus.priced_by,
        counted_by=skus.counted_by,
        withheld_skus=skus.withheld,
        findings=list(dict.fromkeys(ctx.findings)),
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
        "size_chart": images.size_chart(ctx),
        **compliance_ids(ctx),
        "external_product_id": ctx.product.key,
        "skus": skus.content,
    }
    always = ("title", "description", "main_images", "product_attributes", "skus")
    return {name: value for name, value in content.items() if value or name in always}
