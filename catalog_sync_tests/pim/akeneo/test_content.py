"""Pictures in assets, certificates in reference entities, and how complete products are: with, without, and changing."""

import re
from datetime import timedelta

import httpx
import pytest

from catalog_sync.pim.akeneo.bound import Bound
from catalog_sync.pim.akeneo.entities import LinkedEntities
from catalog_sync.pim.akeneo.links import Owner
from catalog_sync.pim.dictionary_use import DictionaryUse, structure_changes, uses
from catalog_sync.pim.document import Completeness, Media, Product
from catalog_sync.pim.errors import MediaMissing, PimRefused
from catalog_sync.pim.source import Problem, Touched
from catalog_sync_tests.pim.linked_world import (
    BACK,
    FRONT,
    LOGO,
    REPORT,
    asset,
    linked_pim,
    linked_rows,
    value,
)
from catalog_sync_tests.pim.world import Pim, after_first_read, changes, gather, product, read_keys, run

ASSETS, RECORDS = "asset-media-files/", "reference-entities-media-files/"


@pytest.fixture
def pim(tmp_path) -> Pim:
    return linked_pim(tmp_path)


def cap(pim: Pim) -> Product | Problem:
    (found,) = read_keys(pim, "product:u-cap")
    return found


def media(product: Product, attribute: str) -> list[Media]:
    return [each for each in product.media if each.attribute == attribute]


def edit(pim: Pim, table: str, code: str, **values) -> None:
    """Change an asset or record the way an editor does."""
    row = next(row for row in pim.catalogue.resources[table] if row["code"] == code)
    row["values"] |= values
    row["updated"] = pim.clock.now().isoformat()


def dictionaries(pim: Pim):
    async def read():
        async with pim.source() as source:
            return await source.dictionaries()

    return run(read())


def touched(pim: Pim, bound: str, **settings) -> set[str]:
    async def read():
        async with pim.source(**settings) as source:
            return await gather(await source.changes(bound))

    return {change.dependency for change in run(read()) if isinstance(change, Touched)}


def calls(pim: Pim, part: str) -> list[httpx.Request]:
    return [request for request in pim.asked if part in request.url.path]


def test_assets_become_media_in_the_order_of_their_collection_and_by_locale(pim):
    """Failure mode 6: the order of an asset collection is the order in which pictures are shown."""
    assert media(cap(pim), "packshots") == [
        Media(attribute="packshots", code=f"{ASSETS}{BACK}", locale="en_US"),
        Media(attribute="packshots", code=f"{ASSETS}id-{BACK}", locale="id_ID"),
        Media(attribute="packshots", code=f"{ASSETS}{FRONT}"),
    ]


def test_media_link_becomes_its_address_with_prefix_and_suffix(pim):
    assert [each.code for each in media(cap(pim), "films")] == ["https://dam.test/still 1.jpg?w=900"]


def test_link_to_a_page_and_not_a_file_is_no_media(tmp_path):
    rows = linked_rows()
    rows["asset-families-attributes"][-1]["media_type"] = "youtube"
    assert media(cap(linked_pim(tmp_path, rows)), "films") == []


def test_files_of_a_record_become_media_named_after_both_attributes(pim):
    found = {each.attribute: each.code for each in cap(pim).media if each.attribute.startswith("brand.")}
    assert found == {"brand.logo": f"{RECORDS}{LOGO}", "brand.report": f"{RECORDS}{REPORT}"}


def test_codes_stay_readable_as_values(pim):
    found = cap(pim)
    assert found.values["packshots"][0].data == ["Back", "front"]
    assert found.values["brand"][0].data == "acme"


def test_document_names_what_it_was_made_from_in_the_spelling_of_the_pim(pim):
    assert cap(pim).depends_on == [
        "asset:films/still",
        "asset:packshots/Back",
        "asset:packshots/front",
        "record:brands/acme",
    ]
    (polo,) = read_keys(pim, "model:Polo")
    assert polo.depends_on == ["asset:packshots/front", "record:brands/acme", "record:brands/other"]
    assert [each.code for sku in polo.skus for each in sku.media if each.attribute == "partners.logo"] == [
        f"{RECORDS}{LOGO}"
    ]


