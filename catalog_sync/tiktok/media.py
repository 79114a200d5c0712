"""Calls that bring pictures and documents into the shop, and put pictures on white."""

from collections.abc import Sequence

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.models import UploadedFile, UploadedImage
from catalog_sync.tiktok.optimized_images import (
    ImageToOptimize,
    OptimizedImage,
    OptimizedImages,
    OptimizeImagesRequest,
)
from catalog_sync.tiktok.resource import Resource


class Media(Resource):
    """Uploads; sending the same bytes twice gives a second copy."""

    async def upload_image(self, data: bytes, filename: str, use_case: str | None = None) -> UploadedImage:
        """Upload a picture of at most 10 MB, e.g. as MAIN_IMAGE. Raises MediaRefused."""
        files = {"data": (filename, data)}
        fields = {"use_case": use_case} if use_case else None
        ask = Ask(endpoints.UPLOAD_IMAGE, files=files, fields=fields)
        return await self._read(ask, UploadedImage)

    async def upload_file(self, data: bytes, name: str) -> UploadedFile:
        """Upload a PDF of at most 20 MB; `name` carries the extension. Raises MediaRefused."""
        ask = Ask(endpoints.UPLOAD_FILE, files={"data": (name, data)}, fields={"name": name})
        return await self._read(ask, UploadedFile)

    async def optimize_images(self, uris: Sequence[str]) -> tuple[OptimizedImage, ...]:
        """Put at most 200 uploaded pictures on white; those still PROCESSING are asked for again after seconds."""
        images = tuple(ImageToOptimize(uri=uri, optimization_mode=("WHITE_BACKGROUND",)) for uri in uris)
        ask = Ask(endpoints.OPTIMIZE_IMAGES, body=OptimizeImagesRequest(images=images))
        return (await self._read(ask, OptimizedImages)).images
