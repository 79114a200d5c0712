"""Variants in a shop over time: what cannot be mapped stays as it is, and nothing is ever listed twice."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog_sync.mapping.regions import regions
from catalog_sync.pim.document import Product, Sku
from catalog_sync.store.form_changes import FormChanges, confirm_change, open_changes
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.submit import submit
from catalog_sync_tests.mapping.world import value
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.shopfront import CREATE, Shopfront

MUGS = "model:mugs"


def mugs(*variants: str, axes: tuple[str, ...] = ("color",), **changes: Any) -> Product:
    """A model of mugs with variants such as `red` or `red-s`."""
    [one] = mug().skus
    skus = [
        Sku(
            key=f"mug-{name}",
            sku=f"MUG-{name.upper()}",
            values=dict(zip(axes, map(value, name.split("-")), strict=False)),
        )
        for name in variants
    ]
    return Product(
        key=MUGS,
        identifier="MUGS",
        family="mugs",
        family_variant="mugs_by_color",
        axes=list(axes),
        values=one.values | changes,
        media=one.media,
        skus=skus,
    )


def sell(front: Shopfront, *products: Product) -> None:
    """List products and let them go live."""
    front.stock(*products)
    front.sync()
    front.judge()
    front.sweep()


def rule(front: Shopfront, folder: Path, **family: Any) -> None:
    """Change the rules of the family of mugs from now on."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(front.configuration.mapping, folder)
    common = yaml.safe_load((folder / "common.yaml").read_text())
    common["families"]["mugs"] |= family
    (folder / "common.yaml").write_text(yaml.safe_dump(common))
    front.configuration = front.configuration.model_copy(update={"mapping": folder})


def confirm(front: Shopfront) -> None:
    """A person confirms the one change that waits."""
    [(shop, change)] = open_changes(front.engine)
    assert shop == "GB"
    assert confirm_change(front.engine, change.change_id, "Ada")


def skus(front: Shopfront, key: str = MUGS) -> dict[str, str]:
    """Seller SKU -> TikTok's id in the shop, as it is sold or, before that, submitted."""
    product = front.shop.products[front.products[key]["id"]]
    return {sku.seller_sku: sku.id for sku in product.base.skus}


def codes(front: Shopfront, key: str = MUGS) -> set[str]:
    return {finding["code"] for finding in front.look(key)["findings"]}


def test_a_live_variant_that_cannot_be_mapped_goes_along_in_every_edit(front: Shopfront) -> None:
    sell(front, mugs("red", "blue"))
    before = skus(front)
    bad = mugs("red", "blue", "green", name=value("A mug with another name", locale="en_US"))
    bad = bad.model_copy(
        update={"skus": [bad.skus[0], bad.skus[1].model_copy(update={"values": {}}), bad.skus[2]]}
    )
    front.stock(bad)
    done = front.sync()["MUGS"]
    assert "edit" in done.actions
    front.judge()
    after = skus(front)
    assert {name: after[name] for name in before} == before
    assert set(after) == {"MUG-RED", "MUG-BLUE", "MUG-GREEN"}
    assert "axis_value_missing" in codes(front)


@pytest.mark.parametrize("sku", [None, "MUG-RED"])
def test_a_live_variant_whose_sku_is_gone_or_that_of_another_goes_along_too(
    front: Shopfront, sku: str | None
) -> None:
    sell(front, mugs("red", "blue"))
    before = skus(front)
    bad = mugs("red", "blue", name=value("A mug with another name", locale="en_US"))
    front.stock(bad.model_copy(update={"skus": [bad.skus[0], bad.skus[1].model_copy(update={"sku": sku})]}))
    assert "edit" in front.sync()["MUGS"].actions
    front.judge()
    assert skus(front) == before


def test_a_variant_that_cannot_be_mapped_causes_no_edit_of_its_own(front: Shopfront) -> None:
    sell(front, mugs("red", "blue"))
    bad = mugs("red", "blue")
    front.stock(bad.model_copy(update={"skus": [bad.skus[0], bad.skus[1].model_copy(update={"values": {}})]}))
    front.offers.put("MUG-BLUE", quantity=3)
    done = front.sync()["MUGS"]
    assert "edit" not in done.actions
    assert front.listing(MUGS)["quantities"]["MUG-BLUE"] == 3


def test_a_sku_that_the_region_does_not_take_is_listed_under_a_name_of_its_own(front: Shopfront) -> None:
    odd = mugs("red", "blue")
    odd = odd.model_copy(update={"skus": [odd.skus[0], odd.skus[1].model_copy(update={"sku": "12/345 Ä"})]})
    sell(front, odd)
    [name] = skus(front).keys() - {"MUG-RED"}
    assert name.startswith("12-345-AE-")
    front.offers.put("12/345 Ä", price="13.50", quantity=2)
    done = front.sync()["MUGS"]
    assert {"price", "stock"} <= set(done.actions)
    row = front.listing(MUGS)
    assert (row["prices"][name]["amount"], row["quantities"][name]) == ("13.50", 2)


