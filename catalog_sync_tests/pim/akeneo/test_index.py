"""A search index that lags, stops short or is empty, and next links that mislead: nothing is lost for it."""

from datetime import timedelta

import pytest

from catalog_sync.pim.errors import PimAnswerInvalid, PimUnreachable
from catalog_sync.pim.source import Problem
from catalog_sync_tests.pim.world import after_first_read, changes, listed, model, product, read_keys

ALL = {"product:u-cap", "model:Polo", "model:empty"}


def test_listing_that_stops_short_is_not_complete(pim):
    """Failure mode 9: an absence counts only in a list as long as its count."""
    pim.behaviour.index_short_by = 1
    assert not listed(pim)[1]
    assert not changes(pim)[2]


@pytest.mark.parametrize("spoil", [{"index_short_by": 1}, {"index_empty": True}])
def test_delta_cut_short_by_the_index_is_read_again_from_the_same_point(pim, spoil):
    """Failure modes 3 and 9: the bound stays, so what the index did not show comes with the next read."""
    bound = after_first_read(pim)
    pim.edit("products", "u-cap", values={"name": "Hat"})
    for switch, value in spoil.items():
        setattr(pim.behaviour, switch, value)
    found, held, _ = changes(pim, bound)
    assert held == bound
    assert isinstance(found.pop("changes"), Problem)
    pim.pass_time(hours=3)
    pim.behaviour.index_short_by, pim.behaviour.index_empty = 0, False
    found, moved, _ = changes(pim, held)
    assert found["product:u-cap"].values["name"][0].data == "Hat"
    assert moved != held


@pytest.mark.parametrize("bound", [None, "a former one"])
def test_index_that_stays_short_is_told_by_every_reading(pim, bound):
    """Failure mode 9: the problem lasts as long as the index does, and is over with it."""
    bound = bound and after_first_read(pim)
    pim.edit("products", "u-cap", values={"name": "Hat"})
    pim.behaviour.index_short_by = 1
    for _ in range(3):
        found, bound, _ = changes(pim, bound)
        assert found["changes"].repeated
    pim.behaviour.index_short_by = 0
    assert "changes" not in changes(pim, bound)[0]


@pytest.mark.parametrize("uuids", [True, False])
def test_model_read_by_key_does_not_lose_its_variants_to_an_empty_index(pim, uuids):
    """Failure mode 9: only a search tells the variants of a model, and an empty index tells nothing."""
    pim.behaviour.uuid_endpoints = uuids
    pim.behaviour.index_empty = True
    with pytest.raises(PimUnreachable, match="shows no product at all"):
        read_keys(pim, "model:Polo")
    pim.behaviour.index_empty = False
    (polo,) = read_keys(pim, "model:Polo")
    assert len(polo.skus) == 3


def test_variant_that_moves_between_sub_models_while_they_are_read_is_read_once(pim, monkeypatch):
    """Failure mode 14: shown below its old and its new sub-model, it is still one SKU."""
    monkeypatch.setattr("catalog_sync.pim.akeneo.listings.URL_ROOM", 1)
    pim.catalogue.entities.models.put(model("polo_white", parent="Polo", color="white"))

    def move(request, response):
        if "polo_red" in request.url.params.get("search", "") and "products-uuid" in request.url.path:
            pim.edit("products", "u-red-m", parent="polo_white")
        return response

    pim.spoil = move
    (polo,) = read_keys(pim, "model:Polo")
    assert [sku.key for sku in polo.skus] == ["u-blue", "u-red-m", "u-red-s"]


def test_dictionary_whose_pages_shift_while_they_are_read_is_read_again(pim):
    """Failure mode 9: pages by number skip a row when one before it is deleted; its values would be misread."""
    attributes = pim.catalogue.resources["attributes"]
    attributes[:0] = [
        {"code": f"a{number:03}", "type": "pim_catalog_text", "labels": {}} for number in range(99)
    ]
    attributes += [
        {"code": f"z{number:03}", "type": "pim_catalog_text", "labels": {}} for number in range(99)
    ]
    before = changes(pim)[0]

    def delete(request, response):
        if (
            request.url.path.endswith("/attributes")
            and "page" not in request.url.params
            and len(attributes) > 203
        ):
            del attributes[:4]
        return response

    pim.spoil = delete
    assert changes(pim)[0] == before


