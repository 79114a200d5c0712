"""Pictures for tests: generated ones, and real edge cases where the environment names a folder with them."""

import os
from io import BytesIO
from pathlib import Path

from PIL import Image

PHOTOS = Path(os.environ.get("CATALOG_SYNC_TEST_DATA", "")) / "pim" / "photos"

RED, BLUE = (200, 30, 30), (30, 30, 200)


def picture(width=800, height=800, mode="RGB", colour=RED, **save):
    """Bytes of a picture in one colour; JPEG unless `format` is given."""
    return encode(Image.new(mode, (width, height), colour), **save)


def encode(image, **save):
    encoded = BytesIO()
    image.save(encoded, **({"format": "JPEG"} | save))
    return encoded.getvalue()


def noise(width, height):
    """Bytes of a picture that no encoder makes small."""
    return encode(Image.effect_noise((width, height), 200).convert("RGB"), format="PNG")


def halves(width=600, height=800):
    """A picture whose upper half is red and lower half blue."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (0, height // 2, width, height))
    return image


def turned(image, orientation):
    """JPEG bytes whose EXIF says how to show them."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encode(image, exif=exif, quality=95)


def decoded(data):
    image = Image.open(BytesIO(data))
    image.load()
    return image


def close(pixel, colour, tolerance=12):
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, colour, strict=True))
