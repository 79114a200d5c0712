"""The demo's rules against the demo's catalogue and category trees."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import pytest

from catalog_sync.mapping.categories import CategoryTree
from catalog_sync.mapping.certificate_library import CertificateLibrary
from catalog_sync.mapping.listing import MappedListing
from catalog_sync.mapping.map_product import map_product
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.source import OptionLabels
from catalog_sync.pim.akeneo.products import Structure, model_listing, simple_listing
from catalog_sync.pim.document import Offer, Product
from catalog_sync.review.corrections import correct
from catalog_sync.review.reasons import causes
from catalog_sync.sandbox.catalogue.dictionary import dictionaries
from catalog_sync.sandbox.catalogue.facts import FamilyFacts, Listing, certificates, families_for_sale
from catalog_sync.sandbox.catalogue.illustrating import Illustrator
from catalog_sync.sandbox.catalogue.products import CatalogueRows
from catalog_sync.sandbox.tiktok.demo_taxonomy import demo_taxonomy
from catalog_sync.sandbox.tiktok.taxonomy import Attribute, Category
from catalog_sync_tests.mapping.world import TODAY, shop
from catalog_sync_tests.sandbox_configuration import REGIONS

RULES = Path(str(files("catalog_sync.sandbox") / "mapping"))


class Undrawn:
    """Names media without drawing them."""

    def simple(self, family: Any, listing: Any, position: int) -> dict[str, str]:
        return {"picture": f"{listing.sku}.jpg"}

    def variants(self, family: Any, listing: Any) -> tuple[str, dict[str, str]]:
        return f"{listing.sku}.jpg", {color: f"{listing.sku}-{color}.jpg" for color in listing.colors}

    def certificate(self, sku: str, subject: str, lines: list[str]) -> str:
        return f"{sku}.pdf"


@cache
def rows() -> CatalogueRows:
    made = CatalogueRows(cast("Illustrator", Undrawn()))
    made.add_families(families_for_sale())
    made.add_documents(certificates())
    return made


@cache
def products() -> dict[str, Product]:
    known = dictionaries()
    structure = Structure(
        identifier="sku",
        media=frozenset(
            row["code"]
            for row in known["attributes"]
            if row["type"] in {"pim_catalog_image", "pim_catalog_file"}
        ),
        families={row["code"]: row["code"] for row in known["families"]},
        axes={
            row["code"]: [axis for level in row["variant_attribute_sets"] for axis in level["axes"]]
            for row in known["family-variants"]
        },
    )
    parents = {row["code"]: row["parent"] or row["code"] for row in rows().models}
    simple = [simple_listing(row, structure) for row in rows().products if not row["parent"]]
    models = [
        model_listing(
            model, [row for row in rows().products if parents.get(row["parent"]) == model["code"]], structure
        )
        for model in rows().models
        if not model["parent"]
    ]
    found = [item for item in [*simple, *models] if isinstance(item, Product)]
    assert len(found) == len(simple) + len(models)
    return {item.identifier: item for item in found}


@cache
def rules(region: str) -> Rules:
    return load_rules(RULES, region=region, partition_key=region)


@cache
def tree(region: str) -> CategoryTree:
    nodes = demo_taxonomy().regions[region].categories.values()
    return CategoryTree.from_rows(
        {
            "id": node.id,
            "parent_id": node.parent_id,
            "name": node.local_name,
            "is_leaf": node.is_leaf,
            "permissions": node.permission_statuses,
        }
        for node in nodes
    )


def schema(leaf: Category) -> CategorySchema:
    answer = {
        "product_certifications": [
            {"id": item.id, "name": item.name, "is_required": item.required}
            for item in leaf.rules.certifications
        ],
        "package_dimension": {"is_required": leaf.rules.package_dimension_required},
        "manufacturer": {"is_required": leaf.rules.manufacturer_required},
        "responsible_person": {"is_required": leaf.rules.responsible_person_required},
        "epr": {"is_required": leaf.rules.epr_required},
        "fees": [{"type": fee.type, "is_required": fee.required} for fee in leaf.rules.fees],
    }
    return CategorySchema.from_answers(
        leaf.id, {"attributes": [attribute(item) for item in leaf.attributes]}, answer
    )


@cache
def schemas(region: str) -> dict[str, CategorySchema]:
    categories = demo_taxonomy().regions[region].categories.values()
    return {leaf.id: schema(leaf) for leaf in categories if leaf.is_leaf}


def attribute(item: Attribute) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": item.local_name,
        "type": item.type,
        "is_requried": item.required,
        "is_multiple_selection": item.multiple,
        "is_customizable": item.customizable,
        "value_data_format": item.value_data_format,
        "values": [{"id": value.id, "name": value.local_name} for value in item.values],
        "requirement_conditions": [
            {"attribute_id": condition.attribute_id, "attribute_value_id": condition.value_id}
            for condition in item.conditions
        ],
    }


@cache
def labels() -> OptionLabels:
    return OptionLabels(
        {
            (row["attribute"], row["code"], locale): label
            for row in dictionaries()["attribute-options"]
            for locale, label in row["labels"].items()
        }
    )


def library(region: str) -> CertificateLibrary:
    rule = rules(region).certificate_library
    assert rule is not None
    return CertificateLibrary.from_products(products().values(), rule)


def mapped(product: Product, region: str) -> MappedListing:
    arguments: dict[str, Any] = {
        "offers": {row["sku"]: Offer.model_validate(row) for row in rows().offers},
        "rules": rules(region),
        "shop": shop(region),
        "tree": tree(region),
        "labels": labels(),
        "today": TODAY,
    }
    return map_product(product, schemas=schemas(region), **arguments)


def flaws(family: FamilyFacts, listing: Listing, region: str) -> list[str]:
    """What the tables get wrong on purpose, as the findings that it must lead to."""
    if family.family == "kitchen_knives":
        return ["category_unmapped"]
    untranslated = ["text_missing"] * 2 if region == "ID" and "id_ID" not in listing.texts else []
    identifier = ["identifier_invalid"] if listing.ean else []
    lacks_cpc = family.family == "plush_toys" and listing.certificate == "none" and region == "US"
    unmarked = region == "DE" and (family.values | listing.values).get("ce_marking", True) is None
    lacking = (["certificate_missing"] if lacks_cpc else []) + (["attribute_missing"] if unmarked else [])
    return identifier + untranslated + lacking


@pytest.mark.parametrize("region", REGIONS)
def test_every_demo_product_maps_but_for_the_flaws_it_has_on_purpose(region: str) -> None:
    sold = {listing.sku: (family, listing) for family in families_for_sale() for listing in family.each()}
    found = {sku: [finding.code for finding in mapped(products()[sku], region).findings] for sku in sold}

    assert found == {sku: flaws(family, listing, region) for sku, (family, listing) in sold.items()}
    assert any(found.values())


def test_the_documents_are_not_for_sale() -> None:
    documents = [product for product in products().values() if product.family == "certificates"]

    assert documents
    assert not any(mapped(document, "GB").active for document in documents)


@pytest.mark.parametrize(
    ("sku", "region", "certification"),
    [
        ("LMP-006", "GB", "7182427311584347001"),
        ("LMP-006", "US", "7182427311584347002"),
        ("LMP-007", "ID", "7182427311584347003"),
        ("PLS-007", "US", "7182427311584347004"),
        ("PLS-007", "DE", "7182427311584347006"),
        ("CRM-007", "DE", "7182427311584347007"),
    ],
)
def test_the_library_supplies_the_certificate_that_a_demo_product_lacks(
    sku: str, region: str, certification: str
) -> None:
    listing = mapped(products()[sku], region)
    leaf = demo_taxonomy().regions[region].categories[listing.category_id or ""]

    outcome = correct(
        causes()["certificate_missing"],
        "Missing certificate",
        products()[sku],
        listing,
        schema(leaf),
        library(region),
        today=TODAY,
    )

    assert getattr(outcome, "parameters", outcome) == {
        "certification_id": certification,
        "media_codes": [f"{DOCUMENTS[certification]}.pdf"],
        "valid_until": "2028-12-31",
    }


DOCUMENTS = {
    "7182427311584347001": "DOC-UKCA-2026",
    "7182427311584347002": "DOC-UL-2026",
    "7182427311584347003": "DOC-SNI-2026",
    "7182427311584347004": "DOC-CPC-2026",
    "7182427311584347006": "DOC-EU-2026",
    "7182427311584347007": "DOC-CPNP-2026",
}


def test_what_only_germany_asks_for_comes_from_its_rules() -> None:
    bottle, lamp, case = (mapped(products()[sku], "DE") for sku in ("BTL-001", "LMP-001", "CAS.3"))

    assert bottle.content["manufacturer_ids"] == ["7082427311584350004"]
    assert bottle.content["responsible_person_ids"] == ["7082427311584360001"]
    assert bottle.content["skus"][0]["fees"] == [{"type": "PFAND", "additional_attribute": "NOT_APPLICABLE"}]
    assert {"id": "102850", "values": [{"id": "1000058"}]} in lamp.content["product_attributes"]
    assert lamp.content["title"] == "Verstellbare Schreibtischlampe aus schwarzem Stahl"
    assert case.content["skus"][0]["seller_sku"].startswith("CAS-3-")
    assert mapped(products()["CAS.3"], "GB").content["skus"][0]["seller_sku"] == "CAS.3"
