import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.schema import Attribute, AttributeValue
from catalog_sync.mapping.value_index import ValueIndex
from catalog_sync.mapping.value_words import value_words


def index(name: str, *names: str, attribute_id: str = "1") -> ValueIndex[AttributeValue]:
    values = [AttributeValue(id=str(1000 + place), name=value) for place, value in enumerate(names)]
    return ValueIndex(attribute_id, name, values)


def found(known: ValueIndex[AttributeValue], text: str, **how: object) -> list[str]:
    return [value.name for value in known.match(text, **how).candidates]  # type: ignore[arg-type]


CAPACITY = index("Capacity", "500 ml", "1 L", "1500ml", "250ml", "16 fl oz", "100")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("500ML", "500 ml"),
        ("0.5 L", "500 ml"),
        ("0,5 l", "500 ml"),
        ("50 cl", "500 ml"),
        ("1000 ml", "1 L"),
        ("1 litre", "1 L"),
        ("1,500 ml", "1500ml"),
        ("16 Fl. Oz.", "16 fl oz"),
        ("100.0", "100"),
    ],
)
def test_the_same_amount_in_another_unit_or_spelling_is_the_same_value(text: str, value: str) -> None:
    assert found(CAPACITY, text) == [value]


@pytest.mark.parametrize(
    "text", ["ca. 500 ml", "500", "~500 ml", "500 g", "16 oz", "499 ml", "500-1000 ml", "100 ml"]
)
def test_an_amount_that_is_not_exactly_the_same_is_not_taken_for_it(text: str) -> None:
    assert found(CAPACITY, text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("WHITE", "White"),
        ("weiß", "White"),
        ("weiss", "White"),
        ("putih", "White"),
        ("gruen", "Green"),
        ("Grün", "Green"),
        ("vert", "Green"),
        ("navy-blue", "Navy Blue"),
        ("Navyblue", "Navy Blue"),
        ("marineblau", "Navy Blue"),
        ("bleu marine", "Navy Blue"),
    ],
)
def test_a_colour_is_found_in_every_language_and_spelling(text: str, value: str) -> None:
    assert found(index("Main Colour", "White", "Green", "Navy Blue", "Blue"), text) == [value]


def test_two_values_that_fit_equally_well_are_both_named_and_none_is_chosen() -> None:
    match = index("Color", "Grey", "Gray", "Red").match("gris")

    assert [value.name for value in match.candidates] == ["Grey", "Gray"]
    assert match.value is None


def test_a_stricter_reading_ends_the_search() -> None:
    assert found(index("Color", "Grey", "Gray"), "gray") == ["Gray"]
    assert found(index("Part", "Battery", "Batteries"), "batteries") == ["Batteries"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("cottons", "Cotton"), ("T Shirts", "T-Shirt"), ("tshirt", "T-Shirt"), ("polkadots", "Polka Dot")],
)
def test_plurals_and_hyphens_do_not_part_words(text: str, value: str) -> None:
    assert found(index("Style", "Cotton", "T-Shirt", "Polka Dot", "Glass"), text) == [value]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("-5", ["-5"]),
        ("5", ["5"]),
        ("7\u20138 years", ["7-8 years"]),
        ("78 years", ["78 years"]),
        ("a+", ["A+"]),
        ("<3", []),
        ("1/2", ["1/2"]),
        ("1-2", []),
        ("12", []),
        ("xs", ["XS"]),
        ("x", []),
    ],
)
def test_signs_and_ranges_keep_numbers_apart(text: str, values: list[str]) -> None:
    assert (
        found(index("Kind", "5", "-5", "7-8 years", "78 years", "A+", "A", "3", "1/2", "XS"), text) == values
    )


def test_a_pims_code_with_digits_names_nothing_beside_a_label() -> None:
    sizes = index("Shoe Size", "39", "40", "390")

    assert [value.name for value in sizes.match("39", code="390").candidates] == ["39"]
    assert [value.name for value in sizes.match("unknown", code="390").candidates] == []


def test_a_label_goes_before_its_code_and_the_code_decides_where_the_label_cannot() -> None:
    colors = index("Color", "Red", "Blue", "Grey", "Gray")

    assert [value.name for value in colors.match("Blue", code="red").candidates] == ["Blue"]
    assert [value.name for value in colors.match("gris", code="grey").candidates] == ["Grey"]
    assert [value.name for value in colors.match("Feuer", code="red").candidates] == ["Red"]


