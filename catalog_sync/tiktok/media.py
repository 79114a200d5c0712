"""Calls that bring pictures and documents into the shop."""

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.models import UploadedFile, UploadedImage
from catalog_sync.tiktok.resource import Resource


class Media(Resource):
    """Uploads; sending the same bytes twice gives a second copy."""

    async def upload_image(self, data: bytes, filename: str, use_case: str) -> UploadedImage:
        """Upload a picture of at most 10 MB, e.g. as MAIN_IMAGE. Raises MediaRefused."""
        files = {"data": (filename, data)}
        ask = Ask(endpoints.UPLOAD_IMAGE, files=files, fields={"use_case": use_case})
        return await self._call(ask, UploadedImage)

    async def upload_file(self, data: bytes, name: str) -> UploadedFile:
        """Upload a PDF of at most 20 MB; `name` carries the extension. Raises MediaRefused."""
        ask = Ask(endpoints.UPLOAD_FILE, files={"data": (name, data)}, fields={"name": name})
        return await self._call(ask, UploadedFile)
