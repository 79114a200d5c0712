"""Rules that fit no product, and PIM categories that say different things of the same product, are told."""

import gc
import weakref
from pathlib import Path

from catalog_sync.mapping.rule_categories import PimCategories
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rule_fit import Fit
from catalog_sync.mapping.rule_tally import Tally
from catalog_sync.mapping.rules import Rules
from catalog_sync.pim.document import Product, Sku, Value
from catalog_sync_tests.mapping.base_rules import BASE_RULES

CATEGORIES = PimCategories({"kitchen": None, "mugs": "kitchen", "gifts": None})


def _rules(tmp_path: Path, more: str, region: str = "GB") -> Rules:
    (tmp_path / "common.yaml").write_text(BASE_RULES + more)
    rules = load_rules(tmp_path, region=region, partition_key=region)
    rules.know(CATEGORIES)
    return rules


def _product(*categories: str, family: str = "mugs", enabled: bool = True, **data: str) -> Product:
    values = {name: [Value(data=item)] for name, item in data.items()}
    return Product(
        key="product:1",
        identifier="M-1",
        family=family,
        categories=list(categories),
        enabled=enabled,
        skus=[Sku(key="1", sku="M-1", values=values)],
    )


def _lines(rules: Rules, *products: Product) -> list[str]:
    fit, tally = Fit(rules), Tally()
    for product in products:
        fit.see(product)
    fit.tell(tally)
    return tally.lines()


def test_a_family_without_products_is_told_with_its_line(tmp_path: Path) -> None:
    rules = _rules(tmp_path, "families:\n  mugs: {}\n  sofas: {}\n")

    (line,) = _lines(rules, _product())

    assert line.startswith(
        f"{tmp_path}/common.yaml:9: families.sofas: fits no product: none that is for sale"
    )


def test_a_disabled_product_counts_for_nothing(tmp_path: Path) -> None:
    assert len(_lines(_rules(tmp_path, "families: {mugs: {}}\n"), _product(enabled=False))) == 1


def test_a_pim_category_counts_with_all_below_it(tmp_path: Path) -> None:
    rules = _rules(tmp_path, "categories: {kitchen: {}, gifts: {}}\n")

    (line,) = _lines(rules, _product("mugs"))

    assert "categories.gifts: fits no product" in line


def test_conditions_that_hold_for_no_product_are_told_with_their_line(tmp_path: Path) -> None:
    rules = _rules(
        tmp_path,
        "families:\n  mugs:\n    category:\n      - {id: 1, when: {type: travel}}\n      - {id: 2, when: {type: tee}}\n",
    )

    (line,) = _lines(rules, _product(type="travel"), _product(type="espresso"))

    assert "common.yaml:11: families.mugs.category.1: fits no product: its conditions hold for none" in line


def test_a_shared_rule_that_fits_in_one_shop_is_not_told_in_the_other(tmp_path: Path) -> None:
    (tmp_path / "regions").mkdir()
    (tmp_path / "regions" / "US.yaml").write_text("not_for_sale: [mugs]\n")
    more = "brand: {from: brand, when: {type: tee}}\nfamilies: {mugs: {}}\n"
    fits, tally = [Fit(_rules(tmp_path, more, region)) for region in ("GB", "US")], Tally()

    for fit in fits:
        fit.see(_product(type="tee"))
        fit.tell(tally)

    assert tally.lines() == []


def test_categories_that_say_different_things_of_a_product_are_told_with_both_places(tmp_path: Path) -> None:
    rules = _rules(
        tmp_path,
        "categories:\n  gifts: {brand: {constant: gift}, attributes: {A: {constant: 1}, B: {constant: 2}}}\n"
        "  kitchen: {brand: {constant: kitchen}, attributes: {A: {constant: 1}, C: {constant: 2}}}\n",
    )

    (line,) = _lines(rules, _product("gifts", "kitchen"), _product("gifts", "mugs"))

    assert "common.yaml:8: categories.gifts.brand: contradicts " in line
    assert "common.yaml:9: categories.kitchen.brand for 2 products" in line
    assert "such as M-1; here gifts wins" in line


def test_a_category_below_another_refines_it_without_contradiction(tmp_path: Path) -> None:
    rules = _rules(tmp_path, "categories: {kitchen: {brand: {constant: a}}, mugs: {brand: {constant: b}}}\n")
    assert _lines(rules, _product("mugs")) == []


def test_products_are_not_kept_once_they_were_looked_at(tmp_path: Path) -> None:
    rules = _rules(tmp_path, "families:\n  mugs: {brand: {from: brand, when: {color: red}}}\n")
    fit, item = Fit(rules), _product("kitchen", color="red")
    fit.see(item)
    gone = weakref.ref(item)
    del item
    gc.collect()
    assert gone() is None