@pytest.mark.parametrize(
    ("attribute", "value", "label", "code"),
    [
        ("Color", "Gold", "Rose Gold", "gold"),
        ("Color", "Gold", "Roségold", "gold"),
        ("Color", "Blue", "Dark blue", "blue"),
        ("Material", "Cotton", "Cotton Blend", "cotton"),
    ],
)
def test_a_code_does_not_stand_in_for_a_label_that_says_more_or_something_else(
    attribute: str, value: str, label: str, code: str
) -> None:
    assert index(attribute, value).match(label, code=code).candidates == ()


@pytest.mark.parametrize(
    ("text", "value"), [("1.5 ml", "1,500 ml"), ("1 ml", "1.000 ml"), ("2.25 kg", "2,250 kg")]
)
def test_a_value_whose_number_can_be_read_in_two_ways_is_found_by_its_name_alone(
    text: str, value: str
) -> None:
    assert (found(index("Volume", value), text), found(index("Volume", value), value)) == ([], [value])


@pytest.mark.parametrize(
    ("value", "other"),
    [("パック", "バッグ"), ("カラス", "ガラス"), ("ข่าว", "ขาว"), ("ดา", "ด่า"), ("Bông", "Bóng")],
)
def test_letters_with_other_marks_are_other_letters(value: str, other: str) -> None:
    assert (found(index("Kind", value), other), found(index("Kind", value), value)) == ([], [value])


@pytest.mark.parametrize(("value", "text"), [("Bông", "bong"), ("Türkis", "turkis"), ("バッグ", "ﾊﾞｯｸﾞ")])
def test_accents_may_be_missing(value: str, text: str) -> None:
    assert found(index("Kind", value), text) == [value]


def test_a_fact_is_taken_as_it_is_written_and_not_by_likeness() -> None:
    hazard = index("Contains Batteries or Cells?", "Batteries", "None", "Yes", "No", attribute_id="101610")

    assert found(hazard, "BATTERIES") == ["Batteries"]
    assert found(hazard, "battery") == []
    assert found(hazard, "ja") == ["Yes"]
    assert found(index("Country of Origin", "United States"), "unitedstate") == []
    assert found(index("Recommended Age", "1 year"), "12 months") == []
    assert found(index("Allergens", "Milk"), "100% milk") == []


@pytest.mark.parametrize("text", ["100% Cotton", "100 % Baumwolle", "Cotton 100%", "100% algodón"])
def test_a_material_that_is_all_there_is_is_that_material(text: str) -> None:
    assert found(index("Material", "Cotton", "Linen"), text) == ["Cotton"]
    assert found(index("Material", "Cotton", "Linen"), "60% Cotton") == []


@pytest.mark.parametrize("word", ["true", "Ja", "ya", "Oui", "sí"])
def test_yes_is_yes_everywhere(word: str) -> None:
    assert found(index("Waterproof", "Yes", "No"), word) == ["Yes"]


def test_the_nearest_values_are_named() -> None:
    assert [value.name for value in index("Material", "Cotton", "Linen", "Corduroy").near("coton")] == [
        "Cotton"
    ]


@pytest.mark.parametrize("table", sorted(value_words().tables))
def test_every_shipped_name_finds_its_own_line(table: str) -> None:
    tables = value_words().tables[table]
    heads = [names[0] for names in tables.values]
    name = next(iter(tables.attributes), "Anything")
    known = index(name, *heads)

    for names in tables.values:
        assert all(names[0] in found(known, other) for other in names), names


words = st.text(string.ascii_letters + string.digits + " -/.,+%äöüßéñ", min_size=1, max_size=12)


@given(st.lists(words, max_size=8, unique=True), words, st.booleans())
def test_whatever_is_found_is_of_the_enumeration_and_by_its_own_name_always(
    names: list[str], text: str, comma: bool
) -> None:
    attribute = Attribute(
        id="7",
        name="Kind",
        values=[AttributeValue(id=f"id-{place}", name=name) for place, name in enumerate(names)],
    )

    match = attribute.index.match(text, comma=comma)

    assert {value.id for value in match.candidates} <= {value.id for value in attribute.values}
    for value in attribute.values:
        assert value in attribute.index.match(value.name).candidates
