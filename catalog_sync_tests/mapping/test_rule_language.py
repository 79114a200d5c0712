"""The rules language: what a filler, a condition, a template and a PIM category's rules can say."""

from pathlib import Path
from typing import Any

import pytest

from catalog_sync.mapping.fillers import applies, attributes_of, fill
from catalog_sync.mapping.rule_categories import PimCategories
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rule_sources import Conditional, Filler
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.source import OptionLabels, Source
from catalog_sync.pim.document import Media, Product, Sku, Value
from catalog_sync.yaml_files import YamlFileError
from catalog_sync_tests.mapping import world
from catalog_sync_tests.mapping.base_rules import BASE_RULES

LABELS = OptionLabels({("material", "steel", "de_DE"): "Stahl", ("material", "steel", "en_US"): "Steel"})


def _product(**data: Any) -> Product:
    values = {
        name: item if isinstance(item, list) and item and isinstance(item[0], Value) else [Value(data=item)]
        for name, item in data.items()
    }
    media = [Media(attribute="picture", code="a.jpg")]
    skus = [Sku(key="1", sku="M-1", values=values, media=media)]
    return Product(
        key="product:1",
        identifier="M-1",
        family="mugs",
        categories=["mugs"],
        values=values,
        media=media,
        skus=skus,
    )


def _source(above: frozenset[str] = frozenset(), **data: Any) -> Source:
    return Source(_product(**data), "ecommerce", ("en_US",), LABELS, above=above)


def _filled(rule: dict[str, Any], **data: Any) -> list[str]:
    return [found.text for found in fill(Filler.model_validate(rule), _source(**data))]


def _load(tmp_path: Path, more: str) -> Rules:
    (tmp_path / "common.yaml").write_text(BASE_RULES + more)
    return load_rules(tmp_path, region="GB", partition_key="GB")


def _refused(tmp_path: Path, more: str) -> str:
    with pytest.raises(YamlFileError) as raised:
        _load(tmp_path, more)
    return str(raised.value)


def test_a_rule_may_read_another_channel_and_other_locales() -> None:
    names = [
        Value(data="Mug", locale="en_US", channel="ecommerce"),
        Value(data="Becher", locale="de_DE", channel="print"),
        Value(data="Tasse", locale="de_AT", channel="print"),
    ]

    assert _filled({"from": "name"}, name=names) == ["Mug"]
    assert _filled({"from": "name", "channel": "print", "locales": ["de_AT", "de_DE"]}, name=names) == [
        "Tasse"
    ]
    assert _filled({"from": "name", "channel": "print"}, name=names) == []


def test_labels_are_those_of_the_rules_own_locales() -> None:
    assert _filled({"from": "material", "locales": ["de_DE"]}, material="steel") == ["Stahl"]


def test_options_of_first_of_read_what_the_whole_rule_reads() -> None:
    rule = {"first_of": [{"from": "short"}, {"from": "material"}], "locales": ["de_DE"]}
    assert _filled(rule, material="steel") == ["Stahl"]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("steel", True),
        (["glass", "steel"], True),
        ({"is": "glass"}, False),
        ({"present": True}, True),
        ({"present": False}, False),
    ],
)
def test_a_condition_asks_for_codes_or_presence(condition: Any, holds: bool) -> None:
    rule = Conditional.model_validate({"when": {"material": condition}})
    assert applies(rule, _source(material="steel")) is holds


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"above": 2}, True),
        ({"above": "2.5"}, False),
        ({"at_least": "2.5"}, True),
        ({"below": 2.5}, False),
        ({"at_most": 2.5}, True),
        ({"above": 1, "below": 3}, True),
    ],
)
def test_a_condition_compares_numbers(condition: Any, holds: bool) -> None:
    rule = Conditional.model_validate({"when": {"height": condition}})
    assert applies(rule, _source(height="2.5")) is holds


@pytest.mark.parametrize(("bound", "holds"), [("2499", True), ("2500", False)])
def test_measurements_are_compared_exactly_in_the_unit_that_is_named(bound: str, holds: bool) -> None:
    rule = Conditional.model_validate({"when": {"weight": {"above": bound, "unit": "GRAM"}}})
    assert applies(rule, _source(weight={"amount": "2.5", "unit": "KILOGRAM"})) is holds


