"""Each field of a mapped listing leads back to its rule and to what that read in the PIM; nothing is noted unasked."""

from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.lineage import Lineage, Read
from catalog_sync.mapping.origins import Origin, Traced
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rules import Rules
from catalog_sync.pim.document import Product
from catalog_sync_tests.mapping.world import mapped, product, raw_rules, rules, schema, value, variant


def origins(item: Product, by: Rules, **arguments: Any) -> dict[str, Origin]:
    lineage = Lineage()
    listing = mapped(item, rules=by, lineage=lineage, **arguments)
    family = by.of(item.family, item.categories)
    assert family is not None
    traced = Traced(listing, item, family, schema(), lineage)
    return {f"{origin.field} {origin.sku or ''}".strip(): origin for origin in traced.origins()}


def test_a_field_says_attribute_channel_and_locale() -> None:
    found = origins(product(), rules())
    assert found["title"].reads == (Read("name", None, "en_US"),)
    assert found["description"].reads == (Read("description", "ecommerce", "en_US"),)
    assert found["main_images"].reads == (Read("picture"),)
    assert found["skus.identifier_code LAMP-1"].reads == (Read("ean"),)
    assert [read.attribute for read in found["package_dimensions"].reads] == [
        "package_length",
        "package_width",
        "package_height",
    ]


def test_of_alternatives_only_the_one_that_gave_the_value_counts() -> None:
    title = {"first_of": [{"from": "no_such"}, {"from": "name"}, {"from": "description"}]}
    assert origins(product(), rules(title=title))["title"].reads == (Read("name", None, "en_US"),)


def test_a_template_says_all_it_was_made_of_and_a_condition_is_told_apart() -> None:
    title = {"template": "{name} of {metal}", "when": {"material": "steel"}}
    found = origins(product(), rules(title=title, texts={"metal": {"from": "material"}}))["title"]
    assert [read.attribute for read in found.reads] == ["name", "material"]
    assert found.asked == (Read("material"),)


def test_an_attribute_is_called_by_its_name_and_its_values_name() -> None:
    found = origins(product(), rules())["product_attributes.100393"]
    assert (found.name, found.value, found.reads) == ("Material", "Steel", (Read("material"),))


def test_every_variant_leads_back_to_its_own_values() -> None:
    first, second = variant("L-1", color="red", ean="4006381333931"), variant("L-2", color="blue", ean="")
    item = product(first, second, axes=("color",), ean=None)
    found = origins(item, rules())
    assert found["skus.sales_attributes L-1"].reads == (Read("color"),)
    assert "skus.identifier_code L-1" in found
    assert "skus.identifier_code L-2" not in found
    assert found["skus.price L-2"].note is not None


def test_a_rule_is_told_with_file_and_line_also_of_an_alternative(tmp_path: Path) -> None:
    raw = raw_rules(title={"first_of": [{"from": "no_such"}, {"from": "name"}]})
    family = {name: raw.pop(name) for name in ("category",)}
    lines = yaml.safe_dump(raw | {"families": {"lamps": family}}, sort_keys=False)
    (tmp_path / "common.yaml").write_text(lines)
    by = load_rules(tmp_path, region="GB", partition_key="GB")
    line = 1 + next(n for n, text in enumerate(lines.splitlines()) if text.strip() == "- from: name")
    found = origins(product(), by)
    assert found["title"].rule == f"{tmp_path}/common.yaml:{line}: title.first_of.1"
    assert "families.lamps.category" in str(found["category_id"].rule)


@given(st.sampled_from(["name", "material", "no_such"]), st.text(max_size=20))
def test_a_watched_product_is_mapped_like_any_other(attribute: str, text: str) -> None:
    item = product(name=value(text, locale="en_US"))
    by = rules(title={"first_of": [{"from": attribute}, {"from": "name"}]})
    assert mapped(item, rules=by, lineage=Lineage()) == mapped(item, rules=by)


def test_a_product_that_is_mapped_again_is_noted_once() -> None:
    lineage, by = Lineage(), rules()
    for _ in range(2):
        mapped(product(), rules=by, lineage=lineage)
    family = by.of("lamps", [])
    assert family is not None
    assert len(list(lineage.steps(family.title))) == 1
