"""The drawings: each product is there, differs from the others, and stands on white."""

from itertools import combinations

import pytest
from PIL import ImageChops, ImageOps

from catalog_sync.sandbox.catalogue.drawing.patterns import PATTERNS
from catalog_sync.sandbox.catalogue.drawing.pictures import SHAPES, cut_out, on_white, together


def drawn(shape):
    return cut_out(shape, "blue", "bear" if shape == "plush" else "plain")


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_a_product_fills_a_good_part_of_its_picture_and_leaves_the_corners_white(shape):
    picture = on_white(drawn(shape), shape, "")
    assert picture.size == (800, 800)
    assert {picture.getpixel(corner) for corner in ((0, 0), (799, 0), (0, 799), (799, 799))} == {
        (255, 255, 255)
    }
    left, top, right, bottom = ImageOps.invert(picture).getbbox()
    assert right - left > 300
    assert bottom - top > 400


def test_every_pattern_shows_and_differs_from_the_others():
    mugs = [cut_out("mug", "blue", look) for look in ["plain", *PATTERNS]]
    for one, other in combinations(mugs, 2):
        assert ImageChops.difference(one, other).convert("RGB").getbbox()


def test_a_pattern_stays_on_its_product():
    plain, dotted = (cut_out("mug", "blue", look).getchannel("A") for look in ("plain", "dots"))
    assert ImageChops.difference(plain, dotted).getbbox() is None


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_all_colors_appear_together(count):
    pictures = [
        on_white(cut_out("mug", color, "plain"), "mug", "") for color in ("red", "blue", "green", "black")
    ]
    sheet = together(pictures[:count])
    tones = [picture.getpixel((300, 500)) for picture in pictures[:count]]
    colors = {color for _, color in sheet.getcolors(maxcolors=1 << 20)}
    assert all(
        min(sum(abs(a - b) for a, b in zip(color, tone, strict=True)) for color in colors) < 12
        for tone in tones
    )
