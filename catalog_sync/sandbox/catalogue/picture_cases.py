"""The files a picture becomes: mostly plain JPEG, and the awkward cases that a real PIM holds as well."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image

from catalog_sync.sandbox.catalogue.drawing.colors import WHITE

EXIF_ORIENTATION = 0x0112
ROTATED_RIGHT = 6

Encoded = tuple[bytes, str]
"""The bytes of a picture and the extension of its file."""


def encode(picture: Image.Image, case: str | None) -> Encoded:
    """Return a square RGB picture as a file; without a case as JPEG of quality 85."""
    return CASES[case](picture) if case else _jpeg(picture)


def _jpeg(picture: Image.Image) -> Encoded:
    return _saved(picture, "JPEG", "jpg", quality=85)


def _saved(picture: Image.Image, kind: str, extension: str, **options: object) -> Encoded:
    stream = BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue(), extension


def _small(side: int) -> Callable[[Image.Image], Encoded]:
    return lambda picture: _jpeg(picture.resize((side, side), Image.Resampling.LANCZOS))


def _padded(width: int, height: int) -> Callable[[Image.Image], Encoded]:
    """Return a case of another ratio: the product in the middle of a wider or taller white picture."""

    def padded(picture: Image.Image) -> Encoded:
        sheet = Image.new("RGB", (width, height), WHITE)
        side = min(width, height)
        product = picture.resize((side, side), Image.Resampling.LANCZOS)
        sheet.paste(product, ((width - side) // 2, (height - side) // 2))
        return _jpeg(sheet)

    return padded


def _alpha_png(picture: Image.Image) -> Encoded:
    """White becomes transparent, as in a cut-out from a studio, and the shadow half so."""
    cut = picture.convert("RGBA")
    cut.putalpha(picture.convert("L").point(lambda light: min(255, (255 - light) * 6)))
    return _saved(cut, "PNG", "png")


def _cmyk(picture: Image.Image) -> Encoded:
    return _jpeg(picture.convert("CMYK"))


def _exif_rotated(picture: Image.Image) -> Encoded:
    """The pixels lie on their side and only the EXIF tag tells so, as phones save them."""
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = ROTATED_RIGHT
    return _saved(picture.transpose(Image.Transpose.ROTATE_90), "JPEG", "jpg", quality=85, exif=exif)


def _palette_png(picture: Image.Image) -> Encoded:
    return _saved(picture.quantize(64, dither=Image.Dither.NONE), "PNG", "png")


def _webp(picture: Image.Image) -> Encoded:
    return _saved(picture, "WEBP", "webp", quality=85, method=2)


CASES: dict[str, Callable[[Image.Image], Encoded]] = {
    "small_400": _small(400),
    "small_320": _small(320),
    "small_120": _small(120),
    "wide_16_9": _padded(1120, 630),
    "tall_1_3": _padded(600, 1800),
    "landscape_4_3": _padded(1000, 750),
    "portrait_3_4": _padded(750, 1000),
    "alpha_png": _alpha_png,
    "cmyk": _cmyk,
    "exif_rotated": _exif_rotated,
    "palette_png": _palette_png,
    "webp": _webp,
}
