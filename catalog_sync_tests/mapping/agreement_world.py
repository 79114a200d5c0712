"""The sandbox that judges generated products: its moment, what was uploaded to it, and the names of the demo PIM's options."""

import time
from datetime import UTC, datetime
from functools import cache

from catalog_sync.mapping.source import OptionLabels
from catalog_sync.sandbox.catalogue.dictionary import dictionaries
from catalog_sync.sandbox.tiktok.demo_taxonomy import demo_taxonomy
from catalog_sync.sandbox.tiktok.model import Document, Image
from catalog_sync.sandbox.tiktok.world import World, build_world

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@cache
def world() -> World:
    """A sandbox at the moment of the tests, in which both apps have uploaded what they refer to."""
    world = build_world(demo_taxonomy())
    world.clock.advance(NOW.timestamp() - time.time())
    for app in world.apps:
        image = Image(f"tos-{app}", "", app, 1200, 1200, (1200, 1200), "MAIN_IMAGE")
        world.images[image.uri] = image
        world.documents[f"v0-{app}"] = Document(f"v0-{app}", "", app, "paper.pdf")
    return world


@cache
def labels() -> OptionLabels:
    return OptionLabels(
        {
            (row["attribute"], row["code"], locale): label
            for row in dictionaries()["attribute-options"]
            for locale, label in row["labels"].items()
        }
    )


def reference(app: str, use_case: str) -> dict[str, str]:
    """What an upload of the app answered."""
    if use_case == "CERTIFICATION_FILE":
        return {"id": f"v0-{app}", "name": "paper.pdf", "format": "PDF"}
    return {"uri": f"tos-{app}"}