def test_a_sku_that_is_renamed_in_the_pim_stays_the_same_sku_in_the_shop(front: Shopfront) -> None:
    sell(front, mugs("red", "blue"))
    before = skus(front)
    renamed = mugs("red", "blue")
    blue = renamed.skus[1].model_copy(update={"sku": "MUG-NAVY"})
    front.stock(renamed.model_copy(update={"skus": [renamed.skus[0], blue]}))
    front.offers.put("MUG-NAVY", price="13.50", quantity=3)
    assert {"edit", "price", "stock"} <= set(front.sync()["MUGS"].actions)
    front.judge()
    front.sweep()
    assert skus(front) == {"MUG-RED": before["MUG-RED"], "MUG-NAVY": before["MUG-BLUE"]}
    row = front.listing(MUGS)
    assert (row["prices"]["MUG-NAVY"]["amount"], row["quantities"]["MUG-NAVY"]) == ("13.50", 3)
    front.call_back(MUGS)
    assert front.sync()["MUGS"].actions == []


def test_an_identifier_that_the_shop_has_goes_along_when_the_pim_has_another(front: Shopfront) -> None:
    sell(front, mugs("red", ean=value("4006381333931")))
    other = value("A mug with another name", locale="en_US")
    front.stock(mugs("red", ean=value("5901234123457"), name=other))
    assert "edit" in front.sync()["MUGS"].actions
    front.judge()
    [taken] = front.shop.products[front.products[MUGS]["id"]].base.skus
    assert taken.identifier_code["code"] == "4006381333931"
    assert "identifier_frozen" in codes(front)
    front.stock(mugs("red", ean=value("4012345678901"), name=other))
    front.call_back(MUGS)
    assert front.sync()["MUGS"].actions == []


def test_a_sku_of_a_gone_and_of_a_living_product_is_not_taken_over(front: Shopfront) -> None:
    sell(front, mug(1), mug(2))
    front.pim.delete("product:mug-1")
    model = mugs("red", "blue")
    taken = [sku.model_copy(update={"sku": f"MUG-{place}"}) for place, sku in enumerate(model.skus, 1)]
    front.stock(model.model_copy(update={"skus": taken}))
    front.sync()
    assert codes(front) & {"form_change_move", "sku_listed_elsewhere"} == {"sku_listed_elsewhere"}
    front.pim.delete("product:mug-2")
    front.call_back(MUGS)
    front.sync()
    confirm(front)
    for _ in range(3):
        front.call_back(MUGS)
        front.sync()
        front.judge()
        front.sweep()
    on_sale = [item for item in front.products.values() if item["product_status"] == "ACTIVATE"]
    assert sorted(sku for item in on_sale for sku in item["seller_skus"]) == ["MUG-1", "MUG-2"]
    assert open_changes(front.engine) == []


def test_other_axes_wait_for_a_person_and_keep_the_listing(front: Shopfront) -> None:
    sell(front, mugs("red", "blue"))
    before, product_id = skus(front), front.listing(MUGS)["product_id"]
    wider = mugs("red-s", "blue-s", "blue-m", axes=("color", "size"))
    renamed = [sku.model_copy(update={"sku": old}) for sku, old in zip(wider.skus, before, strict=False)]
    wider = wider.model_copy(update={"skus": [*renamed, wider.skus[2]]})
    front.stock(wider)
    assert "edit" not in front.sync()["MUGS"].actions
    assert "form_change_axes" in codes(front)
    assert skus(front) == before
    confirm(front)
    assert "edit" in front.sync()["MUGS"].actions
    front.judge()
    front.sweep()
    front.call_back(MUGS)
    front.sync()
    assert {name: skus(front)[name] for name in before} == before
    assert (front.listing(MUGS)["product_id"], front.calls(CREATE), front.duplicates) == (product_id, 1, [])
    assert open_changes(front.engine) == []


def test_a_change_that_is_confirmed_while_a_run_goes_on_is_made_by_the_next_one(front: Shopfront) -> None:
    sell(front, mugs("red", "blue"))
    front.stock(mugs("red-s", "blue-s", axes=("color", "size")))

    async def run(desk: Desk) -> None:
        works = await front.works(desk)
        confirm(front)
        await submit(desk, works, "run")

    front.at_desk(run)
    assert "form_change_axes" in codes(front)
    assert "edit" in front.sync()["MUGS"].actions


def killed(*_: Any) -> None:
    """What a call does in a run that is killed there."""
    raise InterruptedError


def test_a_simple_product_that_becomes_a_variant_keeps_its_listing(
    front: Shopfront, monkeypatch: pytest.MonkeyPatch
) -> None:
    simple = mug()
    sell(front, simple)
    product_id = front.listing("product:mug-1")["product_id"]
    model = mugs("red", "blue")
    model = model.model_copy(
        update={"skus": [model.skus[0].model_copy(update={"sku": "MUG-1"}), model.skus[1]]}
    )
    front.pim.delete("product:mug-1")
    front.stock(model)
    front.sync()
    assert codes(front) >= {"form_change_move"}
    assert front.calls(CREATE) == 1
    confirm(front)
    with monkeypatch.context() as broken:
        broken.setattr(FormChanges, "grant", killed)
        with pytest.raises(InterruptedError):
            front.sync()
    for _ in range(3):
        front.sync()
        front.judge()
        front.sweep()
        front.call_back(MUGS)
    assert (front.listing(MUGS)["product_id"], front.calls(CREATE), front.duplicates) == (product_id, 1, [])
    assert set(skus(front)) == {"MUG-1", "MUG-BLUE"}
    assert open_changes(front.engine) == []


