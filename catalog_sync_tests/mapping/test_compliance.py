from typing import Any

import pytest

from catalog_sync.mapping.categories import CategoryTree
from catalog_sync.mapping.listing import MappedListing
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync_tests.mapping.world import (
    ATTRIBUTES,
    RULES_ANSWER,
    codes,
    mapped,
    offer,
    product,
    rules,
    schema,
    shop,
    value,
    variant,
)

PFAND = {"fees": [{"type": "PFAND", "is_required": True}]}
OFFERED_PFAND = {"fees": [{"type": "PFAND", "is_required": False}]}
DEPOSIT = {
    "kind": {"from": "pfand", "values": {"einweg": "SINGLE_USE", "keins": "NOT_APPLICABLE"}},
    "amount": {"from": "pfand_amount"},
}
FLAMMABLE = {
    "id": "101574",
    "name": "Flammable Liquid",
    "values": [
        {"id": "1000058", "name": "Yes"},
        {"id": "1000059", "name": "No"},
        {"id": "1024360", "name": "Not Sure"},
    ],
}
VOLUME = {"id": "101626", "name": "Flammable Liquid Volume in ml", "is_customizable": True}
GOODS = {"id": "900001", "name": "Dangerous Goods", "values": [{"id": "1", "name": "None"}]}


def hazardous(*attributes: dict[str, Any]) -> CategorySchema:
    return CategorySchema.from_answers("600161", {"attributes": [*ATTRIBUTES, *attributes]}, RULES_ANSWER)


def filled(rule: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"100393": {"from": "material"}, "101574": rule, **more}


@pytest.mark.parametrize("field", ["manufacturer_ids", "responsible_person_ids"])
def test_records_of_producers_go_by_brand_and_family(field: str) -> None:
    rule = [
        "900",
        {"id": "901", "when": {"brand": "lumora"}},
        {"ids": ["902", "900"], "when": {"brand": "x"}},
    ]
    branded = product(brand=value("lumora"))

    assert mapped(branded, rules=rules(**{field: rule})).content[field] == ["900", "901"]
    assert mapped(rules=rules(**{field: rule})).content[field] == ["900"]


@pytest.mark.parametrize(
    ("kind", "field"),
    [("manufacturer", "manufacturer_ids"), ("responsible_person", "responsible_person_ids")],
)
def test_a_demanded_record_that_no_rule_names_blocks_and_says_what_the_rules_ask_for(
    kind: str, field: str
) -> None:
    demanding = schema(**{kind: {"is_required": True}})
    rule = {field: [{"id": "901", "when": {"brand": "lumora"}}]}

    listing = mapped(schema=demanding, rules=rules(**rule))

    assert (codes(listing), listing.blocked) == (["compliance_record_missing"], True)
    assert (listing.findings[0].field, listing.findings[0].attribute) == (field, "brand")
    assert "create the record in TikTok Shop" in listing.findings[0].message


def test_more_records_than_are_taken_block() -> None:
    assert codes(mapped(rules=rules(manufacturer_ids=list(range(11))))) == ["compliance_records_too_many"]


def test_epr_numbers_must_be_confirmed_where_the_category_demands_them() -> None:
    demanding = schema(epr={"is_required": True})

    assert codes(mapped(schema=demanding)) == ["epr_not_registered"]
    assert codes(mapped(schema=demanding, rules=rules(epr_registered=True))) == []


def bottle(rule: Any = DEPOSIT, fees: Any = PFAND, *skus: Any, **changes: Any) -> MappedListing:
    item = product(*skus, name=value("Saft", locale="de_DE"), description=value("Saft"), **changes)
    offers = {sku.sku: offer(sku.sku, prices={"EUR": "2"}) for sku in item.skus if sku.sku}
    market = {"shop": shop("DE"), "offers": offers}
    own = rules(deposit=rule, locales=["de_DE"], stock={"constant": 5})
    return mapped(item, rules=own, schema=schema(**fees), **market)


def test_a_deposit_goes_with_each_variant() -> None:
    listing = bottle(pfand=value("einweg"), pfand_amount=value("0.25"))

    assert listing.content["skus"][0]["fees"] == [
        {"type": "PFAND", "additional_attribute": "SINGLE_USE", "amount": "0.25"}
    ]
    assert codes(listing) == []


def test_a_product_without_a_deposit_says_so_without_an_amount() -> None:
    fees = bottle(pfand=value("keins")).content["skus"][0]["fees"]

    assert fees == [{"type": "PFAND", "additional_attribute": "NOT_APPLICABLE"}]


@pytest.mark.parametrize(
    ("rule", "pim", "code", "attribute"),
    [
        (None, {}, "deposit_missing", None),
        (DEPOSIT, {}, "deposit_missing", "pfand"),
        (DEPOSIT, {"pfand": "dose"}, "deposit_invalid", "pfand_amount"),
        (DEPOSIT, {"pfand": "einweg"}, "deposit_invalid", "pfand_amount"),
        (DEPOSIT, {"pfand": "einweg", "pfand_amount": "6300.01"}, "deposit_invalid", "pfand_amount"),
        (DEPOSIT, {"pfand": "einweg", "pfand_amount": "viel"}, "deposit_invalid", "pfand_amount"),
        (DEPOSIT, {"pfand": "einweg", "pfand_amount": "0.255"}, "deposit_invalid", "pfand_amount"),
    ],
)
def test_a_deposit_is_never_guessed(rule: Any, pim: dict[str, str], code: str, attribute: str | None) -> None:
    listing = bottle(rule, **{name: value(data) for name, data in pim.items()})

    assert (codes(listing), listing.blocked) == ([code], True)
    assert listing.findings[0].attribute == attribute


