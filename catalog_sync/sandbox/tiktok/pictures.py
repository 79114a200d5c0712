"""Decoding of uploaded pictures and the limits of each use case."""

import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from catalog_sync.sandbox.tiktok.errors import Refusal, invalid_request, refusal

FORMATS = frozenset({"JPEG", "MPO", "PNG", "WEBP", "BMP"})
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
    """A decoded picture in pixels: as it came in, and as the platform keeps it."""

    decoded: tuple[int, int]
    kept: tuple[int, int]


def accept_picture(data: bytes, use_case: str) -> Picture:
    """Decode the whole picture and check it for its use case (Partner API, Upload Product Image).

    HEIC is refused as undecodable: there is no decoder for it here.
    """
    if use_case not in USE_CASES:
        raise invalid_request(f"Invalid use_case {use_case}.")
    if not data:
        raise Refusal(12038002)
    if len(data) > MAX_BYTES:
        raise Refusal(12038005)
    size = _decode(data)
    _check_size(size, use_case)
    return Picture(size, _converted(size) if use_case in CONVERTED else size)


def ratio_is_kept(width: int, height: int) -> bool:
    """Tell whether the ratio is within 3:4 and 4:3, the range that is neither converted nor refused."""
    return 3 * height <= 4 * width and 3 * width <= 4 * height


def _decode(data: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(data)) as image:
            size = image.size
            if image.format not in FORMATS:
                raise Refusal(12038015)
            if not ANY_SIZE[0] <= min(size) <= max(size) <= ANY_SIZE[1]:
                return size
            image.draft(None, (1, 1))
            image.load()
            return size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refusal(12019116) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refusal(12038004) from error


def _check_size(size: tuple[int, int], use_case: str) -> None:
    low, high = MAIN_SIZE if use_case == "MAIN_IMAGE" else ANY_SIZE
    if min(size) < low or max(size) > high:
        raise refusal(12038014, low=low, high=high)
    if use_case == "SIZE_CHART_IMAGE" and min(size) < SIZE_CHART_SHORTER_SIDE:
        raise Refusal(12019116)


def _converted(size: tuple[int, int]) -> tuple[int, int]:
    return size if ratio_is_kept(*size) else (min(size), min(size))
