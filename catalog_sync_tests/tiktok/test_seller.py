"""The calls about a seller: shops, custom brands, compliance records, size charts; and the brands of a shop."""

import httpx
import pytest

from catalog_sync.tiktok import errors
from catalog_sync.tiktok.brands import Brand
from catalog_sync.tiktok.compliance_models import (
    CreateManufacturerRequest,
    CreateResponsiblePersonRequest,
    ManufacturerPhone,
    PersonAddress,
    PersonPhone,
)
from catalog_sync.tiktok.search_bodies import SearchManufacturersRequest, SearchSizeChartsRequest
from catalog_sync_tests.tiktok.fakes import REQUEST_ID, Server, ok, refusal, run, run_client

MANUFACTURER = CreateManufacturerRequest(
    name="Weavers Ltd",
    email="hello@weavers.example",
    phone_number=ManufacturerPhone(country_code="+49", local_number="301234"),
    address="1 Loom Street, Berlin",
    locale="de-DE",
)
PERSON = CreateResponsiblePersonRequest(
    name="Erika Muster",
    email="erika@weavers.example",
    phone_number=PersonPhone(country_code="+49", local_number="301234"),
    address=PersonAddress(street_address_line1="1 Loom Street", postal_code="10115", country="DE"),
)


async def collect(pages):
    return [page async for page in pages]


def test_active_shops_are_listed_with_their_region():
    server = Server(ok({"shops": [{"id": 7494000000000000001, "region": "GB"}]}))
    (shop,) = run_client(server, lambda client: client.active_shops())
    assert (shop.id, shop.region) == ("7494000000000000001", "GB")
    assert server.requests[0].url.path == "/seller/202309/shops"


@pytest.mark.parametrize("data", [{"permissions": []}, {"permissions": None}, None])
def test_a_local_seller_has_no_permission_beyond_the_shop(data):
    assert run_client(Server(ok(data)), lambda client: client.permissions()) == ()


def test_a_list_that_reports_a_failure_is_not_taken_for_whole():
    data = {"shops": [], "errors": [{"code": 105005, "message": "scope missing"}]}
    with pytest.raises(errors.ScopeMissing, match=REQUEST_ID):
        run_client(Server(ok(data)), lambda client: client.active_shops())


def test_brands_come_page_after_page_with_their_filters():
    brand = {"id": "7082427311584347905", "name": "Teas", "authorized_status": "UNAUTHORIEZD"}
    server = Server(
        ok({"brands": [brand], "next_page_token": "a/b=", "total_count": 2}), ok({"brands": [brand]})
    )
    pages = run(server, lambda shop: collect(shop.brands(category_id="600154", is_authorized=False)))
    assert [page.total_count for page in pages] == [2, 0]
    assert pages[0].brands[0].authorized_status == "UNAUTHORIZED"
    first, second = (dict(request.url.params) for request in server.requests)
    assert (first["category_id"], first["is_authorized"], first["page_size"]) == ("600154", "0", "100")
    assert ("page_token" in first, second["page_token"]) == (False, "a/b=")


@pytest.mark.parametrize(
    ("facts", "selectable"),
    [
        ({"authorized_status": "AUTHORIZED", "brand_status": "AVAILABLE", "is_t1_brand": True}, True),
        ({"authorized_status": "AUTHORIZED", "brand_status": "UNAVAILABLE"}, False),
        ({"authorized_status": "UNAUTHORIEZD", "is_t1_brand": True}, False),
        ({"authorized_status": "UNAUTHORIZED", "is_t1_brand": False}, True),
    ],
)
def test_a_brand_says_whether_a_product_may_name_it(facts, selectable):
    assert Brand.model_validate({"id": "1", **facts}).selectable is selectable


def test_a_custom_brand_is_created_for_the_seller():
    server = Server(ok({"id": "7082427311584347905"}))
    assert run_client(server, lambda client: client.create_brand("Demo Brand")).id == "7082427311584347905"
    assert server.bodies == [{"name": "Demo Brand"}]


@pytest.mark.parametrize(
    "create",
    [
        lambda client: client.create_brand("Demo Brand"),
        lambda client: client.create_manufacturer(MANUFACTURER),
        lambda client: client.create_responsible_person(PERSON),
    ],
)
def test_a_record_whose_creation_was_not_answered_is_not_created_twice(create):
    server = Server(
        httpx.ReadError("gone"), ok({"id": "1", "manufacturer_id": "1", "responsible_person_id": "1"})
    )
    with pytest.raises(errors.OutcomeUnknown):
        run_client(server, create)
    assert len(server.requests) == 1


def test_too_many_custom_brands_wait_for_tomorrow():
    with pytest.raises(errors.QuotaUsedUp):
        run_client(Server(refusal(12052202)), lambda client: client.create_brand("Demo Brand"))


def test_compliance_records_are_created_without_what_is_not_known():
    server = Server(ok({"manufacturer_id": "m", "responsible_person_id": "p"}))
    made = run_client(server, lambda client: client.create_manufacturer(MANUFACTURER))
    person = run_client(server, lambda client: client.create_responsible_person(PERSON))
    assert (made.manufacturer_id, person.responsible_person_id) == ("m", "p")
    first, second = server.bodies
    assert first["phone_number"] == {"country_code": "+49", "local_number": "301234"}
    assert second["address"].keys() == {"street_address_line1", "postal_code", "country"}


def test_manufacturers_are_found_market_by_market():
    profile = {
        "locale": "de-DE",
        "name": "Weavers Ltd",
        "phone_number": {"country_code": "+49"},
        "address": "1 Loom",
    }
    server = Server(ok({"manufacturers": [{"id": "1", "regional_profiles": [profile]}]}))
    filters = SearchManufacturersRequest(keyword="weav")
    (page,) = run_client(server, lambda client: collect(client.manufacturers(filters)))
    assert page.manufacturers[0].regional_profiles[0].phone_number.country_code == "+49"
    assert server.bodies == [{"keyword": "weav"}]


def test_responsible_persons_are_found_with_their_address():
    person = {
        "id": "1",
        "regional_profiles": [{"locale": "DE", "address": {"city": "Berlin", "country": "DE"}}],
    }
    server = Server(ok({"responsible_persons": [person]}))
    (page,) = run_client(server, lambda client: collect(client.responsible_persons()))
    assert page.responsible_persons[0].regional_profiles[0].address.city == "Berlin"


def test_size_charts_are_searched_by_name_and_language():
    chart = {
        "template_id": "7267563252536723205",
        "images": [{"uri": "tos/1"}],
        "related_category_ids": ["601226"],
    }
    server = Server(ok({"size_chart": [chart]}))
    filters = SearchSizeChartsRequest(keyword="shirt")
    (page,) = run_client(
        server, lambda client: collect(client.size_charts(filters, locales=["de-DE", "fr-FR"]))
    )
    assert page.size_chart[0].template_id == "7267563252536723205"
    assert server.requests[0].url.params["locales"] == "de-DE,fr-FR"


def test_a_list_that_runs_in_circles_is_ended():
    server = Server(ok({"brands": [], "next_page_token": "a"}))
    with pytest.raises(errors.Unreadable, match="same page token"):
        run(server, lambda shop: collect(shop.brands()))
    assert len(server.requests) == 2
