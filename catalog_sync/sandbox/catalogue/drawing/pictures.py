"""Whole pictures of a product: on white, close up, on a tinted ground, and several colors together."""

from collections.abc import Callable, Sequence
from functools import cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from catalog_sync.sandbox.catalogue.drawing import homeware, wearables
from catalog_sync.sandbox.catalogue.drawing.canvas import SIDE, Canvas
from catalog_sync.sandbox.catalogue.drawing.colors import COLORS, WHITE, Rgb, lighter

SHAPES: dict[str, Callable[[Canvas, Rgb, str], None]] = {
    "backpack": wearables.backpack,
    "bedside_lamp": homeware.bedside_lamp,
    "bottle": homeware.bottle,
    "cushion": homeware.cushion,
    "desk_lamp": homeware.desk_lamp,
    "jar": homeware.jar,
    "knife": homeware.knife,
    "mug": homeware.mug,
    "phone_case": wearables.phone_case,
    "plush": wearables.plush,
    "t_shirt": wearables.t_shirt,
}
LYING = ("cushion", "knife", "t_shirt")
"""Shapes seen from above: they stand on nothing, so they throw no shadow on a floor."""

SHADOW: Rgb = (106, 102, 112)
SHADOW_HEIGHT = 280


def cut_out(shape: str, color: str, look: str) -> Image.Image:
    """Return the drawn product alone, transparent around it."""
    canvas = Canvas()
    SHAPES[shape](canvas, COLORS[color], look)
    return canvas.finished()


def on_white(product: Image.Image, shape: str, label: str) -> Image.Image:
    """Return the main picture: the product on white with its shadow and a small label."""
    return _placed(product, shape, label, WHITE)


def on_ground(product: Image.Image, shape: str, label: str, color: str) -> Image.Image:
    """Return the product on a pale ground of its own color."""
    return _placed(product, shape, label, lighter(COLORS[color], 0.82))


def close_up(picture: Image.Image) -> Image.Image:
    """Return the middle of a picture at twice its size."""
    edge = SIDE // 4
    return picture.crop((edge, edge, SIDE - edge, SIDE - edge)).resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def together(pictures: Sequence[Image.Image]) -> Image.Image:
    """Return up to four pictures side by side, as a picture of all the colors."""
    sheet = Image.new("RGB", (SIDE, SIDE), WHITE)
    half = SIDE // 2
    spots = {1: [(200, 200)], 2: [(0, 200), (half, 200)], 3: [(0, 0), (half, 0), (200, half)]}
    grid = [(0, 0), (half, 0), (0, half), (half, half)]
    for picture, spot in zip(pictures, spots.get(len(pictures), grid), strict=False):
        sheet.paste(picture.reduce(2), spot)
    return sheet


def _placed(product: Image.Image, shape: str, label: str, ground: Rgb) -> Image.Image:
    picture = Image.new("RGB", (SIDE, SIDE), ground)
    if shape not in LYING:
        floor = product.getchannel("A").getbbox() or (0, 0, SIDE, SIDE)
        picture.paste(SHADOW, (0, floor[3] - SHADOW_HEIGHT // 2 - 12), _shadow())
    picture.paste(product, (0, 0), product)
    ImageDraw.Draw(picture).text((24, SIDE - 20), label, fill=(150, 150, 156), font=_font(), anchor="ls")
    return picture


@cache
def _shadow() -> Image.Image:
    mask = Image.new("L", (SIDE // 4, SHADOW_HEIGHT // 4))
    ImageDraw.Draw(mask).ellipse((38, 23, 162, 47), fill=120)
    return mask.filter(ImageFilter.GaussianBlur(6)).resize((SIDE, SHADOW_HEIGHT), Image.Resampling.BICUBIC)


@cache
def _font() -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(size=22)
