"""Uploads of pictures and PDF files; both belong to the app's seller, not to a shop."""

from functools import partial

import anyio.to_thread
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.model import Document, Image
from catalog_sync.sandbox.tiktok.pictures import accept_picture

MAX_PDF_BYTES = 20 * 1024 * 1024
IMAGE_HOST = "https://p16-oec-sandbox.ibyteimg.example"


async def upload_image(call: Call) -> Data:
    """Upload Product Image."""
    fields, data = await _parts(call.request)
    use_case = fields.get("use_case", "")
    picture = await anyio.to_thread.run_sync(partial(accept_picture, data, use_case))
    uri = f"tos-{call.app.name}-i-sandbox/{call.world.token_hex(32)}"
    url = f"{IMAGE_HOST}/{uri}~tplv-origin-jpeg.jpeg"
    image = Image(uri, url, call.app.app_key, *picture.kept, picture.decoded, use_case, picture.white)
    call.world.images[uri] = call.world.images_by_url[url] = image
    return {"uri": uri, "url": url, "width": image.width, "height": image.height, "use_case": use_case}


async def upload_file(call: Call) -> Data:
    """Upload Product File: only PDF; videos are not played."""
    fields, data = await _parts(call.request)
    name = fields.get("name", "")
    _check_pdf(name, data)
    file_id = f"v09{call.world.token_hex(24)}"
    document = Document(file_id, f"{IMAGE_HOST}/files/{file_id}", call.app.app_key, name)
    call.world.documents[file_id] = document
    return {"id": file_id, "url": document.url, "name": name, "format": "PDF"}


def _check_pdf(name: str, data: bytes) -> None:
    if not data:
        raise Refusal(12019103)
    if not name or "." not in name:
        raise Refusal(12019104)
    if len(data) > MAX_PDF_BYTES:
        raise Refusal(36009021, "The uploaded file is too large.", status=400)
    if not data.startswith(b"%PDF-") or not name.lower().endswith(".pdf"):
        raise Refusal(12019105)


async def _parts(request: Request) -> tuple[dict[str, str], bytes]:
    try:
        async with request.form(max_files=1, max_fields=4) as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            upload = form.get("data")
            data = await upload.read() if isinstance(upload, UploadFile) else b""
    except HTTPException as error:
        raise Refusal(36009023, status=400) from error
    return fields, data