def test_a_sku_of_two_living_products_is_listed_once(front: Shopfront) -> None:
    sell(front, mug())
    model = mugs("red")
    front.stock(model.model_copy(update={"skus": [model.skus[0].model_copy(update={"sku": "MUG-1"})]}))
    front.sync()
    assert codes(front) >= {"sku_listed_elsewhere"}
    assert front.calls(CREATE) == 1


PER_COLOR = {"per": {"mugs_by_color": ["color"]}}


def test_sub_models_are_listings_of_their_own(front: Shopfront, tmp_path: Path) -> None:
    rule(front, tmp_path / "rules", listings=PER_COLOR)
    sell(front, mugs("red-s", "red-m", "blue-s", axes=("color", "size")))
    assert set(front.products) == {MUGS, f"{MUGS}::part:blue"}
    assert set(skus(front)) == {"MUG-RED-S", "MUG-RED-M"}
    assert front.look(MUGS)["state"] in ("accepted", "deferred")
    front.call_back(MUGS)
    assert front.sync()["MUGS"].actions == []


def test_parts_of_a_product_that_is_gone_are_taken_off_sale(front: Shopfront, tmp_path: Path) -> None:
    rule(front, tmp_path / "rules", listings=PER_COLOR)
    shirt = mugs("red-s", "blue-s", axes=("color", "size"))
    sell(front, shirt)
    front.pim.put(shirt.model_copy(update={"enabled": False}))
    front.sync()
    assert {key: front.listing(key)["standing"] for key in front.products} == {
        MUGS: "deactivated",
        f"{MUGS}::part:blue": "deactivated",
    }


def test_listings_are_parted_anew_only_when_a_person_confirms_it(front: Shopfront, tmp_path: Path) -> None:
    sell(front, mugs("red-s", "blue-s", axes=("color", "size")))
    rule(front, tmp_path / "rules", listings=PER_COLOR)
    front.stock(mugs("red-s", "blue-s", "blue-m", axes=("color", "size")))
    front.sync()
    assert set(front.products) == {MUGS}
    assert set(skus(front)) == {"MUG-RED-S", "MUG-BLUE-S", "MUG-BLUE-M"} or "form_change_parts" in codes(
        front
    )
    assert "form_change_parts" in codes(front)
    front.judge()
    front.sweep()
    settle(front)
    assert set(front.products) == {MUGS, f"{MUGS}::part:blue"}
    assert set(skus(front)) == {"MUG-RED-S"}
    assert set(skus(front, f"{MUGS}::part:blue")) == {"MUG-BLUE-S", "MUG-BLUE-M"}
    assert front.duplicates == []
    rule(front, tmp_path / "others", listings={})
    front.call_back(MUGS)
    front.sync()
    settle(front)
    assert set(skus(front)) == {"MUG-RED-S", "MUG-BLUE-S", "MUG-BLUE-M"}
    assert front.listing(f"{MUGS}::part:blue")["standing"] == "deactivated"
    rule(front, tmp_path / "again", listings=PER_COLOR)
    front.call_back(MUGS)
    front.sync()
    settle(front)
    assert set(skus(front)) == {"MUG-RED-S"}
    assert front.listing(f"{MUGS}::part:blue")["standing"] == "live"


def settle(front: Shopfront) -> None:
    """Confirm whatever waits, and let the shop come to rest; no SKU is on sale twice on the way."""
    for _ in range(6):
        for _, change in open_changes(front.engine):
            assert change.kind == "parts" or change.confirmed
            confirm_change(front.engine, change.change_id, "Ada")
        front.call_back(MUGS)
        front.sync()
        front.judge()
        front.sweep()
        sold = [item for item in front.products.values() if item["product_status"] == "ACTIVATE"]
        live = [sku for item in sold for sku in item["seller_skus"]]
        assert len(live) == len(set(live))


def test_what_the_region_does_not_take_is_split_and_nothing_moves(
    front: Shopfront, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = regions()["GB"].model_copy(update={"max_skus": 2})
    monkeypatch.setitem(regions(), "GB", small)
    sell(front, mugs("red", "blue", "green"))
    assert "too_many_skus" in codes(front)
    rule(front, tmp_path / "rules", listings={"split": True})
    sell(front, mugs("red", "blue", "green"))
    further = f"{MUGS}::part:::2"
    assert (set(skus(front)), set(skus(front, further))) == ({"MUG-RED", "MUG-BLUE"}, {"MUG-GREEN"})
    sell(front, mugs("amber", "green", "red", "blue"))
    assert (set(skus(front)), set(skus(front, further))) == (
        {"MUG-RED", "MUG-BLUE"},
        {"MUG-GREEN", "MUG-AMBER"},
    )
    assert front.duplicates == []
