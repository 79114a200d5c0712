"""A seller who uses tiktok-shop-api alone: its OAuth helper, its client, its models, its signature, over real HTTP."""

from contextlib import ExitStack
from io import BytesIO
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from tiktok_shop_api.auth import TikTokShopAuth
from tiktok_shop_api.client import TikTokShop
from tiktok_shop_api.generated import models
from tiktok_shop_api.generated.types import File
from tiktok_shop_api.signing import Signer

from catalog_sync_tests.sandbox.tiktok.oracle import problems
from catalog_sync_tests.sandbox.tiktok.seller import picture
from catalog_sync_tests.tiktok.oracle import unknown


class OracleSeller:
    """Knows what the sandbox announced when it was ready, and nothing else of it.

    Every request must be what the oracle's models declare, every answer must parse in them without rest.
    """

    def __init__(self, ready: dict[str, Any], region: str) -> None:
        self._open = ExitStack()
        self.url = ready["api_url"]
        self.announced = next(shop for shop in ready["shops"] if shop["region"] == region)
        self.region = region
        self.app = next(app for app in ready["apps"] if app["app_key"] == self.announced["app_key"])
        key, secret, service = self.app["app_key"], self.app["app_secret"], self.app["service_id"]
        self.oauth = TikTokShopAuth(key, secret, service, base_url=ready["auth_url"])
        self.account = self.opened(TikTokShop(key, secret, base_url=self.url))
        self.shop = self.account

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._open.close()

    def opened(self, client: TikTokShop) -> TikTokShop:
        return self._open.enter_context(client)

    def authorize(self) -> None:
        """Follow the link as the seller would, trade the code that it leads to, and refresh the tokens once."""
        market = "us" if self.app["name"] == "us" else "row"
        link = urlsplit(self.oauth.authorization_url(type="seller", region=market, state="of our making"))
        back = httpx.get(f"{self.url}{link.path}?{link.query}").headers["location"]
        told = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
        assert (told["state"], told["app_key"]) == ("of our making", self.app["app_key"])
        self.use_code(told["code"])

    def use_code(self, code: str) -> None:
        first = self.oauth.exchange_code(code)
        self.tokens = self.oauth.refresh(first.refresh_token)
        assert (self.tokens.open_id, self.tokens.granted_scopes) == (first.open_id, first.granted_scopes)
        assert first.access_token != self.tokens.access_token
        self.account = self.opened(self.account.with_shop(access_token=self.tokens.access_token))

    def enter_shop(self) -> None:
        shops = self.read(self.account.authorization.get_authorized_shops)["shops"]
        self.cipher = next(shop["cipher"] for shop in shops if shop["region"] == self.region)
        assert {shop["region"] for shop in shops} == {shop["region"] for shop in self.app["shops"]}
        self.shop = self.opened(self.account.with_shop(shop_cipher=self.cipher))

    def read(self, operation: Any, *path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        """The data of an answer that parsed strictly; a `body` of plain data is parsed as the oracle's model first."""
        if body is not None:
            query["body"] = request_of(operation, body) if isinstance(body, dict) else body
        answer = operation(*path, **query)
        return strict(type(answer).__name__, answer.to_dict())

    def older(self, model: str, method: str, path: str, body: Any = None, **query: str) -> dict[str, Any]:
        """An endpoint of an older version, which the oracle signs and whose answer it reads, but does not call."""
        clock = str(int(self.sandbox("GET", "/clock")["now"]))
        query |= {"app_key": self.app["app_key"], "timestamp": clock, "shop_cipher": self.cipher}
        headers = {"x-tts-access-token": self.tokens.access_token, "content-type": "application/json"}
        request = httpx.Request(method, f"{self.url}{path}", headers=headers, json=body)
        query["sign"] = Signer.sign(
            path=path,
            query=[*query.items()],
            content_type="application/json",
            body=request.content,
            app_secret=self.app["app_secret"],
        )
        url = f"{self.url}{path}?{urlencode(query)}"
        return strict(model, httpx.request(method, url, headers=headers, content=request.content).json())

    def image(self, use_case: str = "MAIN_IMAGE", colour: str = "white") -> str:
        file = File(BytesIO(picture(800, 800, colour=colour)), "mug.jpg", "image/jpeg")
        case = models.UploadProductImageRequestUseCase(use_case)
        body = models.UploadProductImageRequest(file, case)
        return self.read(self.shop.products.upload_product_image, body=body)["uri"]

    def document(self) -> str:
        body = models.UploadProductFileRequest(File(BytesIO(b"%PDF-1.4"), "safe.pdf"), "safe.pdf")
        return self.read(self.shop.products.upload_product_file, body=body)["id"]

    def sandbox(self, method: str, path: str, **body: Any) -> Any:
        """A control of the sandbox, which is no part of the platform's API."""
        answer = httpx.request(method, f"{self.url}/_sandbox{path}", json=body or None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def pass_review(self) -> None:
        self.sandbox("POST", "/clock", advance_seconds=3)

    def calls(self) -> set[str]:
        """The endpoints that took a call of ours, as the sandbox counted them."""
        counted = self.sandbox("GET", "/calls").values()
        return {label for labels in counted for label, outcomes in labels.items() if outcomes["ok"]}


def strict(model: str, answer: dict[str, Any]) -> dict[str, Any]:
    assert answer["code"] == 0, answer
    assert not (found := problems(model, answer)), found
    return answer["data"]


def request_of(operation: Any, body: dict[str, Any]) -> Any:
    model = operation.__func__.__annotations__["body"].partition(" ")[0]
    request = getattr(models, model).from_dict(body)
    assert not (found := unknown(request)), found
    return request
