"""A seller's authorization: what it leaves in the ledger, and what it says when it cannot be used."""

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from catalog_sync.configuration import AppConfiguration, ConfigurationError
from catalog_sync.sync.authorize import PartlyAuthorizedError, authorize, authorize_link
from catalog_sync.sync.connections import ledger_shops
from catalog_sync.tiktok.errors import AuthorizationLost, Unavailable
from catalog_sync.tiktok.shop_models import Warehouse
from catalog_sync.tiktok.taxonomy import Taxonomy
from catalog_sync_tests.sandbox_configuration import shops_of
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.shopfront import Shopfront


@pytest.fixture
def code(unauthorized: Shopfront) -> SecretStr:
    """A code that the seller's consent led to."""
    app = unauthorized.world.apps[unauthorized.shop.app_key]
    return SecretStr(unauthorized.world.tokens.grant_code(app))


def authorized(front: Shopfront, code: SecretStr) -> list[str]:
    return asyncio.run(authorize(front.configuration, "row", code))


def grant(front: Shopfront, **changes) -> None:
    """Let the next exchange grant something else."""
    exchange = front.world.tokens.exchange

    def granting(app, code):
        token = exchange(app, code)
        for name, value in changes.items():
            setattr(token, name, value)
        return token

    front.world.tokens.exchange = granting


def test_the_shops_of_the_app_are_stored_with_cipher_and_warehouse(
    unauthorized: Shopfront, code: SecretStr
) -> None:
    keys = [key for key, shop in unauthorized.configuration.shops.items() if shop.app == "row"]
    assert authorized(unauthorized, code) == sorted(keys)
    shop = ledger_shops().shop(unauthorized.shop.id)
    assert (shop["cipher"], shop["region"]) == (unauthorized.shop.cipher, "GB")
    assert shop["warehouse_id"] == unauthorized.shop.sales_warehouse


def test_authorizing_again_replaces_the_tokens(unauthorized: Shopfront, code: SecretStr) -> None:
    authorized(unauthorized, code)
    before = ledger_shops().authorizations.of(unauthorized.shop.app_key)["tokens"]
    app = unauthorized.world.apps[unauthorized.shop.app_key]
    authorized(unauthorized, SecretStr(unauthorized.world.tokens.grant_code(app)))
    assert ledger_shops().authorizations.of(unauthorized.shop.app_key)["tokens"] != before


def another_code(front: Shopfront, **granted) -> SecretStr:
    app = front.world.apps[front.shop.app_key]
    return SecretStr(front.world.tokens.grant_code(app, **granted))


def test_a_lost_encryption_key_is_recovered_from_by_authorizing_again(
    front: Shopfront, monkeypatch: pytest.MonkeyPatch
) -> None:
    front.stock(mug(1))
    monkeypatch.setenv("CATALOG_SYNC_ENCRYPTION_KEY", Fernet.generate_key().decode())
    assert authorized(front, another_code(front)) == shops_of("row")
    assert {done.state.value for done in front.sync().values()} == {"accepted"}


