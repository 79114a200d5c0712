"""A small catalogue of its own and a caller of the demo PIM over its ASGI interface."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from catalog_sync.sandbox.pim.app import create_app
from catalog_sync.sandbox.pim.catalogue import Catalogue

UUIDS = {
    name: f"0000000{place}-0000-4000-8000-000000000000"
    for place, name in enumerate(("mug", "s", "m", "lone"))
}


def text(data, locale=None):
    return [{"locale": locale, "scope": None, "data": data}]


ROOT = {"name": [*text("Tee", "en_US"), *text("Kaos", "id_ID")], "brand": text("serayu")}
RED = ROOT | {"color": text("red")}
FILES = {
    "attributes": [
        {"code": code, "type": f"pim_catalog_{kind}"}
        for code, kind in (("sku", "identifier"), ("name", "text"), ("brand", "text"), ("color", "text"), ("size", "text"))
    ],
    "attribute-options": [{"code": "red", "attribute": "color"}, {"code": "s", "attribute": "size"}],
    "families": [{"code": "mugs", "attributes": ["sku"]}, {"code": "t_shirts", "attributes": ["sku"]}],
    "family-variants": [{"code": "by_color_size", "family": "t_shirts"}],
    "channels": [{"code": "ecommerce"}],
    "product-models": [
        {"code": "TEE-RED", "parent": "tee", "categories": ["tops"], "values": RED, "updated": "2026-01-02T00:00:00+00:00"},
        {"code": "TEE", "parent": None, "categories": ["tops"], "values": ROOT, "updated": "2026-01-03T00:00:00+00:00"},
    ],
    "products": [
        {"uuid": UUIDS["mug"], "parent": None, "family": "mugs", "enabled": True, "categories": ["kitchen"],
         "values": {"sku": text("MUG"), "name": text(None), "brand": text("tanahlia")},
         "updated": "2026-01-01T10:00:00+00:00"},
        {"uuid": UUIDS["s"], "parent": "TEE-RED", "family": "t_shirts", "enabled": True, "categories": ["tops", "new"],
         "values": RED | {"sku": text("TEE-RED-S"), "size": text("s")}, "updated": "2026-01-01T11:00:00+00:00"},
        {"uuid": UUIDS["m"], "parent": "TEE-RED", "family": "t_shirts", "enabled": False, "categories": ["tops"],
         "values": RED | {"sku": text("TEE-RED-M"), "size": text("m")}, "updated": "2026-01-04T12:00:00+00:00"},
        {"uuid": UUIDS["lone"], "parent": None, "family": None, "enabled": True, "categories": [],
         "values": {"name": text("No identifier")}, "updated": "2026-01-05T00:00:00+00:00"},
    ],
    "media-files": [
        {"code": "a/b/c/d/abcd_mug.jpg", "original_filename": "mug.jpg", "mime_type": "image/jpeg", "size": 3,
         "extension": "jpg", "file": "media/mug.jpg"},
        {"code": "e/f/0/1/ef01_lost.jpg", "original_filename": "lost.jpg", "mime_type": "image/jpeg", "size": 3,
         "extension": "jpg", "file": "media/lost.jpg"},
    ],
}  # fmt: skip
OFFERS = [
    {
        "sku": sku,
        "prices": {"GBP": "8.00"},
        "quantities": {"GB": 5, "ID": 1},
        "as_of": f"2026-01-0{day}T00:00:00Z",
    }
    for day, sku in enumerate(("MUG", "TEE-RED-M", "TEE-RED-S"), start=1)
]


class PimCaller:
    """Calls the application as a client on this machine would, with a bearer unless told otherwise."""

    def __init__(self, catalogue, address="127.0.0.1"):
        self.catalogue = catalogue
        self.app = create_app(catalogue)
        self.address = address
        self.credentials = self.app.state.credentials
        self.clock = self.app.state.clock

    def call(self, method, path, **options):
        return asyncio.run(self._call(method, path, **options))

    async def _call(self, method, path, **options):
        transport = httpx.ASGITransport(self.app, client=(self.address, 50000))
        async with httpx.AsyncClient(transport=transport, base_url="http://pim.test") as client:
            return await client.request(method, path, **options)

    def token(self, grant=None, client=None):
        known = self.credentials
        grant = grant or {"grant_type": "password", "username": known.username, "password": known.password}
        auth = client or (known.client_id, known.secret)
        return self.call("POST", "/api/oauth/v1/token", auth=auth, json=grant)

    def get(self, path, **parameters):
        bearer = {"Authorization": f"Bearer {self.token().json()['access_token']}"}
        return self.call("GET", f"/api/rest/v1/{path}", params=parameters or None, headers=bearer)

    def items(self, path, **parameters):
        return self.get(path, **parameters).json()["_embedded"]["items"]

    def search(self, path="products-uuid", **search):
        conditions = {
            name: [{"operator": operator, "value": value}] for name, (operator, value) in search.items()
        }
        return self.get(path, search=json.dumps(conditions), limit=100, pagination_type="search_after")

    def found(self, **search):
        """Return the short names of the products that a search finds."""
        names = {uuid: name for name, uuid in UUIDS.items()}
        return [names[item["uuid"]] for item in self.search(**search).json()["_embedded"]["items"]]


def write_files(directory: Path, files=None, offers=()):
    (directory / "api").mkdir(parents=True, exist_ok=True)
    (directory / "media").mkdir(exist_ok=True)
    (directory / "media" / "mug.jpg").write_bytes(b"mug")
    for name, rows in (files or FILES).items():
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (directory / "api" / f"{name}.jsonl").write_text(lines)
    (directory / "offers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in offers))


@pytest.fixture
def directory(tmp_path):
    write_files(tmp_path, offers=OFFERS)
    return tmp_path


@pytest.fixture
def pim(directory):
    return PimCaller(Catalogue.load(directory))