def test_asset_for_another_channel_or_locale_than_its_value_is_left_out(pim):
    values = pim.catalogue.entities.products.get("u-cap")["values"]
    values["packshots"] = [{"locale": "id_ID", "scope": "ecommerce", "data": ["Back"]}]
    assert media(cap(pim), "packshots") == [
        Media(attribute="packshots", code=f"{ASSETS}id-{BACK}", locale="id_ID", channel="ecommerce")
    ]


def test_asset_that_is_not_there_leaves_a_dependency_and_no_media(pim):
    pim.edit("products", "u-cap", values={"packshots": ["gone"]})
    found = cap(pim)
    assert media(found, "packshots") == []
    assert "asset:packshots/gone" in found.depends_on


def test_asset_of_a_wrong_shape_parks_only_the_products_that_name_it(pim):
    edit(pim, "asset-families-assets", "Back", media=[value({"not": "a code"})])
    found, _, _ = changes(pim)
    assert (
        "asset:packshots/Back of attribute packshots has values of an unknown shape"
        in found["product:u-cap"].message
    )
    assert isinstance(found["model:Polo"], Product)


def test_assets_are_read_by_hundreds_and_each_once(tmp_path):
    """Failure modes 5 and 8: one call per hundred assets, none for what this run has read before."""
    rows = linked_rows()
    codes = [f"a{number:03}" for number in range(250)]
    rows["asset-families-assets"] += [asset(code, media=[value(FRONT)]) for code in codes]
    rows["products"][0]["values"]["packshots"][0]["data"] = codes
    pim = linked_pim(tmp_path, rows)

    async def read_twice():
        async with pim.source() as source:
            first = await gather(source.read(["product:u-cap"]))
            return first, await gather(source.read(["product:u-cap"]))

    (first,), (second,) = run(read_twice())
    assert len(media(first, "packshots")) == 250
    assert first == second
    searches = [r for r in calls(pim, "/packshots/assets") if "search_after" not in r.url.params]
    assert len(searches) == 3


def test_no_more_assets_are_remembered_than_allowed(pim):
    """Failure mode 7: memory does not grow with the catalogue."""
    packshots = Owner("asset", "packshots")

    async def read():
        async with pim.source() as source:
            entities = LinkedEntities(source._client, remembered=1)
            for code in ("front", "Back", "front", "front"):
                raw = {"values": {"packshots": [{"data": [code]}]}}
                found = await entities.named_by([raw], {"packshots": packshots})
                assert [entity.dependency for entity in found.values()] == [f"asset:packshots/{code}"]

    run(read())
    assert len(calls(pim, "/packshots/assets")) == 3


def test_changed_asset_and_record_are_told_without_any_product(pim):
    """Failure mode 14: neither touches the products that name it, so both are asked for."""
    bound = after_first_read(pim)
    assert touched(pim, bound) == set()
    edit(pim, "asset-families-assets", "Back", note=[value("new")])
    edit(pim, "reference-entities-records", "acme", logo=[value("e/5_logo.png")])
    assert touched(pim, bound) == {"asset:packshots/Back", "record:brands/acme"}


def test_filter_of_assets_is_asked_in_utc_with_the_overlap(pim):
    """Failure mode 10: ISO 8601 here, naive server time for products."""
    touched(pim, after_first_read(pim))
    asked = next(r.url.params["search"] for r in calls(pim, "/assets") if "updated" in r.url.params["search"])
    assert asked.endswith('Z"}]}')
    assert '"operator": ">"' in asked


