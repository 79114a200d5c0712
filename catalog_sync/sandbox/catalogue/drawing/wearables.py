"""Drawings of things to wear, carry and cuddle: T-shirt, backpack, phone case and soft toys."""

from catalog_sync.sandbox.catalogue.drawing.canvas import Canvas, Fill, Pen
from catalog_sync.sandbox.catalogue.drawing.colors import INK, Rgb, accent, darker, lighter
from catalog_sync.sandbox.catalogue.drawing.patterns import PATTERNS

LENS: Rgb = (40, 52, 70)


def t_shirt(canvas: Canvas, color: Rgb, look: str) -> None:
    """Draw a T-shirt laid flat."""
    _shirt(canvas, color)
    if look in PATTERNS:
        canvas.patterned(_shirt, PATTERNS[look], accent(color))
    canvas.patterned(_shirt, lambda pen: pen.ellipse((298, 20, 502, 206), 255), darker(color, 0.15))
    canvas.patterned(_shirt, lambda pen: pen.ellipse((316, 20, 484, 186), 255), darker(color, 0.45))
    canvas.line([(228, 330), (224, 716)], 4, darker(color, 0.3))
    canvas.line([(572, 330), (576, 716)], 4, darker(color, 0.3))
    canvas.line([(226, 706), (574, 706)], 3, darker(color, 0.3))


def _shirt(pen: Pen, fill: Fill) -> None:
    pen.polygon(
        [(300, 100), (500, 100), (590, 140), (740, 330), (640, 410), (576, 330), (582, 730), (218, 730),
         (224, 330), (160, 410), (60, 330), (210, 140)],
        fill,
    )  # fmt: skip


def backpack(canvas: Canvas, color: Rgb, look: str) -> None:
    """Draw a backpack from the front."""
    canvas.ring((330, 50, 470, 190), 24, darker(color, 0.35))
    for x in (170, 590):
        canvas.block((x, 330, x + 40, 640), 20, darker(color, 0.4))
    _pack(canvas, color)
    if look in PATTERNS:
        canvas.patterned(_pack, PATTERNS[look], accent(color))
    canvas.arc((230, 150, 570, 520), 190, 350, 9, darker(color, 0.45))
    canvas.block((250, 430, 550, 680), 44, darker(color, 0.18))
    canvas.line([(275, 485), (525, 485)], 8, darker(color, 0.5))
    canvas.block((500, 478, 516, 530), 8, lighter(color, 0.7))
    canvas.block((365, 330, 435, 380), 10, lighter(color, 0.55))


def _pack(pen: Pen, fill: Fill) -> None:
    pen.block((195, 110, 605, 560), 150, fill)
    pen.block((195, 300, 605, 725), 70, fill)


def phone_case(canvas: Canvas, color: Rgb, look: str) -> None:
    """Draw the back of a phone case."""
    canvas.block((236, 60, 564, 740), 66, darker(color, 0.3))
    _case(canvas, color)
    if look in PATTERNS:
        canvas.patterned(_case, PATTERNS[look], accent(color))
    canvas.block((270, 92, 420, 242), 40, darker(color, 0.4))
    for x, y in ((310, 132), (380, 132), (310, 202)):
        canvas.ellipse((x - 30, y - 30, x + 30, y + 30), LENS)
        canvas.ellipse((x - 12, y - 16, x + 4, y), lighter(LENS, 0.5))
    canvas.ellipse((370, 192, 390, 212), (250, 240, 210))


def _case(pen: Pen, fill: Fill) -> None:
    pen.block((248, 70, 552, 730), 58, fill)


def plush(canvas: Canvas, color: Rgb, look: str) -> None:
    """Draw a sitting soft toy: a bear, panda, rabbit, cat or mouse by its head."""
    pale = lighter(color, 0.62)
    for x in (215, 585):
        canvas.ellipse((x - 62, 440, x + 62, 620), darker(color, 0.1))
    canvas.ellipse((240, 390, 560, 720), color)
    canvas.ellipse((300, 450, 500, 690), pale)
    for x in (265, 535):
        canvas.ellipse((x - 80, 620, x + 80, 750), darker(color, 0.06))
        canvas.ellipse((x - 42, 655, x + 42, 730), pale)
    EARS[look](canvas, color, pale)
    canvas.ellipse((225, 130, 575, 450), pale if look == "panda" else color)
    _face(canvas, color, pale)


def _face(canvas: Canvas, color: Rgb, pale: Rgb) -> None:
    for x in (308, 492):
        canvas.ellipse((x - 46, 212, x + 46, 308), color)
    canvas.ellipse((325, 290, 475, 420), pale)
    for x in (315, 485):
        canvas.ellipse((x - 19, 240, x + 19, 282), INK)
        canvas.ellipse((x - 10, 246, x, 256), (255, 255, 255))
    canvas.ellipse((372, 304, 428, 344), INK)
    canvas.arc((350, 330, 400, 390), 10, 170, 6, INK)
    canvas.arc((400, 330, 450, 390), 10, 170, 6, INK)


def _bear_ears(canvas: Canvas, color: Rgb, pale: Rgb) -> None:
    for x in (262, 538):
        canvas.ellipse((x - 68, 96, x + 68, 232), color)
        canvas.ellipse((x - 36, 128, x + 36, 200), pale)


def _rabbit_ears(canvas: Canvas, color: Rgb, pale: Rgb) -> None:
    for x in (310, 490):
        canvas.ellipse((x - 48, 6, x + 48, 260), color)
        canvas.ellipse((x - 24, 40, x + 24, 230), pale)


def _cat_ears(canvas: Canvas, color: Rgb, pale: Rgb) -> None:
    for x, lean in ((300, -1), (500, 1)):
        canvas.polygon([(x - 82, 240), (x + lean * 56, 56), (x + 82, 240)], color)
        canvas.polygon([(x - 44, 230), (x + lean * 44, 108), (x + 44, 230)], pale)


def _mouse_ears(canvas: Canvas, color: Rgb, pale: Rgb) -> None:
    for x in (222, 578):
        canvas.ellipse((x - 116, 50, x + 116, 282), color)
        canvas.ellipse((x - 74, 92, x + 74, 240), pale)


EARS = {
    "bear": _bear_ears,
    "panda": _bear_ears,
    "rabbit": _rabbit_ears,
    "cat": _cat_ears,
    "mouse": _mouse_ears,
}
