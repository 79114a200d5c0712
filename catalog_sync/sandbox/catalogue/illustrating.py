"""Draws the pictures and writes the certificates of a listing into the media store."""

from typing import Any

from PIL import Image

from catalog_sync.sandbox.catalogue import pdf
from catalog_sync.sandbox.catalogue.drawing.pictures import close_up, cut_out, on_ground, on_white, together
from catalog_sync.sandbox.catalogue.facts import FamilyFacts, Listing
from catalog_sync.sandbox.catalogue.media import MediaStore
from catalog_sync.sandbox.catalogue.picture_cases import encode

CLOSE_UP_EVERY = 3
GROUND_EVERY = 4
"""Every third simple product also has a close-up, every fourth a picture on a tinted ground."""


class Illustrator:
    """Makes the media of listings; every method returns media codes by attribute or color."""

    def __init__(self, store: MediaStore) -> None:
        self.store = store

    def simple(self, family: FamilyFacts, listing: Listing, position: int) -> dict[str, Any]:
        """Return the pictures of a simple product, by attribute; a picture case comes alone."""
        shape, color = _shape(family, listing), listing.tint or listing.values["color"]
        product = cut_out(shape, color, listing.look)
        main = on_white(product, shape, listing.sku)
        pictures = {"picture": self._keep(main, listing.sku, "front", listing.picture_case)}
        if listing.picture_case:
            return pictures
        if position % CLOSE_UP_EVERY == 0:
            pictures["picture_2"] = self._keep(close_up(main), listing.sku, "detail")
        if position % GROUND_EVERY == 0:
            pictures["picture_3"] = self._keep(
                on_ground(product, shape, listing.sku, color), listing.sku, "scene"
            )
        return pictures

    def variants(self, family: FamilyFacts, listing: Listing) -> tuple[str, dict[str, str]]:
        """Return the picture of a product model, showing all its colors, and the picture of each color."""
        shape = _shape(family, listing)
        drawn = {
            color: on_white(cut_out(shape, color, listing.look), shape, f"{listing.sku}-{color.upper()}")
            for color in listing.colors
        }
        codes = {color: self._keep(picture, listing.sku, color) for color, picture in drawn.items()}
        return self._keep(together(list(drawn.values())), listing.sku, "all"), codes

    def certificate(self, sku: str, subject: str, lines: list[str]) -> str:
        """Return the media code of a certificate, a one-page PDF."""
        return self.store.add(f"{sku.lower()}-certificate.pdf", pdf.text_page(subject, lines))

    def _keep(self, picture: Image.Image, sku: str, view: str, case: str | None = None) -> str:
        content, extension = encode(picture, case)
        return self.store.add(f"{sku.lower()}-{view}.{extension}", content)


def _shape(family: FamilyFacts, listing: Listing) -> str:
    kind = listing.values.get("lamp_type")
    return f"{kind}_lamp" if kind else family.shape