def test_product_read_after_its_asset_was_told_has_the_new_picture(pim):
    bound = after_first_read(pim)

    async def follow():
        async with pim.source() as source:
            before = await gather(source.read(["product:u-cap"]))
            edit(pim, "asset-families-assets", "front", media=[value("n/9_new.jpg")])
            await gather(await source.changes(bound))
            return before + await gather(source.read(["product:u-cap"]))

    before, after = run(follow())
    assert [each.code for each in media(before, "packshots")][-1] == f"{ASSETS}{FRONT}"
    assert [each.code for each in media(after, "packshots")][-1] == f"{ASSETS}n/9_new.jpg"


@pytest.mark.parametrize("part", ["asset-families", "assets"])
def test_right_to_assets_that_is_lost_parks_the_products_that_name_some(pim, part):
    """Failure modes 6 and 15: a product without its pictures would look as if they had been taken from it."""
    bound = after_first_read(pim)
    pim.catalogue.entities.products.put(product("u-bare", "BARE"))
    pim.behaviour.forbidden |= {part}
    found = cap(pim)
    assert isinstance(found, Problem)
    assert "of attribute" in found.message
    assert re.search('Grant .* and "List asset', found.message)
    (bare,) = read_keys(pim, "product:u-bare")
    assert isinstance(bare, Product)
    assert touched(pim, bound) == set()


def test_edition_without_assets_and_reference_entities_goes_on_without_them(tmp_path):
    rows = {
        name: each for name, each in linked_rows().items() if not name.startswith(("asset-f", "reference-e"))
    }
    pim = linked_pim(tmp_path, rows)
    bound = after_first_read(pim)
    assert [each.attribute for each in cap(pim).media] == ["picture"]
    assert touched(pim, bound) == set()
    assert dictionaries(pim).unreadable == ["records/brands"]


@pytest.mark.parametrize("part", ["assets", "records", "reference-entities"])
def test_right_that_comes_back_brings_what_was_parked_and_what_changed_meanwhile(pim, part):
    """Failure modes 3 and 15: nothing in the PIM changes with a right, so all that was hidden is told again, once."""
    bound = after_first_read(pim)
    pim.behaviour.forbidden |= {part}
    pim.edit("products", "u-cap", values={"name": "Hat"})
    edit(pim, "asset-families-assets", "Back", note=[value("new")])
    edit(pim, "reference-entities-records", "other", logo=[value("e/5_logo.png")])
    found, bound, _ = changes(pim, bound)
    assert isinstance(found["product:u-cap"], Problem)
    pim.pass_time(hours=1)
    _, bound, _ = changes(pim, bound)
    pim.pass_time(hours=1)
    pim.behaviour.forbidden.clear()
    told = touched(pim, bound)
    assert {"asset:packshots/Back", "record:brands/other"} <= told
    assert {"asset:packshots/front", "record:brands/acme"} <= told
    _, bound, _ = changes(pim, bound)
    assert touched(pim, bound) == set()


