"""Draws a table of sizes as a picture: the same table gives the same pixels."""

import json
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from catalog_sync.images.failures import NotAPicture, decoding

DRAWING_VERSION = 2
"""Raised when the same table would be drawn differently."""

_SIDE = 1200  # pixels; TikTok takes size charts from 1024 on the shorter side
_MARGIN, _PADDING = 40, 16
_WHITE, _INK, _HEAD, _LINE = (255, 255, 255), (25, 25, 25), (238, 238, 238), (170, 170, 170)
_SIZES = range(44, 13, -2)

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True)
class _Layout:
    font: Font
    widths: list[int]
    height: int


def draw_size_chart(told: str) -> bytes:
    """Return a PNG of a table told as JSON: title, columns, rows (lists of texts), font (a file, a name or none).

    Raises NotAPicture where it is no such table, has no such font, or is too wide to be read.
    """
    with decoding(
        NotAPicture(
            "unreadable", "The size chart cannot be drawn: correct its table in the rules or the PIM."
        )
    ):
        chart = json.loads(told)
        rows = [chart["columns"], *chart["rows"]]
        title = chart.get("title") or ""
        return _png(_drawn(title, rows, _layout(title, rows, chart.get("font"))))


def _layout(title: str, rows: list[list[str]], name: str | None) -> _Layout:
    """The largest letters that fit."""
    for size in _SIZES:
        font = _font(name, size)
        columns = zip(*rows, strict=True)
        widths = [round(max(font.getlength(cell) for cell in column)) + 2 * _PADDING for column in columns]
        if max(sum(widths), font.getlength(title)) + 2 * _MARGIN <= _SIDE:
            spare = (_SIDE - 2 * _MARGIN - sum(widths)) // len(widths)
            return _Layout(font, [width + spare for width in widths], size + 2 * _PADDING)
    raise NotAPicture(
        "unreadable", "The size chart is too wide to be read: leave out columns or shorten their texts."
    )


def _font(name: str | None, size: int) -> Font:
    if name is None:
        return ImageFont.load_default(size)
    try:
        return ImageFont.truetype(name, size)
    except OSError:
        raise NotAPicture(
            "unreadable", f"There is no font {name} for the size chart: install it, or name another."
        ) from None


def _drawn(title: str, rows: list[list[str]], layout: _Layout) -> Image.Image:
    top = _MARGIN + (layout.height if title else 0)
    height = max(_SIDE, top + layout.height * len(rows) + _MARGIN)
    image = Image.new("RGB", (_SIDE, height), _WHITE)
    draw = ImageDraw.Draw(image)
    if title:
        draw.text((_MARGIN, _MARGIN), title, fill=_INK, font=layout.font)
    for number, row in enumerate(rows):
        _draw_row(draw, row, layout, top + number * layout.height, head=number == 0)
    return image


def _draw_row(draw: ImageDraw.ImageDraw, row: list[str], layout: _Layout, top: int, *, head: bool) -> None:
    left = _MARGIN
    for cell, width in zip(row, layout.widths, strict=True):
        box = (left, top, left + width, top + layout.height)
        draw.rectangle(box, fill=_HEAD if head else _WHITE, outline=_LINE)
        draw.text((left + _PADDING, top + _PADDING), cell, fill=_INK, font=layout.font)
        left += width


def _png(image: Image.Image) -> bytes:
    encoded = BytesIO()
    options: dict[str, Any] = {"optimize": False, "compress_level": 6}
    image.save(encoded, "PNG", **options)
    return encoded.getvalue()
