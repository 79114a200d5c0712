"""Drawings of things for the house: mug, bottle, lamps, cushion, cream jar and knife."""

from collections.abc import Callable
from math import pi, sin

from catalog_sync.sandbox.catalogue.drawing.canvas import Canvas, Fill, Pen
from catalog_sync.sandbox.catalogue.drawing.colors import COLORS, INK, Rgb, accent, darker, lighter
from catalog_sync.sandbox.catalogue.drawing.patterns import PATTERNS

GLOW: Rgb = (255, 228, 150)
STEEL: Rgb = (196, 200, 206)
WOOD: Rgb = (176, 128, 84)


def mug(canvas: Canvas, color: Rgb, look: str) -> None:
    """Draw a mug full of coffee."""
    canvas.ring((470, 300, 680, 560), 46, darker(color, 0.12))
    _mug_body(canvas, color)
    _print(canvas, _mug_body, color, look)
    canvas.ellipse((190, 190, 560, 280), lighter(color))
    canvas.ellipse((208, 202, 542, 270), darker(color, 0.45))
    canvas.ellipse((222, 222, 528, 270), (104, 66, 44))


def _mug_body(pen: Pen, fill: Fill) -> None:
    pen.block((190, 330, 560, 660), 70, fill)
    pen.block((190, 235, 560, 480), 0, fill)


def bottle(canvas: Canvas, color: Rgb, look: str) -> None:
    """Draw a drinking bottle with a screw cap and a carrying loop."""
    canvas.ring((350, 50, 450, 150), 16, INK)
    canvas.block((340, 100, 460, 185), 18, INK)
    canvas.block((352, 180, 448, 240), 0, STEEL)
    _bottle_body(canvas, color)
    _print(canvas, _bottle_body, color, look)
    canvas.block((272, 640, 528, 668), 0, STEEL)
    canvas.block((300, 330, 316, 600), 8, lighter(color, 0.6))


def _bottle_body(pen: Pen, fill: Fill) -> None:
    pen.block((272, 210, 528, 730), 74, fill)


def bedside_lamp(canvas: Canvas, color: Rgb, look: str) -> None:
    """Draw a lamp with a round base and a shade that glows."""
    _lamp_base(canvas, color)
    _print(canvas, _lamp_base, color, look)
    canvas.block((384, 350, 416, 420), 0, darker(color))
    shade = lighter(color, 0.72)
    canvas.polygon([(295, 90), (505, 90), (610, 380), (190, 380)], shade)
    canvas.polygon([(330, 110), (470, 110), (540, 380), (260, 380)], lighter(GLOW, 0.45))
    canvas.block((190, 366, 610, 384), 9, darker(shade, 0.2))
    canvas.block((295, 84, 505, 98), 7, darker(shade, 0.2))


def _lamp_base(pen: Pen, fill: Fill) -> None:
    pen.ellipse((290, 405, 510, 690), fill)
    pen.block((300, 660, 500, 715), 20, fill)


def desk_lamp(canvas: Canvas, color: Rgb, look: str) -> None:
    """Draw a jointed desk lamp that throws a cone of light."""
    canvas.polygon([(480, 330), (640, 260), (740, 560), (420, 600)], lighter(GLOW, 0.6))
    canvas.line([(250, 660), (190, 420), (420, 220)], 24, darker(color, 0.15))
    canvas.ellipse((164, 394, 216, 446), STEEL)
    _lamp_head(canvas, color)
    _print(canvas, _lamp_head, color, look)
    canvas.ellipse((388, 192, 448, 252), STEEL)
    canvas.block((120, 650, 390, 710), 30, color)
    canvas.ellipse((228, 632, 276, 676), STEEL)


def _lamp_head(pen: Pen, fill: Fill) -> None:
    pen.polygon([(400, 240), (460, 170), (560, 160), (664, 268), (470, 352)], fill)


def cushion(canvas: Canvas, color: Rgb, look: str) -> None:
    """Draw a square cushion with piping."""
    canvas.polygon(_pillow(88), darker(color))
    _cushion_face(canvas, color)
    _print(canvas, _cushion_face, color, look)
    canvas.ellipse((384, 384, 416, 416), darker(color, 0.35))


def _cushion_face(pen: Pen, fill: Fill) -> None:
    pen.polygon(_pillow(102), fill)


def _pillow(edge: float) -> list[tuple[float, float]]:
    """Return a square whose sides bend inwards and whose corners stand out."""
    span = 800 - 2 * edge
    side = [(edge + span * step / 24, edge + 34 * sin(pi * step / 24)) for step in range(24)]
    right = [(800 - y, x) for x, y in side]
    return side + right + [(800 - x, 800 - y) for x, y in side + right]


def jar(canvas: Canvas, color: Rgb, look: str) -> None:
    """Draw a jar of cream with its lid on and a label."""
    _jar_body(canvas, lighter(color, 0.45))
    _print(canvas, _jar_body, lighter(color, 0.45), look)
    canvas.block((160, 180, 640, 330), 34, color)
    canvas.block((160, 296, 640, 312), 0, darker(color, 0.2))
    canvas.block((280, 410, 520, 570), 20, COLORS["white"])
    canvas.ellipse((370, 436, 430, 496), color)
    canvas.block((320, 518, 480, 530), 6, darker(color, 0.2))
    canvas.block((345, 542, 455, 550), 4, darker(color, 0.2))


def _jar_body(pen: Pen, fill: Fill) -> None:
    pen.block((185, 300, 615, 670), 76, fill)


def knife(canvas: Canvas, color: Rgb, look: str) -> None:  # noqa: ARG001
    """Draw a kitchen knife, point up to the right."""
    canvas.polygon([(330, 420), (690, 90), (700, 130), (640, 280), (410, 510)], STEEL)
    canvas.polygon([(345, 420), (690, 90), (400, 440)], lighter(STEEL, 0.5))
    canvas.line([(350, 470), (160, 660)], 84, color)
    canvas.line([(385, 438), (330, 492)], 90, darker(WOOD))
    for x, y in ((290, 530), (235, 585), (180, 640)):
        canvas.ellipse((x - 11, y - 11, x + 11, y + 11), STEEL)


def _print(canvas: Canvas, body: Callable[[Pen, Fill], None], color: Rgb, look: str) -> None:
    if look in PATTERNS:
        canvas.patterned(body, PATTERNS[look], accent(color))