@pytest.mark.parametrize("spoiled", ["assets", "records"])
def test_files_stay_while_the_search_index_of_assets_or_records_is_empty(pim, spoiled):
    """Failure modes 6 and 9: what a search does not show is asked for by its code."""
    before = cap(pim)

    def empty(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if not request.url.path.endswith(f"/{spoiled}"):
            return response
        return httpx.Response(200, json={"_links": {}, "_embedded": {"items": []}})

    pim.spoil = empty
    assert cap(pim) == before


def test_records_of_which_none_is_shown_are_not_read_as_none(pim):
    """Failure mode 9: an empty index of records must not empty the labels of all brands."""
    before = dictionaries(pim)
    pim.catalogue.resources["reference-entities-records"].clear()
    hidden = dictionaries(pim)
    assert hidden.unreadable == ["records/brands"]
    assert hidden.keeping(before).hash == before.hash


def test_asset_of_the_very_second_of_the_bound_is_told_without_an_overlap(pim):
    """Failure mode 3: equal timestamps, as `>` is strict here too."""
    then = pim.clock.now()
    edit(pim, "asset-families-assets", "Back", note=[value("new")])
    row = next(row for row in pim.catalogue.resources["asset-families-assets"] if row["code"] == "Back")
    row["updated"] = then.isoformat()
    bound = Bound(then, then + timedelta(hours=1)).text()
    assert touched(pim, bound, overlap=0) == {"asset:packshots/Back"}


def test_assets_are_asked_for_in_the_spelling_of_the_product(pim):
    cap(pim)
    assert any('"Back"' in request.url.params.get("search", "") for request in calls(pim, "/assets"))


def test_files_are_downloaded_from_where_they_are(pim):
    async def download(code):
        async with pim.source() as source:
            return await source.download(code)

    assert run(download(f"{ASSETS}{FRONT}")) == b"front"
    assert run(download(f"{RECORDS}{LOGO}")) == b"logo"
    with pytest.raises(MediaMissing):
        run(download(f"{ASSETS}x/none.jpg"))


def test_completeness_is_read_per_channel_and_locale(pim):
    """Failure mode 11: completeness is part of what is hashed, and judged here and not in the query."""
    sku = cap(pim).skus[0]
    full = [Completeness(channel="ecommerce", locale=locale, percent=100) for locale in ("en_US", "id_ID")]
    assert sku.completeness == full
    del pim.catalogue.entities.products.get("u-cap")["values"]["brand"]
    assert {each.percent for each in cap(pim).skus[0].completeness} == {75}
    (polo,) = read_keys(pim, "model:Polo")
    assert all(sku.completeness for sku in polo.skus)
    assert all(each.skus[0].completeness for key, each in changes(pim)[0].items() if key == "product:u-cap")


def test_requirements_of_a_family_are_part_of_the_dictionaries(pim):
    """Failure mode 14: completeness changes with them, though no product does."""
    before = dictionaries(pim)
    pim.catalogue.resources["families"][0]["attribute_requirements"]["ecommerce"].append("manual")
    after = dictionaries(pim)
    assert structure_changes(before, after) == {("family", "shirts")}
    assert uses(cap(pim), {("family", "shirts")})


def test_label_of_a_record_changes_the_version_of_the_products_that_name_it(pim):
    before, product = dictionaries(pim), cap(pim)
    assert before.records["brands"]["acme"].labels == {"en_US": "Acme"}
    edit(pim, "reference-entities-records", "other", label=[value("Another", "en_US")])
    assert DictionaryUse(dictionaries(pim)).version(product) == DictionaryUse(before).version(product)
    edit(pim, "reference-entities-records", "acme", label=[value("ACME", "en_US")])
    assert DictionaryUse(dictionaries(pim)).version(product) != DictionaryUse(before).version(product)


@pytest.mark.parametrize("part", ["categories", "channels", "measurement-families", "options", "records"])
def test_dictionary_that_may_not_be_read_does_not_look_emptied(pim, part):
    """Failure mode 15: 403 on one entity; what was known of it stays."""
    before = dictionaries(pim)
    assert before.unreadable == []
    allowed, pim.behaviour.forbidden = pim.behaviour.forbidden, {part}
    hidden = dictionaries(pim)
    pim.behaviour.forbidden = allowed
    assert {each.partition("/")[0] for each in hidden.unreadable} == {part.replace("-", "_")}
    assert structure_changes(before, hidden) == set()
    assert hidden.keeping(before).hash == before.hash


@pytest.mark.parametrize("part", ["attributes", "families"])
def test_nothing_can_be_read_without_attributes_and_families(pim, part):
    pim.behaviour.forbidden = {part}
    with pytest.raises(PimRefused, match=part):
        dictionaries(pim)


def test_options_are_asked_for_attributes_of_some_family_only(pim):
    """Failure modes 7 and 8: one call per select attribute is many on a large PIM."""
    pim.catalogue.resources["families"][0]["attributes"].remove("size")
    dictionaries(pim)
    assert {request.url.path.split("/")[-2] for request in calls(pim, "/options")} == {"color"}


def test_token_that_is_refused_in_mid_run_is_not_taken_for_a_missing_right(pim):
    def refused(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        return httpx.Response(401) if "/assets" in request.url.path else response

    pim.spoil = refused
    with pytest.raises(PimRefused):
        cap(pim)