def test_dictionary_that_never_stands_still_ends_the_read(pim):
    attributes = pim.catalogue.resources["attributes"]
    attributes += [
        {"code": f"z{number:03}", "type": "pim_catalog_text", "labels": {}} for number in range(150)
    ]

    def delete(request, response):
        if request.url.path.endswith("/attributes"):
            del attributes[-1]
        return response

    pim.spoil = delete
    with pytest.raises(PimUnreachable, match="changes while it is read"):
        changes(pim)


def test_first_read_cut_short_by_the_index_is_made_good_by_the_next(pim):
    """Failure mode 9: also without a bound to go back to."""
    pim.behaviour.index_short_by = 2
    found, bound, _ = changes(pim)
    assert "changes" in found
    pim.behaviour.index_short_by = 0
    assert set(changes(pim, bound)[0]) == ALL


def test_idle_delta_of_a_sound_index_moves_the_bound(pim):
    bound = after_first_read(pim)
    found, moved, _ = changes(pim, bound)
    assert (found, moved != bound) == ({}, True)


def test_change_that_the_index_shows_late_comes_with_a_later_delta(pim):
    """Failure mode 3: the overlap looks back further than the index lags behind."""
    bound = after_first_read(pim)
    pim.index.lag_by(timedelta(minutes=8))
    pim.edit("products", "u-cap", values={"name": "Hat"})
    pim.catalogue.entities.products.put(product("u-new", "NEW") | {"updated": pim.clock.now().isoformat()})
    pim.pass_time(minutes=1)
    found, bound, _ = changes(pim, bound)
    assert found == {}
    pim.pass_time(minutes=8)
    assert set(changes(pim, bound)[0]) == {"product:u-cap", "product:u-new"}


@pytest.mark.parametrize("links", ["forgetful", "other", "inside", "empty_page"])
def test_misleading_next_links_change_nothing(pim, links):
    """Failure mode 9: dropped or changed parameters, an inner http address, an empty page on the way."""
    bound = after_first_read(pim)
    pim.behaviour.next_links = links
    for number in range(250):
        pim.catalogue.entities.products.put(product(f"u-{number:03}", f"S{number:03}"))
    assert len(listed(pim)[0]) == 250 + 6
    assert listed(pim)[1]
    for number in range(0, 250, 2):
        pim.edit("products", f"u-{number:03}", values={"name": "Changed"})
    assert set(changes(pim, bound)[0]) == {f"product:u-{number:03}" for number in range(0, 250, 2)}


def test_next_links_in_a_circle_end_the_read(pim):
    """Failure mode 9: rather an error than a read without end."""
    for number in range(250):
        pim.catalogue.entities.products.put(product(f"u-{number:03}", f"S{number:03}"))
    pim.behaviour.next_links = "circular"
    with pytest.raises(PimAnswerInvalid, match="links back"):
        listed(pim)


def test_pages_that_shift_under_way_lose_nothing(pim):
    """Failure mode 9: a cursor by key is not moved by what is edited, created or deleted meanwhile."""
    for number in range(250):
        pim.catalogue.entities.products.put(product(f"u-{number:03}", f"S{number:03}"))
    asked = 0

    def disturb(request, response):
        nonlocal asked
        if "search_after" in request.url.params and request.url.path.endswith("products-uuid"):
            asked += 1
            pim.delete(f"u-{asked - 1:03}")
            pim.edit("products", f"u-{100 + asked}", values={"name": "Changed"})
            pim.catalogue.entities.products.put(product(f"a-{asked}", f"A{asked}"))
        return response

    pim.spoil = disturb
    found, _, complete = changes(pim)
    assert asked >= 2
    assert {f"product:u-{number:03}" for number in range(250)} <= set(found)
    assert complete
