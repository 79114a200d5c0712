"""Akeneo's endpoints for media files, whose codes contain slashes."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.errors import ApiError, not_found
from catalog_sync.sandbox.pim.loading import Row
from catalog_sync.sandbox.pim.rendering import Renderer
from catalog_sync.sandbox.pim.routing import Endpoint


class MediaApi:
    """Descriptions and bytes of one catalogue's media files."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the endpoints by path, the more specific one first."""
        return {"/media-files/{code:path}/download": self.download, "/media-files/{code:path}": self.describe}

    async def describe(self, request: Request) -> Response:
        """Return what the uploader claimed of a file: its name, type and size."""
        return JSONResponse(Renderer(self.catalogue, request).media(self._row(request)))

    async def download(self, request: Request) -> Response:
        """Return the bytes of a file; one that was lost is a 404 of its own."""
        row = self._row(request)
        content = self.catalogue.media_bytes(row)
        if content is None:
            raise ApiError(404, f'Media file "{row["code"]}" is not present on the filesystem.')
        headers = {"Content-Disposition": f'attachment; filename="{row["original_filename"]}"'}
        return Response(content, media_type=row["mime_type"], headers=headers)

    def _row(self, request: Request) -> Row:
        code = request.path_params["code"]
        row = self.catalogue.media.get(code)
        if row is None:
            raise not_found("Media file", code)
        return row
