"""What a picture must be like for each of TikTok's use cases (Partner API, Upload Product Image and Create Product)."""

from enum import StrEnum
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

ACCEPTED_FORMATS = frozenset({"JPEG", "PNG", "WEBP", "BMP"})
"""Formats TikTok takes, by Pillow's names. It takes HEIC too, which we cannot look into."""


class UseCase(StrEnum):
    """TikTok's `use_case` of an uploaded picture."""

    MAIN_IMAGE = "MAIN_IMAGE"
    ATTRIBUTE_IMAGE = "ATTRIBUTE_IMAGE"
    DESCRIPTION_IMAGE = "DESCRIPTION_IMAGE"
    SIZE_CHART_IMAGE = "SIZE_CHART_IMAGE"
    CERTIFICATION_IMAGE = "CERTIFICATION_IMAGE"


class Requirements(BaseModel):
    """Limits in pixels and bytes.

    Pictures whose shorter side is below `target_min_side` are enlarged, at most `max_enlargement` times: TikTok's
    upload takes main images from 300 px, its review asks for 600. A ratio outside `ratios` (width / height), or any
    but 1:1 with `square`, is padded to a square on white; nothing is ever cropped. Seller Center's 5 MB hold, though
    the API takes 10.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    formats: frozenset[str] = ACCEPTED_FORMATS
    min_side: int = 100
    max_side: int = 4000
    target_min_side: int = 100
    ratios: tuple[Fraction, Fraction] | None = None
    square: bool = False
    max_bytes: int = 5_000_000
    max_enlargement: float = 2.0


PORTRAIT_TO_LANDSCAPE = (Fraction(3, 4), Fraction(4, 3))

REQUIREMENTS: dict[UseCase, Requirements] = {
    UseCase.MAIN_IMAGE: Requirements(min_side=300, target_min_side=600, ratios=PORTRAIT_TO_LANDSCAPE),
    UseCase.ATTRIBUTE_IMAGE: Requirements(ratios=PORTRAIT_TO_LANDSCAPE),
    UseCase.DESCRIPTION_IMAGE: Requirements(max_side=3999),
    UseCase.SIZE_CHART_IMAGE: Requirements(min_side=1024, target_min_side=1024),
    UseCase.CERTIFICATION_IMAGE: Requirements(),
}
