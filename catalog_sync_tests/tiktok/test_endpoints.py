import re

import pytest
from tiktok_shop_api.signing import operation_for, requires_shop_cipher

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.endpoints import Effect, Endpoint

ALL = [value for value in vars(endpoints).values() if isinstance(value, Endpoint)]


@pytest.mark.parametrize("endpoint", ALL, ids=lambda endpoint: endpoint.title)
def test_the_endpoint_is_in_the_official_reference_and_takes_the_cipher_as_it_says(endpoint):
    path = re.sub(r"\{\w+\}", "1729592969712207008", endpoint.path)
    assert operation_for(endpoint.method, path)
    assert requires_shop_cipher(endpoint.method, path) is endpoint.cipher


def test_titles_are_unique_since_they_name_the_endpoint_in_errors_and_counts():
    assert len({endpoint.title for endpoint in ALL}) == len(ALL)


def test_reads_checks_and_uploads_change_nothing_and_every_other_call_does():
    reading = {"Check Product Listing", "Recommend Category", "Optimize Images", "Inventory Search"}
    reading |= {"Upload Product Image", "Upload Product File"}
    for endpoint in ALL:
        reads = endpoint.method == "GET" or endpoint.path.endswith("/search") or endpoint.title in reading
        assert (endpoint.effect is Effect.NONE) is reads, endpoint.title


def test_only_webhook_settings_may_be_repeated_without_a_key():
    settings = {endpoint.title for endpoint in ALL if endpoint.effect is Effect.SETTING}
    assert settings == {"Update Shop Webhook", "Delete Webhook for an Event"}
