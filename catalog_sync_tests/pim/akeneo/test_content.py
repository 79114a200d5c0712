"""Pictures in assets, certificates in reference entities, and how complete products are: with, without, and changing."""

import httpx
import pytest

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
from catalog_sync_tests.pim.world import Pim, after_first_read, changes, gather, read_keys, run

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


def touched(pim: Pim, bound: str) -> set[str]:
    async def read():
        async with pim.source() as source:
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
def test_role_without_the_right_to_assets_goes_on_without_them(pim, part):
    """Failure mode 15: 403 on one entity only."""
    pim.behaviour.forbidden |= {part}
    bound = after_first_read(pim)
    found = cap(pim)
    assert media(found, "packshots") == []
    assert media(found, "brand.logo")
    assert "asset:packshots/front" in found.depends_on
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