def test_with_a_lost_key_a_shop_that_is_no_longer_covered_is_marked(
    front: Shopfront, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = another_code(front, shops=[front.world.shop_in("ID")])
    monkeypatch.setenv("CATALOG_SYNC_ENCRYPTION_KEY", Fernet.generate_key().decode())
    with pytest.raises(PartlyAuthorizedError, match="does not cover"):
        authorized(front, code)
    uncovered = {front.world.shop_in(region).id for region in shops_of("row") if region != "ID"}
    assert set(ledger_shops().lost()) == uncovered


@pytest.mark.parametrize("key", ["same", "lost"])
def test_an_authorization_of_other_shops_leaves_the_stored_one_as_it_is(
    front: Shopfront, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    before = ledger_shops().authorizations.of(front.shop.app_key)
    code = another_code(front, shops=[front.world.shop_in("US")])
    with monkeypatch.context() as patch:
        if key == "lost":
            patch.setenv("CATALOG_SYNC_ENCRYPTION_KEY", Fernet.generate_key().decode())
        with pytest.raises(ConfigurationError, match=r"does not cover .* Nothing was stored\."):
            authorized(front, code)
    assert ledger_shops().authorizations.of(front.shop.app_key) == before
    assert ledger_shops().lost() == {}


def test_a_shop_without_a_warehouse_is_named_and_the_others_are_stored(
    unauthorized: Shopfront, code: SecretStr, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Taxonomy.warehouses

    async def none_in_gb(client: Taxonomy) -> tuple[Warehouse, ...]:
        houses = await read(client)
        return () if unauthorized.shop.sales_warehouse in {house.id for house in houses} else houses

    monkeypatch.setattr(Taxonomy, "warehouses", none_in_gb)
    with pytest.raises(PartlyAuthorizedError, match=r"^The shop GB .* has no enabled sales warehouse"):
        authorized(unauthorized, code)
    assert ledger_shops().facts(unauthorized.shop.id) is None
    assert ledger_shops().shop(unauthorized.world.shop_in("ID").id)


def test_a_failing_call_for_one_shop_is_told_and_the_others_are_stored(
    unauthorized: Shopfront, code: SecretStr, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Taxonomy.warehouses

    async def down_in_gb(client: Taxonomy) -> tuple[Warehouse, ...]:
        houses = await read(client)
        if unauthorized.shop.sales_warehouse in {house.id for house in houses}:
            raise Unavailable("down", "Get Warehouse List")
        return houses

    monkeypatch.setattr(Taxonomy, "warehouses", down_in_gb)
    with pytest.raises(
        PartlyAuthorizedError, match=r"The shop GB \(\d+\) was not stored: Get Warehouse List: down"
    ):
        authorized(unauthorized, code)
    assert ledger_shops().shop(unauthorized.world.shop_in("ID").id)


def test_a_missing_scope_is_named_and_nothing_is_stored(unauthorized: Shopfront, code: SecretStr) -> None:
    grant(unauthorized, scopes=("seller.authorization.info", "seller.logistics", "seller.product.basic"))
    with pytest.raises(ConfigurationError, match=r"lacks seller\.product\.write\. Enable"):
        authorized(unauthorized, code)
    assert ledger_shops().authorizations.of(unauthorized.shop.app_key) is None


def test_a_code_serves_once(unauthorized: Shopfront, code: SecretStr) -> None:
    authorized(unauthorized, code)
    with pytest.raises(AuthorizationLost, match="start again with catalog-sync authorize") as refused:
        authorized(unauthorized, code)
    assert code.get_secret_value() not in str(refused.value)


def test_a_shop_that_the_seller_does_not_have_is_named(unauthorized: Shopfront, code: SecretStr) -> None:
    shops = unauthorized.configuration.shops
    other = shops["GB"].model_copy(update={"shop_id": "12345"})
    unauthorized.configuration = unauthorized.configuration.model_copy(
        update={"shops": shops | {"GB": other}}
    )
    with pytest.raises(
        ConfigurationError, match=rf"does not cover .* 12345; .*{unauthorized.shop.id} \(GB\)"
    ):
        authorized(unauthorized, code)
    assert ledger_shops().shop(unauthorized.world.shop_in("ID").id), "the others are stored"


@pytest.mark.parametrize("user_type", [1, 3])
def test_a_creator_or_partner_who_follows_the_link_is_told(unauthorized: Shopfront, user_type: int) -> None:
    app = unauthorized.world.apps[unauthorized.shop.app_key]
    code = SecretStr(unauthorized.world.tokens.grant_code(app, user_type=user_type))
    with pytest.raises(ConfigurationError, match="no seller followed the link"):
        authorized(unauthorized, code)
    assert ledger_shops().authorizations.of(app.app_key) is None


def test_the_link_leads_to_the_page_that_the_app_names(unauthorized: Shopfront) -> None:
    link = urlsplit(authorize_link(unauthorized.configuration, "row"))
    asked = parse_qs(link.query)
    assert asked["service_id"] == [unauthorized.configuration.apps["row"].service_id]
    assert len(asked["state"][0]) >= 32
    assert f"{link.scheme}://{link.netloc}{link.path}" == unauthorized.configuration.apps["row"].authorize_url


def test_an_app_with_us_shops_only_has_the_us_page_unless_it_names_another(unauthorized: Shopfront) -> None:
    apps = unauthorized.configuration.apps
    plain = {
        name: AppConfiguration(app_key=app.app_key, secret_env=app.secret_env, service_id=app.service_id)
        for name, app in apps.items()
    }
    configuration = unauthorized.configuration.model_copy(update={"apps": plain})
    assert authorize_link(configuration, "us").startswith(
        "https://services.us.tiktokshop.com/open/authorize?"
    )
    assert authorize_link(configuration, "row").startswith("https://services.tiktokshop.com/open/authorize?")
    named = plain | {
        "us": plain["us"].model_copy(update={"authorize_url": "https://services.tiktokshops.us/x"})
    }
    configuration = configuration.model_copy(update={"apps": named})
    assert authorize_link(configuration, "us").startswith("https://services.tiktokshops.us/x?")
