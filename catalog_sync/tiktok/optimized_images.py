"""What Optimize Images is asked and answers."""

from typing import Annotated, Literal

from pydantic import Field

from catalog_sync.tiktok.bodies import Body, Many
from catalog_sync.tiktok.models import Answer, Tolerant


class ImageToOptimize(Body):
    """An uploaded picture and what to do with it."""

    uri: str = Field(min_length=1)
    optimization_mode: Many[Literal["WHITE_BACKGROUND"]]


class OptimizeImagesRequest(Body):
    """Pictures to optimize."""

    images: Annotated[Many[ImageToOptimize], Field(min_length=1, max_length=200)]  # 12038007


class OptimizedImage(Tolerant):
    """A picture and, once the status is SUCCESS, its better version; IGNORE means that it was white already."""

    original_uri: str = ""
    original_url: str = ""
    optimized_uri: str = ""
    optimized_url: str = ""
    optimize_status: str = Field(default="", description="SUCCESS, IGNORE or PROCESSING")
    width: int = 0
    height: int = 0


class OptimizedImages(Answer):
    """Answer of Optimize Images."""

    images: tuple[OptimizedImage, ...] = ()
