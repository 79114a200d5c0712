"""The patterns printed, woven or glazed on the products; each covers the whole canvas and is clipped to a body."""

from collections.abc import Callable
from math import cos, pi, sin

from catalog_sync.sandbox.catalogue.drawing.canvas import SIDE, Pen

Pattern = Callable[[Pen], None]

ON = 255


def stripes(pen: Pen) -> None:
    """Draw level stripes."""
    for y in range(12, SIDE, 56):
        pen.block((0, y, SIDE, y + 22), 0, ON)


def dots(pen: Pen) -> None:
    """Draw dots in staggered rows."""
    for row, y in enumerate(range(10, SIDE, 52)):
        for x in range(20 + row % 2 * 30, SIDE, 60):
            pen.ellipse((x - 13, y - 13, x + 13, y + 13), ON)


def checks(pen: Pen) -> None:
    """Draw a gingham of crossing bands."""
    for start in range(0, SIDE, 72):
        pen.block((start, 0, start + 22, SIDE), 0, ON)
        pen.block((0, start, SIDE, start + 22), 0, ON)


def chevron(pen: Pen) -> None:
    """Draw zigzag lines."""
    for y in range(0, SIDE + 80, 68):
        points = [(x, y + (28 if x // 40 % 2 else -28)) for x in range(-40, SIDE + 80, 40)]
        pen.line(points, 18, ON)


def waves(pen: Pen) -> None:
    """Draw rolling waves."""
    for y in range(0, SIDE + 60, 58):
        pen.line([(x, y + 16 * sin(x / 28)) for x in range(-10, SIDE + 10, 8)], 13, ON)


def leaves(pen: Pen) -> None:
    """Draw leaves, tilted left and right by turns."""
    for row, y in enumerate(range(20, SIDE, 76)):
        for x in range(10 + row % 2 * 38, SIDE, 76):
            pen.polygon(_leaf(x, y, pi / 4 if row % 2 else -pi / 4), ON)


def stars(pen: Pen) -> None:
    """Draw five-pointed stars of two sizes."""
    for row, y in enumerate(range(16, SIDE, 66)):
        for column, x in enumerate(range(16 + row % 2 * 38, SIDE, 76)):
            pen.polygon(_star(x, y, 20 if (row + column) % 2 else 12), ON)


def _leaf(x: float, y: float, tilt: float) -> list[tuple[float, float]]:
    upper = [(-30 + step * 6, 14 * sin(pi * step / 10)) for step in range(11)]
    outline = upper + [(u, -v) for u, v in reversed(upper)]
    return [(x + u * cos(tilt) - v * sin(tilt), y + u * sin(tilt) + v * cos(tilt)) for u, v in outline]


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    corners = ((pi * step / 5 - pi / 2, radius if step % 2 == 0 else radius * 0.42) for step in range(10))
    return [(x + reach * cos(angle), y + reach * sin(angle)) for angle, reach in corners]


PATTERNS: dict[str, Pattern] = {
    "stripes": stripes,
    "dots": dots,
    "checks": checks,
    "chevron": chevron,
    "waves": waves,
    "leaves": leaves,
    "stars": stars,
}
