"""Whatever the models allow: what is sent passes the sandbox's own validator, or a finding names the reason."""

import itertools
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog_sync.mapping.listing import Severity
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.sandbox.tiktok.listing.attributes import check_attributes
from catalog_sync.sandbox.tiktok.taxonomy import Attribute, AttributeValue, Category, Condition
from catalog_sync_tests.mapping.world import RULES_ANSWER, mapped, product, rules, value

REQUIREMENTS = {12052104, 12052182}
NAMES = [
    *(
        "Red",
        "red",
        "Rot",
        "Grey",
        "Gray",
        "Cotton",
        "Cottons",
        "Batteries",
        "Yes",
        "No",
        "None",
        "5",
        "0.5",
        "0,5",
    ),
    *(
        "500 ml",
        "0.5 L",
        "500ML",
        "1,500 g",
        "7-8 years",
        "T-Shirt",
        "tshirt",
        "XXL",
        "2XL",
        "A+",
        "-5",
        "中文",
        "!!!",
        "🎁",
    ),
]
texts = st.one_of(st.sampled_from(NAMES), st.text(max_size=15))
numbers = st.one_of(st.integers(), st.floats(), st.decimals(allow_nan=False, places=4).map(str))
units = st.sampled_from(["GRAM", "LITER", "MILLILITER", "INCH", "STONE"])
measurements = st.fixed_dictionaries({"amount": numbers.map(str), "unit": units})
data = st.one_of(texts, st.lists(texts, max_size=4), st.booleans(), numbers, measurements)


class Draft:
    """The least of a listing on its way in that the validator of attributes asks for."""

    existing = None

    def __init__(self, attributes: list[Attribute], given: list[dict[str, Any]]) -> None:
        self.category = Category("600161", "0", "Lamps", "Lampu", is_leaf=True, attributes=tuple(attributes))
        self.payload = {"product_attributes": given}
        self.world = self
        self.cleared: list[str] = []
        self._ids = itertools.count(9_000_000)

    def new_id(self) -> str:
        return str(next(self._ids))

    def clear(self, field: str, reason: str) -> None:
        self.cleared.append(f"{field}: {reason}")


@st.composite
def leaves(draw: st.DrawFn) -> list[Attribute]:
    kinds = st.sampled_from(["Color", "Material", "Capacity in ml", "Contains Batteries?", "Origin", "Kind"])
    attributes: list[Attribute] = []
    for place in range(draw(st.integers(1, 4))):
        names = draw(st.lists(st.sampled_from(NAMES), max_size=6, unique_by=str.lower))
        values = tuple(AttributeValue(f"{place}00{n}", name, name) for n, name in enumerate(names))
        parents = [(parent.id, known.id) for parent in attributes for known in parent.values]
        chosen = draw(st.lists(st.sampled_from(parents), max_size=2)) if parents else []
        name = draw(kinds)
        attributes.append(
            Attribute(
                id=f"10{place}",
                name=name,
                local_name=name,
                required=draw(st.booleans()) and not chosen,
                multiple=draw(st.booleans()),
                customizable=draw(st.booleans()) or not values,
                value_data_format=draw(st.sampled_from(["", "", "POSITIVE_INT_OR_DECIMAL"])),
                values=values,
                conditions=tuple(Condition(parent, known) for parent, known in chosen),
            )
        )
    return attributes


def answer(attribute: Attribute) -> dict[str, Any]:
    return {
        "id": attribute.id,
        "name": attribute.name,
        "is_requried": attribute.required,
        "is_multiple_selection": attribute.multiple,
        "is_customizable": attribute.customizable,
        "value_data_format": attribute.value_data_format,
        "values": [{"id": known.id, "name": known.name} for known in attribute.values],
        "requirement_conditions": [
            {
                "condition_type": "VALUE_ID_MATCH",
                "attribute_id": one.attribute_id,
                "attribute_value_id": one.value_id,
            }
            for one in attribute.conditions
        ],
    }


@given(leaves(), st.lists(data, min_size=4, max_size=4), st.lists(st.none() | units, min_size=4, max_size=4))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_sent_is_accepted_or_a_finding_says_why_not(
    attributes: list[Attribute], filled: list[Any], wanted: list[str | None]
) -> None:
    fillers = {
        attribute.id: {"from": f"p{attribute.id}"} | ({"unit": unit} if unit else {})
        for attribute, unit in zip(attributes, wanted, strict=False)
    }
    values = {f"p{one.id}": value(item) for one, item in zip(attributes, filled, strict=False)}
    schema = CategorySchema.from_answers(
        "600161", {"attributes": [answer(one) for one in attributes]}, RULES_ANSWER
    )

    listing = mapped(product(**values), rules=rules(attributes=fillers), schema=schema)
    draft = Draft(attributes, listing.content["product_attributes"])
    refused = {refusal.code for refusal in check_attributes(draft)}  # type: ignore[arg-type]

    assert draft.cleared == []
    assert refused <= REQUIREMENTS
    blocking = [finding for finding in listing.findings if finding.severity is Severity.BLOCK]
    assert bool(refused) <= any("required" in finding.message for finding in blocking)
    _assert_of_the_schema(attributes, listing.content["product_attributes"])


def _assert_of_the_schema(attributes: list[Attribute], sent: list[dict[str, Any]]) -> None:
    by_id = {attribute.id: attribute for attribute in attributes}
    for row in sent:
        attribute = by_id[row["id"]]
        for one in row["values"]:
            if "id" in one:
                assert one["id"] in {known.id for known in attribute.values}
            else:
                assert attribute.customizable or attribute.value_data_format
                assert "e" not in one["name"].lower() or not attribute.value_data_format
        assert len(row["values"]) == 1 or attribute.multiple
