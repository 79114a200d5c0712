"""Decoding of uploaded pictures and the limits of each use case."""

import importlib.util
import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from catalog_sync.sandbox.tiktok.errors import Refusal, invalid_request, refusal

FORMATS = frozenset({"JPEG", "MPO", "PNG", "WEBP", "BMP", "HEIF"})
HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1"})
NO_HEIC_DECODER = (
    "Failed to process the image. The platform accepts HEIC, but this sandbox cannot decode it:"
    " install pillow-heif beside it, or send JPG, PNG, WEBP or BMP."
)
WHITE = 245
MAX_BYTES = 10 * 1024 * 1024
ANY_SIZE = (100, 20_000)
MAIN_SIZE = (300, 4_000)
SIZE_CHART_SHORTER_SIDE = 1_024
CONVERTED = frozenset({"MAIN_IMAGE", "ATTRIBUTE_IMAGE"})
USE_CASES = CONVERTED | {
    "",
    "DESCRIPTION_IMAGE",
    "CERTIFICATION_IMAGE",
    "SIZE_CHART_IMAGE",
    "CUSTOMIZATION_IMAGE",
}


@dataclass(frozen=True)
class Picture:
    """A decoded picture in pixels: as it came in, as the platform keeps it, and whether its background is white."""

    decoded: tuple[int, int]
    kept: tuple[int, int]
    white: bool


def accept_picture(data: bytes, use_case: str) -> Picture:
    """Decode the whole picture and check it for its use case (Partner API, Upload Product Image).

    HEIC is taken where the package pillow-heif is installed, and refused by name where it is not.
    """
    if use_case not in USE_CASES:
        raise invalid_request(f"Invalid use_case {use_case}.")
    if not data:
        raise Refusal(12038002)
    if len(data) > MAX_BYTES:
        raise Refusal(12038005)
    size, white = _decode(data)
    _check_size(size, use_case)
    return Picture(size, _converted(size) if use_case in CONVERTED else size, white)


def ratio_is_kept(width: int, height: int) -> bool:
    """Tell whether the ratio is within 3:4 and 4:3, the range that is neither converted nor refused."""
    return 3 * height <= 4 * width and 3 * width <= 4 * height


def _decode(data: bytes) -> tuple[tuple[int, int], bool]:
    _prepare_heic(data)
    try:
        with Image.open(io.BytesIO(data)) as image:
            size = image.size
            if image.format not in FORMATS:
                raise Refusal(12038015)
            if not ANY_SIZE[0] <= min(size) <= max(size) <= ANY_SIZE[1]:
                return size, False
            image.draft(None, (1, 1))
            image.load()
            return size, _has_white_background(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refusal(12019116) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refusal(12038004) from error


def _prepare_heic(data: bytes) -> None:
    """Install the decoder for a HEIC picture, or say that there is none."""
    if data[4:8] != b"ftyp" or data[8:12] not in HEIC_BRANDS or "HEIF" in Image.ID:
        return
    if importlib.util.find_spec("pillow_heif") is None:
        raise Refusal(12038015, NO_HEIC_DECODER)
    importlib.import_module("pillow_heif").register_heif_opener()


def _has_white_background(image: Image.Image) -> bool:
    """Tell whether the corners and the middles of the sides are white."""
    right, bottom = image.width - 1, image.height - 1
    columns, rows = (0, right // 2, right), (0, bottom // 2, bottom)
    edge = [(x, y) for x in columns for y in rows if x in (0, right) or y in (0, bottom)]
    spots = (image.crop((x, y, x + 1, y + 1)).convert("RGB") for x, y in edge)
    return all(min(spot.tobytes()) >= WHITE for spot in spots)


def _check_size(size: tuple[int, int], use_case: str) -> None:
    low, high = MAIN_SIZE if use_case == "MAIN_IMAGE" else ANY_SIZE
    if min(size) < low or max(size) > high:
        raise refusal(12038014, low=low, high=high)
    if use_case == "SIZE_CHART_IMAGE" and min(size) < SIZE_CHART_SHORTER_SIDE:
        raise Refusal(12019116)


def _converted(size: tuple[int, int]) -> tuple[int, int]:
    return size if ratio_is_kept(*size) else (min(size), min(size))
