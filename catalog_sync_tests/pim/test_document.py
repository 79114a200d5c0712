"""Product documents: what a simple product's only SKU repeats is held once, and reads and writes as if it were not."""

import pytest
from pydantic import ValidationError

from catalog_sync.pim.document import Product

VALUES = {"name": [{"data": "Mug", "locale": "en_US"}]}
MEDIA = [{"attribute": "picture", "code": "mug.jpg"}]
DOCUMENT = {"key": "product:1", "identifier": "MUG-1", "values": VALUES, "media": MEDIA}
SKU = {"key": "1", "sku": "MUG-1", "values": VALUES, "media": MEDIA}


def test_what_the_only_sku_repeats_is_held_once() -> None:
    product = Product.model_validate(DOCUMENT | {"skus": [SKU]})
    assert product.skus[0].values is product.values
    assert product.skus[0].media is product.media


def test_a_product_is_stored_and_read_again_as_it_was() -> None:
    product = Product.model_validate(DOCUMENT | {"skus": [SKU]})
    stored = product.model_dump(mode="json")
    assert stored["skus"][0]["values"] == stored["values"]
    assert Product.model_validate(stored) == product
    assert Product.model_validate(product.model_dump(exclude_unset=True)) == product


@pytest.mark.parametrize("own", [{"values": {"name": [{"data": "Cup"}]}}, {"media": []}, {"values": {}}])
def test_what_a_sku_says_itself_stays_its_own(own: dict[str, object]) -> None:
    product = Product.model_validate(DOCUMENT | {"skus": [SKU | own]})
    stored = product.skus[0].model_dump(include=set(own), exclude_none=True)
    assert stored == own


def test_what_is_wrong_is_refused_though_it_is_repeated() -> None:
    wrong = {"values": {"name": "Mug"}}
    with pytest.raises(ValidationError, match=r"values\.name"):
        Product.model_validate(DOCUMENT | wrong | {"skus": [SKU | wrong]})