@pytest.mark.parametrize("data", ["ca. 30 cm", {"amount": "1", "unit": "METER"}, True, "nan"])
def test_what_is_no_number_meets_no_bounds(data: Any) -> None:
    rule = Conditional.model_validate({"when": {"height": {"above": 0}}})
    assert not applies(rule, _source(height=data))


def test_presence_counts_pictures_too() -> None:
    rule = Conditional.model_validate({"when": {"picture": {"present": True}}})
    assert applies(rule, _source())
    assert not applies(Conditional.model_validate({"when": {"chart": {"present": True}}}), _source())


def test_a_condition_on_categories_holds_for_all_below_them() -> None:
    rule = Conditional.model_validate({"when": {"categories": "kitchen"}})
    assert applies(rule, _source(above=frozenset({"kitchen"})))
    assert not applies(rule, _source())


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("{above: 3, below: 2}", "no such number between 3 and 2"),
        ("{above: 2, at_most: 2}", "no such number between 2 and 2"),
        ("{present: false, is: red}", "what is not present cannot have such a value"),
        ("{unit: GRAM, is: red}", "has a unit without"),
        ("{}", "asks for nothing"),
        ("{over: 3}", "allowed: above, at_least, at_most, below, is, present, unit"),
    ],
)
def test_a_condition_that_cannot_hold_is_refused_with_its_line(
    tmp_path: Path, condition: str, told: str
) -> None:
    message = _refused(tmp_path, f"brand:\n  from: brand\n  when:\n    color: {condition}\n")
    assert "common.yaml:10: brand.when.color" in message
    assert told in message


def test_what_must_and_must_not_be_at_once_is_told(tmp_path: Path) -> None:
    message = _refused(tmp_path, "brand: {from: brand, when: {color: red}, unless: {color: [red, blue]}}\n")
    assert "common.yaml:7: brand.unless.color: contradicts `when`" in message


def test_a_constant_may_be_several_values_or_a_measurement() -> None:
    assert _filled({"constant": ["a", "b"]}) == ["a", "b"]
    assert _filled({"constant": {"amount": 5, "unit": "CENTIMETER"}}) == ["5 cm"]
    assert _filled({"constant": True}) == ["true"]


def test_a_template_holds_attributes_texts_and_braces(tmp_path: Path) -> None:
    rules = _load(
        tmp_path,
        "texts: {maker: {first_of: [{from: brand}, {constant: Unbranded}]}}\n"
        "families: {mugs: {title: {template: '{name} {{by}} {maker}'}}}\n",
    )
    rule = rules.families["mugs"].title

    assert [found.text for found in fill(rule, _source(name="Mug"))] == ["Mug {by} Unbranded"]
    assert attributes_of(rule) == ["name", "brand"]


def test_a_template_with_an_empty_attribute_yields_nothing() -> None:
    assert _filled({"template": "{name} {brand}"}, name="Mug") == []


def test_a_family_may_replace_a_text_that_the_general_template_holds(tmp_path: Path) -> None:
    rules = _load(
        tmp_path,
        "texts: {tail: {constant: general}}\ntitle: {template: '{name} {tail}'}\n".replace("title", "brand")
        + "families: {mugs: {texts: {tail: {constant: own}}}, cups: {}}\n",
    )
    found = {name: fill(part.brand, _source(name="M")) for name, part in rules.families.items() if part.brand}

    assert {name: texts[0].text for name, texts in found.items()} == {"mugs": "M own", "cups": "M general"}


def test_texts_that_hold_each_other_in_a_circle_are_told_with_the_way_around(tmp_path: Path) -> None:
    message = _refused(
        tmp_path,
        "texts:\n  a: {template: '{b}'}\n  b: {first_of: [{template: 'x {c}'}]}\n  c: {template: '{a}'}\n"
        "  d: {template: '{a}'}\n",
    )
    assert message.count("is cyclic") == 1
    assert "common.yaml:8: texts.a: is cyclic: a -> b -> c -> a" in message


