"""The colors of the drawings, by the color codes of the catalogue."""

Rgb = tuple[int, int, int]

WHITE: Rgb = (255, 255, 255)
INK: Rgb = (52, 48, 52)

COLORS: dict[str, Rgb] = {
    "red": (205, 62, 58),
    "blue": (66, 120, 190),
    "green": (74, 132, 92),
    "black": (58, 58, 64),
    "white": (236, 234, 228),
    "yellow": (238, 190, 70),
    "pink": (236, 156, 172),
    "grey": (148, 152, 160),
    "navy": (42, 58, 104),
    "brown": (146, 98, 66),
    "beige": (222, 202, 168),
    "orange": (232, 132, 62),
    "purple": (132, 98, 166),
    "turquoise": (64, 168, 170),
    "mint": (160, 212, 184),
}


def mix(color: Rgb, other: Rgb, share: float) -> Rgb:
    """Return a color moved towards another by a share from 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(color, other, strict=True))
    return red, green, blue


def lighter(color: Rgb, share: float = 0.35) -> Rgb:
    """Return a color moved towards white."""
    return mix(color, WHITE, share)


def darker(color: Rgb, share: float = 0.25) -> Rgb:
    """Return a color moved towards ink."""
    return mix(color, INK, share)


def accent(color: Rgb) -> Rgb:
    """Return a color that shows on another: pale on dark, dark on pale."""
    return darker(color, 0.3) if sum(color) > 480 else lighter(color, 0.55)
