"""A seller's side for tests: signs with its own HMAC, and speaks to an app over ASGI or to a served one over HTTP."""

import asyncio
import hashlib
import hmac
import io
import json
from typing import Any

import httpx
from PIL import Image

from catalog_sync.sandbox.tiktok.app import create_app
from catalog_sync.sandbox.tiktok.demo_taxonomy import demo_taxonomy
from catalog_sync.sandbox.tiktok.world import World, build_world

SEARCH = "/product/202502/products/search"
PRODUCTS = "/product/202309/products"
UPLOAD = "/product/202309/images/upload"
MANUFACTURERS = "/product/202409/compliance/manufacturers"
PERSONS = "/product/202409/compliance/responsible_persons"


def demo_world(**settings: Any) -> World:
    return build_world(demo_taxonomy(), **{"rate_limit": 1e6, **settings})


class Seller:
    """Calls one shop of a world; answers come as (HTTP status, envelope)."""

    def __init__(self, world: World, region: str = "GB") -> None:
        self.world = world
        self.shop = world.shop_in(region)
        self.app = world.apps[self.shop.app_key]
        self.token = world.tokens.exchange(self.app, world.tokens.grant_code(self.app)).access
        self._transport = httpx.ASGITransport(create_app(world))

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def request() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://sandbox") as client:
                return await client.request(method, path, **options)

        return asyncio.run(request())

    def signed(
        self, method: str, path: str, body: Any = None, *, cipher: bool = True, **query: Any
    ) -> httpx.Response:
        content = json.dumps(body).encode() if body is not None else b""
        headers = {"x-tts-access-token": self.token}
        if body is not None:
            headers["content-type"] = "application/json"
        parameters = self.parameters(path, content, cipher=cipher, **query)
        return self.send(method, path, params=parameters, content=content, headers=headers)

    def parameters(
        self, path: str, content: bytes = b"", *, cipher: bool = True, **query: Any
    ) -> dict[str, str]:
        query = {"app_key": self.app.app_key, "timestamp": str(int(self.world.clock.now())), **query}
        if cipher:
            query = {"shop_cipher": self.shop.cipher, **query}
        text = path + "".join(key + str(query[key]) for key in sorted(query))
        message = self.app.app_secret.encode() + text.encode() + content + self.app.app_secret.encode()
        return {**query, "sign": hmac.new(self.app.app_secret.encode(), message, hashlib.sha256).hexdigest()}

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        return self.signed(method, path, body, **query).json()

    def data(self, method: str, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        answer = self.call(method, path, body, **query)
        assert answer["code"] == 0, answer
        return answer["data"]

    def upload(self, path: str, data: bytes, **fields: str) -> dict[str, Any]:
        headers = {"x-tts-access-token": self.token}
        parameters = self.parameters(path, cipher=False)
        files = {"data": ("upload.bin", data)}
        return self.send("POST", path, params=parameters, data=fields, files=files, headers=headers).json()

    def image(self, width: int = 800, height: int = 800, use_case: str = "MAIN_IMAGE") -> str:
        answer = self.upload(UPLOAD, picture(width, height), use_case=use_case)
        assert answer["code"] == 0, answer
        return answer["data"]["uri"]

    def sandbox(self, method: str, path: str, body: Any = None) -> Any:
        options = {"json": body} if body is not None else {}
        return self.send(method, f"/_sandbox{path}", **options).json()

    def listing(self, seller_sku: str = "MUG-1", **changes: Any) -> dict[str, Any]:
        """A payload that the shop accepts: a mug with one SKU."""
        payload = {
            "title": "Stoneware mug with a wide handle, 350 ml",
            "description": "<p>Holds coffee &amp; tea.</p>",
            "category_id": "600031",
            "category_version": self.world.tree(self.shop).version,
            "main_images": [{"uri": self.image()}],
            "package_weight": {"value": "0.45", "unit": "KILOGRAM"},
            "package_dimensions": {"length": "12", "width": "12", "height": "10.5", "unit": "CENTIMETER"},
            "product_attributes": self.attributes(),
            "skus": [self.sku(seller_sku)],
            **(self.producers() if self.shop.region == "DE" else {}),
        }
        return {name: value for name, value in (payload | changes).items() if value is not None}

    def attributes(self) -> list[dict[str, Any]]:
        extra = {
            "GB": [],
            "DE": [],
            "ID": [{"id": "100149", "values": [{"name": "Indonesia"}]}],
            "US": [
                {"id": "101400", "values": [{"id": "1000059"}]},
                {"id": "101395", "values": [{"id": "1000059"}]},
            ],
        }
        return [{"id": "100393", "values": [{"id": "1000045"}]}, *extra[self.shop.region]]

    def sku(self, seller_sku: str = "MUG-1", **changes: Any) -> dict[str, Any]:
        amount = {"GB": "12.99", "DE": "13.99", "US": "14.99", "ID": "125000"}[self.shop.region]
        sku = {
            "seller_sku": f"{seller_sku}-DE" if self.shop.region == "DE" else seller_sku,
            "price": {"amount": amount, "currency": self.shop.market.currency},
            "inventory": [{"warehouse_id": self.shop.sales_warehouse, "quantity": 7}],
        }
        return {name: value for name, value in (sku | changes).items() if value is not None}

    def manufacturer(self, **changes: Any) -> dict[str, Any]:
        """A manufacturer that the platform accepts."""
        phone = {"country_code": "+44", "local_number": "2079460000"}
        plain = {"name": "Kiln", "email": "k@example.com", "phone_number": phone, "address": "1 Kiln Row"}
        return plain | changes

    def person(self, **changes: Any) -> dict[str, Any]:
        """A responsible person that the platform accepts."""
        phone = {"country_code": "+353", "local_number": "14960000"}
        address = {"street_address_line1": "1 Quay", "postal_code": "D01", "country": "IE"}
        return {"name": "Rep", "email": "r@example.com", "phone_number": phone, "address": address} | changes

    def producers(self) -> dict[str, list[str]]:
        """The ids of a manufacturer and a responsible person, registered now."""
        made = self.data("POST", MANUFACTURERS, self.manufacturer(), cipher=False)
        person = self.data("POST", PERSONS, self.person(), cipher=False)
        ids = {"responsible_person_ids": [person["responsible_person_id"]]}
        return {"manufacturer_ids": [made["manufacturer_id"]], **ids}

    def create(self, **changes: Any) -> str:
        return self.data("POST", PRODUCTS, self.listing(**changes))["product_id"]

    def get(self, product_id: str, **query: Any) -> dict[str, Any]:
        return self.data("GET", f"{PRODUCTS}/{product_id}", **query)

    def refusal(self, **changes: Any) -> int:
        """The code that answers the creation of a listing with these changes."""
        return self.call("POST", PRODUCTS, self.listing(**changes))["code"]


def picture(width: int, height: int, kind: str = "JPEG", colour: str = "white") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, kind)
    return stream.getvalue()


def live(seller: Seller, **changes: Any) -> str:
    """The id of a product that was created and has passed the review."""
    product_id = seller.create(**changes)
    seller.world.clock.advance(5)
    assert seller.get(product_id)["status"] == "ACTIVATE"
    return product_id