def test_texts_within_texts_are_bounded(tmp_path: Path) -> None:
    texts = "".join(f"  t{n}: {{template: '{{t{n + 1}}} {{t{n + 1}}}'}}\n" for n in range(30))
    message = _refused(tmp_path, f"texts:\n{texts}  t30: {{constant: ha}}\n")
    assert "more than 5 texts stand within each other" in message


@pytest.mark.parametrize(
    ("template", "told"),
    [("{name", "'{' at position 1"), ("name}", "'}' at position 5"), ("a {} b", "names no attribute")],
)
def test_braces_that_do_not_pair_are_told_with_their_line(tmp_path: Path, template: str, told: str) -> None:
    message = _refused(tmp_path, f"brand: {{template: '{template}'}}\n")
    assert "common.yaml:7: brand: " in message
    assert told in message


def test_a_table_serves_many_rules_and_values_go_before_it(tmp_path: Path) -> None:
    rules = _load(
        tmp_path,
        "tables: {materials: {steel: Baja, true: Ya}}\n"
        "attributes:\n"
        "  Material: {from: material, table: materials}\n"
        "  Inside: {from: material, table: materials, values: {steel: 1000043}}\n",
    )

    found = {name: fill(rule, _source(material="steel"))[0].code for name, rule in rules.attributes.items()}

    assert found == {"Material": "Baja", "Inside": "1000043"}


def test_a_region_may_replace_an_entry_of_a_table(tmp_path: Path) -> None:
    (tmp_path / "regions").mkdir()
    (tmp_path / "regions" / "GB.yaml").write_text("tables: {materials: {steel: Inox}}\n")
    rules = _load(
        tmp_path, "tables: {materials: {steel: Steel, wood: Wood}}\nbrand: {from: m, table: materials}\n"
    )

    assert rules.tables == {"materials": {"steel": "Inox", "wood": "Wood"}}
    assert rules.brand
    assert fill(rules.brand, _source(m="steel"))[0].code == "Inox"


def test_an_unknown_table_is_told_with_the_nearest(tmp_path: Path) -> None:
    message = _refused(tmp_path, "tables: {materials: {a: b}}\nbrand: {from: m, table: material}\n")
    assert (
        "common.yaml:8: brand: there is no table 'material'; nearest: materials; allowed: materials"
        in message
    )


def test_only_what_is_listed_may_go_on_to_the_next_of_several() -> None:
    rule = {
        "first_of": [
            {"from": "material", "values": {"steel": "Steel"}, "only_listed": True},
            {"constant": "Other"},
        ]
    }
    assert _filled(rule, material="steel") == ["Steel"]
    assert _filled(rule, material="mithril") == ["Other"]


def test_measurements_become_numbers_of_a_unit_with_as_many_decimals_as_the_rule_says() -> None:
    volume = {"amount": "1", "unit": "PINT"}
    assert _filled({"from": "volume", "unit": "MILLILITER"}, volume=volume) == ["568.261"]
    assert _filled({"from": "volume", "unit": "MILLILITER", "decimals": 0}, volume=volume) == ["568"]


def test_bare_numbers_are_measured_in_what_the_rule_says() -> None:
    rule = {"from": "height", "measured_in": "INCH", "unit": "CENTIMETER"}
    assert _filled(rule, height="10") == ["25.4"]
    assert _filled(rule, height=2) == ["5.08"]
    assert _filled(rule, height="30 cm") == ["30"]
    assert _filled(rule, height="ca. 30 cm") == ["ca. 30 cm"]
    assert _filled(rule, height="10,5") == ["26.67"]
    assert _filled(rule, height="1,500") == ["1,500"]


def test_an_unknown_unit_is_told_with_the_nearest(tmp_path: Path) -> None:
    message = _refused(tmp_path, "brand: {from: volume, unit: MILLILITRE}\n")
    assert "there is no unit 'MILLILITRE'; nearest: MILLILITER" in message


CATEGORIES = PimCategories({"kitchen": None, "drink": "kitchen", "mugs": "drink", "gifts": None})


