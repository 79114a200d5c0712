"""The Akeneo source against the demo PIM: what a delta brings, what an enumeration shows, what is gone."""

import pytest

from catalog_sync.pim.akeneo.bound import Bound
from catalog_sync.pim.document import Product
from catalog_sync.pim.errors import MediaMissing
from catalog_sync.pim.hashing import content_hash
from catalog_sync.pim.source import Gone, Listed, Problem
from catalog_sync_tests.pim.world import (
    PICTURE,
    after_first_read,
    changes,
    listed,
    read_keys,
    run,
)


def test_first_read_gives_a_listing_per_simple_product_and_per_root_model(pim):
    found, _, complete = changes(pim)
    assert complete
    assert set(found) == {"product:u-cap", "model:Polo", "model:empty"}
    polo = found["model:Polo"]
    assert polo.axes == ["color", "size"]
    assert [sku.sku for sku in polo.skus] == ["POLO-BLUE", "POLO-RED-M", "POLO-RED-S"]
    assert {sku.values["color"][0].data for sku in polo.skus} == {"red", "blue"}
    assert [media.code for media in polo.skus[0].media] == [PICTURE]


def test_simple_product_has_itself_as_its_only_sku(pim):
    found, _, _ = changes(pim)
    cap = found["product:u-cap"]
    assert (cap.identifier, cap.axes, [sku.key for sku in cap.skus]) == ("CAP", [], ["u-cap"])
    assert cap.values == cap.skus[0].values
    assert "picture" not in cap.values


def test_model_without_variants_is_not_enabled(pim):
    found, _, _ = changes(pim)
    assert found["model:empty"].skus == []
    assert not found["model:empty"].enabled


def test_delta_is_empty_when_nothing_changed(pim):
    found, _, complete = changes(pim, after_first_read(pim))
    assert found == {}
    assert not complete


def test_delta_brings_a_changed_simple_product(pim):
    bound = after_first_read(pim)
    pim.edit("products", "u-cap", values={"name": "Hat"})
    found, _, _ = changes(pim, bound)
    assert set(found) == {"product:u-cap"}
    assert found["product:u-cap"].values["name"][0].data == "Hat"


@pytest.mark.parametrize(
    ("table", "key"),
    [("products", "u-red-m"), ("products", "u-blue"), ("models", "polo_red"), ("models", "polo")],
)
def test_delta_of_a_variant_sub_model_or_root_brings_the_whole_root_once(pim, table, key):
    bound = after_first_read(pim)
    pim.edit(table, key, values={"name": "Changed"})
    found, _, _ = changes(pim, bound)
    assert set(found) == {"model:Polo"}
    assert len(found["model:Polo"].skus) == 3


def test_delta_brings_a_disabled_product(pim):
    bound = after_first_read(pim)
    pim.edit("products", "u-cap", enabled=False)
    found, _, _ = changes(pim, bound)
    assert not found["product:u-cap"].enabled


def test_overlap_brings_changes_from_shortly_before_the_bound(pim):
    pim.edit("products", "u-cap", values={"name": "Late to the index"})
    pim.pass_time(minutes=9)
    _, bound, _ = changes(pim)
    assert set(changes(pim, bound)[0]) == {"product:u-cap"}
    pim.pass_time(minutes=2)
    _, bound, _ = changes(pim)
    assert changes(pim, bound)[0] == {}


def test_bound_is_the_clock_of_the_pim_before_the_read(pim):
    pim.pass_time(days=-3)
    now = pim.clock.now()
    _, bound, _ = changes(pim)
    assert Bound.read(bound).pim.replace(second=0) == now.replace(second=0)


def test_pim_set_back_behind_the_bound_is_read_in_full(pim):
    _, bound, _ = changes(pim)
    pim.pass_time(days=-1)
    found, _, complete = changes(pim, bound)
    assert complete
    assert len(found) == 3


def test_models_whose_root_is_hidden_become_a_problem_and_the_rest_goes_on(pim):
    del pim.catalogue.entities.models.rows["polo"]
    pim.catalogue.entities.models._order = None
    found, _, _ = changes(pim)
    assert isinstance(found["model:polo_red"], Problem)
    assert isinstance(found["product:u-cap"], Product)


def test_unknown_family_variant_becomes_a_problem_that_names_it(pim):
    pim.edit("models", "Polo", family_variant="by_fit")
    found, _, _ = changes(pim)
    assert "by_fit" in found["model:Polo"].message
    assert isinstance(found["model:empty"], Product)


def test_enumeration_shows_a_deleted_product_and_a_deleted_variant(pim):
    before, complete = listed(pim)
    assert complete
    pim.delete("u-cap")
    pim.delete("u-red-m")
    after, complete = listed(pim)
    assert complete
    assert before - after == {Listed("product:u-cap", "u-cap"), Listed("model:Polo", "u-red-m")}


def test_enumeration_shows_a_variant_under_its_new_model(pim):
    pim.edit("products", "u-blue", parent="empty")
    rows, _ = listed(pim)
    assert Listed("model:empty", "u-blue") in rows
    assert Listed("model:Polo", "u-blue") not in rows


def test_reading_a_key_that_is_no_listing_any_more_says_gone(pim):
    pim.edit("products", "u-cap", parent="empty")
    found = read_keys(pim, "product:u-cap", "model:polo_red", "product:none", "model:Polo")
    assert [change for change in found if isinstance(change, Gone)] == [
        Gone("product:u-cap"),
        Gone("model:polo_red"),
        Gone("product:none"),
    ]
    assert [change.key for change in found if isinstance(change, Product)] == ["model:Polo"]


def test_existence_is_asked_by_id(pim):
    async def ask():
        async with pim.source() as source:
            return [
                await source.exists(key)
                for key in ("product:u-cap", "model:Polo", "product:x", "model:polo_red")
            ]

    assert run(ask()) == [True, True, False, False]


def test_two_reads_of_the_same_state_have_the_same_hash(pim):
    first, second = changes(pim)[0], changes(pim)[0]
    assert {key: content_hash(item) for key, item in first.items()} == {
        key: content_hash(item) for key, item in second.items()
    }


def test_dictionaries_carry_labels_axes_and_conversions(pim):
    async def read():
        async with pim.source() as source:
            return await source.dictionaries()

    known = run(read())
    assert known.options["color"]["red"].labels == {"en_US": "Red"}
    assert known.family_variants["by_color_size"].axes == ["color", "size"]
    assert known.channels["ecommerce"].locales == ["en_US", "id_ID"]
    assert known.measurement_families["Weight"].standard_unit == "KILOGRAM"
    before = known.hash
    pim.catalogue.resources["attribute-options"][0]["labels"]["en_US"] = "Crimson"
    assert run(read()).hash != before


def test_media_are_downloaded_by_code_and_a_lost_file_is_missing(pim):
    code = pim.catalogue.add_media("photo 1.jpg", b"bytes")["code"]

    async def download(code):
        async with pim.source() as source:
            return await source.download(code)

    assert run(download(code)) == b"bytes"
    with pytest.raises(MediaMissing, match=r"abcd_shirt front\.jpg"):
        run(download(PICTURE))