def test_a_variant_without_its_deposit_is_withheld_alone() -> None:
    axes = {"sales_attributes": {"size": {"name": "Size"}}}
    item = product(
        variant("CAN-01", size="s", pfand="einweg", pfand_amount="0.25"),
        variant("CAN-02", size="m"),
        axes=("size",),
    )
    offers = {name: offer(name) for name in ("CAN-01", "CAN-02")}

    listing = mapped(item, rules=rules(deposit=DEPOSIT, **axes), schema=schema(**PFAND), offers=offers)

    assert [sku["seller_sku"] for sku in listing.content["skus"]] == ["CAN-01"]
    assert (listing.withheld_skus, listing.blocked) == (["CAN-02"], False)


def test_a_deposit_is_sent_only_where_the_leaf_knows_one() -> None:
    stated = {"pfand": value("einweg"), "pfand_amount": value("0.25")}

    assert "fees" not in bottle(DEPOSIT, {}, **stated).content["skus"][0]
    assert "fees" in bottle(DEPOSIT, OFFERED_PFAND, **stated).content["skus"][0]
    assert codes(bottle(None, OFFERED_PFAND)) == []


def test_an_attribute_that_the_rules_demand_blocks_where_the_leaf_has_it() -> None:
    own = rules(demanded_attributes=["101574"], attributes=filled({"from": "flammable"}))

    listing = mapped(rules=own, schema=hazardous(FLAMMABLE))

    assert (codes(listing), listing.blocked) == (["safety_fact_missing"], True)
    assert (listing.findings[0].attribute, "fill flammable in the PIM" in listing.findings[0].message) == (
        "flammable",
        True,
    )
    assert codes(mapped(rules=own)) == []


def test_what_the_category_requires_itself_is_told_once() -> None:
    own = rules(demanded_attributes=["101574"])

    assert codes(mapped(rules=own, schema=hazardous(FLAMMABLE | {"is_requried": True}))) == [
        "attribute_missing"
    ]


def test_a_rule_that_states_a_safety_fact_for_products_that_do_not_is_refused() -> None:
    assuming = filled({"first_of": [{"from": "flammable"}, {"constant": "No"}]})

    guessed = mapped(rules=rules(attributes=assuming), schema=hazardous(FLAMMABLE))
    stated = mapped(
        product(flammable=value("No")), rules=rules(attributes=assuming), schema=hazardous(FLAMMABLE)
    )

    assert (codes(guessed), guessed.blocked) == (["safety_fact_assumed"], True)
    assert codes(stated) == []


def test_a_safety_fact_is_assumed_where_one_variant_does_not_state_it() -> None:
    assuming = filled({"first_of": [{"from": "flammable"}, {"constant": "No"}]})
    skus = (variant("RED", color="red", flammable="No"), variant("BLUE", color="blue"))

    listing = mapped(
        product(*skus, axes=("color",), ean=None),
        rules=rules(attributes=assuming),
        schema=hazardous(FLAMMABLE),
    )

    assert (codes(listing), listing.blocked) == (["safety_fact_assumed"], True)


def test_a_rule_may_state_a_fact_of_a_whole_family() -> None:
    own = rules(attributes=filled({"constant": "No"}))

    assert codes(mapped(rules=own, schema=hazardous(FLAMMABLE))) == []


def test_an_answer_that_asks_for_more_is_told() -> None:
    own = rules(attributes=filled({"constant": "Yes"}, **{"101626": {"from": "liquid_volume"}}))

    listing = mapped(rules=own, schema=hazardous(FLAMMABLE, VOLUME))

    assert (codes(listing), listing.blocked) == (["safety_detail_missing"], False)
    assert listing.findings[0].attribute == "liquid_volume"


def test_an_answer_of_not_sure_is_told() -> None:
    own = rules(attributes=filled({"constant": "Not Sure"}))

    assert codes(mapped(rules=own, schema=hazardous(FLAMMABLE))) == ["safety_fact_not_sure"]


@pytest.mark.parametrize(
    ("region", "seller", "found"),
    [
        ("ID", "LOCAL", ["safety_fact_missing"]),
        ("ID", "CROSS_BORDER", []),
        ("GB", "LOCAL", []),
    ],
)
def test_leaves_below_a_category_of_dangerous_goods_are_asked_in_south_east_asia(
    region: str, seller: str, found: list[str]
) -> None:
    rows = [
        {"id": id_, "parent_id": above, "name": id_, "is_leaf": id_ == "600161", "permissions": ["AVAILABLE"]}
        for id_, above in [("601608", "0"), ("600160", "601608"), ("600161", "600160")]
    ]
    own = rules(
        wording={"languages": ["en"]},
        stock={"constant": 5},
        price={"constant": 5000},
        title={"constant": "A lamp of brass for the table"},
    )

    listing = mapped(
        rules=own,
        schema=hazardous(GOODS),
        shop=shop(region, seller_type=seller),
        tree=CategoryTree.from_rows(rows),
    )

    assert [code for code in codes(listing) if code.startswith("safety")] == found
