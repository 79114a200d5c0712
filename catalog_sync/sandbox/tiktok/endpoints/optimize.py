"""Optimize Images: a white background, made in the background and asked for again."""

from dataclasses import replace
from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.endpoints.media import IMAGE_HOST
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.model import Image

MOST_IMAGES = 200
SECONDS = 3.0
MODES = frozenset({"WHITE_BACKGROUND"})


def optimize_images(call: Call) -> Data:
    """Optimize Images: PROCESSING at first, SUCCESS some seconds later, IGNORE when it is white already."""
    rows = call.body.get("images") or []
    if len(rows) > MOST_IMAGES:
        raise Refusal(12038007)
    return {"images": [_optimized(call, row) for row in rows]}


def _optimized(call: Call, row: dict[str, Any]) -> dict[str, Any]:
    if not set(row.get("optimization_mode") or []) or set(row["optimization_mode"]) - MODES:
        raise Refusal(12019070)
    image = _image(call, row.get("uri") or "")
    shown = {
        "original_uri": image.uri,
        "original_url": image.url,
        "width": image.width,
        "height": image.height,
    }
    if image.white:
        return {**shown, "optimize_status": "IGNORE"}
    if not image.optimized_at:
        image.optimized_at = call.world.clock.now() + SECONDS
    if call.world.clock.now() < image.optimized_at:
        return {**shown, "optimize_status": "PROCESSING"}
    made = _made(call, image)
    return {**shown, "optimized_uri": made.uri, "optimized_url": made.url, "optimize_status": "SUCCESS"}


def _image(call: Call, uri: str) -> Image:
    if not uri.startswith("tos-"):
        raise Refusal(12019065)
    image = call.world.images.get(uri)
    if image is None or image.app_key != call.app.app_key:
        raise Refusal(12052722)
    return image


def _made(call: Call, image: Image) -> Image:
    if not image.optimized_uri:
        image.optimized_uri = f"{image.uri.partition('/')[0]}/{call.world.token_hex(32)}"
        url = f"{IMAGE_HOST}/{image.optimized_uri}~tplv-origin-jpeg.jpeg"
        made = replace(
            image, uri=image.optimized_uri, url=url, white=True, optimized_uri="", optimized_at=0.0
        )
        call.world.images[made.uri] = call.world.images_by_url[url] = made
    return call.world.images[image.optimized_uri]