def test_a_categorys_rules_hold_for_all_below_and_lie_over_the_familys(tmp_path: Path) -> None:
    rules = _load(
        tmp_path,
        "families: {mugs: {title: {from: family_title}, attributes: {A: {constant: family}, F: {constant: f}}}}\n"
        "categories:\n"
        "  kitchen: {category: {id: 600031}, attributes: {A: {constant: kitchen}, K: {constant: k}}}\n"
        "  drink: {attributes: {A: {constant: drink}}}\n",
    )
    rules.know(CATEGORIES)

    found = rules.of("mugs", ["mugs"])

    assert found
    assert {name: rule.constant for name, rule in found.attributes.items()} == {
        "A": "drink",
        "F": "f",
        "K": "k",
    }
    assert (found.category[0].id, found.title.from_) == ("600031", "family_title")
    assert str(found.place("attributes", "A")).endswith("common.yaml:10: categories.drink.attributes.A")
    assert rules.of("mugs", ["gifts"]) is rules.families["mugs"]
    assert rules.of("mugs", ["mugs"]) is found


def test_a_product_without_family_rules_may_be_mapped_by_its_category(tmp_path: Path) -> None:
    rules = _load(tmp_path, "categories: {kitchen: {category: {id: 600031}}}\n")
    rules.know(CATEGORIES)

    found = rules.of(None, ["mugs"])

    assert found
    assert (found.category[0].id, found.title.from_) == ("600031", "name")
    assert rules.of("sofas", ["gifts"]) is None


def test_of_two_categories_as_deep_the_one_that_the_rules_name_first_wins(tmp_path: Path) -> None:
    rules = _load(
        tmp_path, "categories: {gifts: {brand: {constant: gift}}, kitchen: {brand: {constant: kitchen}}}\n"
    )
    rules.know(CATEGORIES)

    found = rules.of(None, ["kitchen", "gifts"])

    assert found
    assert found.brand
    assert found.brand.constant == "gift"


def test_a_mistake_in_a_categorys_rules_is_told_with_its_line(tmp_path: Path) -> None:
    message = _refused(tmp_path, "categories:\n  kitchen:\n    titel: {from: name}\n")
    assert "common.yaml:9: categories.kitchen.titel: " in message
    assert "did you mean 'title'?" in message


def test_categories_in_a_circle_end_somewhere() -> None:
    assert set(PimCategories({"a": "b", "b": "a"}).lineage("a")) == {"a", "b"}


def test_pictures_and_prices_may_be_taken_from_another_channel_too() -> None:
    pictures = [
        Media(attribute="picture", code="shop.jpg", channel="ecommerce"),
        Media(attribute="picture", code="print.jpg", channel="print"),
    ]
    amounts = [
        Value(data=[{"amount": "9", "currency": "GBP"}], channel="ecommerce"),
        Value(data=[{"amount": "12.5", "currency": "GBP"}], channel="print"),
    ]
    item = world.product(media=pictures, list_price=amounts)
    own = world.rules(
        main_images={"from": ["picture"], "channel": "print"},
        price={"from": "list_price", "channel": "print"},
    )

    listing = world.mapped(item, rules=own)

    assert listing.content["main_images"][0]["media"]["code"] == "print.jpg"
    assert listing.prices["LAMP-1"]["amount"] == "12.50"


def test_a_products_category_decides_its_leaf_and_its_family_the_rest(tmp_path: Path) -> None:
    rules = _load(
        tmp_path,
        "families: {lamps: {category: {id: 600041}}}\ncategories: {light: {category: {id: 600161}}}\n",
    )
    rules.know(PimCategories({"light": None, "table": "light"}))
    item = world.product().model_copy(update={"categories": ["table"]})

    assert world.mapped(item, rules=rules).category_id == "600161"


def test_category_rules_of_which_none_holds_say_what_they_ask_for() -> None:
    category = [{"id": 600161, "when": {"type": "table"}}]

    (finding,) = world.mapped(rules=world.rules(category=category)).findings

    assert finding.code == "category_unmapped"
    assert "none holds for this product; they ask for type" in finding.message
