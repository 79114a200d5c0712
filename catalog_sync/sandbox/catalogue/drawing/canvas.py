"""A canvas to draw one product on: twice the size of the picture, so that its edges come out smooth."""

from collections.abc import Callable, Sequence
from functools import cache

from PIL import Image, ImageChops, ImageDraw

from catalog_sync.sandbox.catalogue.drawing.colors import Rgb

SIDE = 800
"""Pixels of a finished picture's side; shapes use coordinates from 0 to 800."""
SCALE = 2

Box = tuple[float, float, float, float]
Points = Sequence[tuple[float, float]]
Fill = Rgb | int


class Pen:
    """Draws shapes in picture coordinates on an image of any mode."""

    def __init__(self, image: Image.Image) -> None:
        self._draw = ImageDraw.Draw(image)

    def ellipse(self, box: Box, fill: Fill) -> None:
        """Fill an ellipse."""
        self._draw.ellipse(_scaled(box), fill=fill)

    def ring(self, box: Box, width: float, fill: Fill) -> None:
        """Draw the outline of an ellipse."""
        self._draw.ellipse(_scaled(box), outline=fill, width=round(width * SCALE))

    def block(self, box: Box, radius: float, fill: Fill) -> None:
        """Fill a rectangle with round corners."""
        self._draw.rounded_rectangle(_scaled(box), round(radius * SCALE), fill=fill)

    def polygon(self, points: Points, fill: Fill) -> None:
        """Fill a polygon."""
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def line(self, points: Points, width: float, fill: Fill) -> None:
        """Draw a line with round joints and ends."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=fill, width=round(width * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill)

    def arc(self, box: Box, start: float, end: float, width: float, fill: Fill) -> None:
        """Draw a part of an ellipse's outline, angles in degrees clockwise from three o'clock."""
        self._draw.arc(_scaled(box), start, end, fill=fill, width=round(width * SCALE))


class Canvas(Pen):
    """A transparent canvas; what is drawn on it becomes a picture by `finished`."""

    def __init__(self) -> None:
        self.image = Image.new("RGBA", (SIDE * SCALE, SIDE * SCALE))
        super().__init__(self.image)

    def patterned(
        self, body: Callable[[Pen, Fill], None], pattern: Callable[[Pen], None], color: Rgb
    ) -> None:
        """Paint a pattern in one color, only where `body` is."""
        mask = Image.new("L", self.image.size)
        pattern(Pen(mask))
        clip = Image.new("L", self.image.size)
        body(Pen(clip), 255)
        box = clip.getbbox() or (0, 0, 1, 1)
        self.image.paste(color, box, ImageChops.darker(mask, clip).crop(box))

    def finished(self) -> Image.Image:
        """Return the drawing at its final size with a soft light from the left, the background transparent."""
        small = self._reduced()
        shade = Image.new("RGBA", small.size, (30, 24, 40, 0))
        shade.putalpha(_shade())
        lit = Image.alpha_composite(small, shade)
        lit.putalpha(small.getchannel("A"))
        return lit

    def _reduced(self) -> Image.Image:
        """Reduce band by band: every pixel is opaque or empty, so the bands are premultiplied as they are."""
        bands = [band.reduce(SCALE) for band in self.image.split()]
        return Image.merge("RGBa", bands).convert("RGBA")


@cache
def _shade() -> Image.Image:
    row = Image.new("L", (SIDE, 1))
    row.putdata([round(78 * (max(0, abs(x - 330) - 60) / 410) ** 1.6) for x in range(SIDE)])
    return row.resize((SIDE, SIDE))


def _scaled(box: Box) -> list[float]:
    return [side * SCALE for side in box]
