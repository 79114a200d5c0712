import re

import pytest
from tiktok_shop_api.signing import operation_for, requires_shop_cipher

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.endpoints import Endpoint

ALL = [value for value in vars(endpoints).values() if isinstance(value, Endpoint)]


@pytest.mark.parametrize("endpoint", ALL, ids=lambda endpoint: endpoint.title)
def test_the_endpoint_is_in_the_official_reference_and_takes_the_cipher_as_it_says(endpoint):
    path = re.sub(r"\{\w+\}", "1729592969712207008", endpoint.path)
    assert operation_for(endpoint.method, path)
    assert requires_shop_cipher(endpoint.method, path) is endpoint.cipher


def test_titles_are_unique_since_they_name_the_endpoint_in_errors_and_counts():
    assert len({endpoint.title for endpoint in ALL}) == len(ALL)
