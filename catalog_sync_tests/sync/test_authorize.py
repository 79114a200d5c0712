"""A seller's authorization: what it leaves in the ledger, and what it says when it cannot be used."""

import asyncio

import pytest
from pydantic import SecretStr

from catalog_sync.configuration import ConfigurationError
from catalog_sync.sync.authorize import authorize
from catalog_sync.sync.connections import ledger_shops
from catalog_sync.tiktok.errors import AuthorizationLost
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
    assert authorized(unauthorized, code) == ["GB", "ID"]
    shop = ledger_shops().shop(unauthorized.shop.id)
    assert (shop["cipher"], shop["region"]) == (unauthorized.shop.cipher, "GB")
    assert shop["warehouse_id"] == unauthorized.shop.sales_warehouse


def test_authorizing_again_replaces_the_tokens(unauthorized: Shopfront, code: SecretStr) -> None:
    authorized(unauthorized, code)
    before = ledger_shops().authorization(unauthorized.shop.app_key)["tokens"]
    app = unauthorized.world.apps[unauthorized.shop.app_key]
    authorized(unauthorized, SecretStr(unauthorized.world.tokens.grant_code(app)))
    assert ledger_shops().authorization(unauthorized.shop.app_key)["tokens"] != before


def test_a_missing_scope_is_named_and_nothing_is_stored(unauthorized: Shopfront, code: SecretStr) -> None:
    grant(unauthorized, scopes=("seller.authorization.info", "seller.logistics", "seller.product.basic"))
    with pytest.raises(ConfigurationError, match=r"lacks seller\.product\.write\. Enable"):
        authorized(unauthorized, code)
    assert ledger_shops().authorization(unauthorized.shop.app_key) is None


def test_a_code_serves_once(unauthorized: Shopfront, code: SecretStr) -> None:
    authorized(unauthorized, code)
    with pytest.raises(AuthorizationLost, match="authorize the app again") as refused:
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
