"""Rules for the main images and the variant images of a listing."""

from collections.abc import Iterator
from typing import Any

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.pictures import MAIN_SIZE, ratio_is_kept

MAIN_IMAGES = 9
SUPPLEMENTARY_IMAGES = 8


def check_main_images(draft: Draft) -> Iterator[Refusal]:
    """Check number, origin, size and ratio of the main images, whatever use case they were uploaded with."""
    uris = [image["uri"] for image in draft.payload["main_images"]]
    if not uris:
        yield refusal(12052028)
    if len(uris) > MAIN_IMAGES:
        yield refusal(12052306)
    for uri in uris:
        yield from _check_main_image(draft, uri)


def check_variant_images(draft: Draft) -> Iterator[Refusal]:
    """Check origin and ratio of the variant images, and that only one attribute carries any."""
    pictured = [
        (attribute.get("id") or attribute.get("name"), attribute["sku_img"]["uri"])
        for sku in draft.skus
        for attribute in sku.get("sales_attributes") or []
        if attribute.get("sku_img")
    ]
    if len({name for name, _ in pictured}) > 1:
        yield refusal(12052528)
    for attribute in (a for sku in draft.skus for a in sku.get("sales_attributes") or []):
        yield from _check_supplementary(draft, attribute)
    for uri in dict.fromkeys(uri for _, uri in pictured):
        image = draft.image(uri)
        if image is None:
            yield refusal(12052520)
        elif not ratio_is_kept(image.width, image.height):
            yield refusal(12052524)


def _check_supplementary(draft: Draft, attribute: dict[str, Any]) -> Iterator[Refusal]:
    uris = [image["uri"] for image in attribute.get("supplementary_sku_images") or []]
    if uris and not attribute.get("sku_img"):
        yield refusal(12052357)
    if len(uris) > SUPPLEMENTARY_IMAGES:
        yield refusal(12052356)
    yield from (refusal(12052520) for uri in uris if draft.image(uri) is None)


def _check_main_image(draft: Draft, uri: str) -> Iterator[Refusal]:
    image = draft.image(uri)
    if image is None:
        yield refusal(12052300)
    elif min(image.width, image.height) < MAIN_SIZE[0]:
        yield refusal(12052301, low=MAIN_SIZE[0], uri=uri)
    elif max(image.width, image.height) > MAIN_SIZE[1]:
        yield refusal(12052302)
    elif not ratio_is_kept(image.width, image.height):
        yield refusal(12052305)
