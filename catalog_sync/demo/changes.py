"""What the demo changes in the PIM between its two syncs, and exactly what each change may cause in a shop."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import httpx
from PIL import Image, ImageDraw

from catalog_sync.demo.failures import DemoError
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.rules import Rules
from catalog_sync.pim.document import Product

CREATE, EDIT, PRICE, STOCK, DEACTIVATE = "create", "edit", "price", "stock", "deactivate"


@dataclass
class Changes:
    """The changes made: what was done, for people, and the actions that each region must show for it."""

    told: list[tuple[str, str]] = field(default_factory=list)
    expected: Counter[str] = field(default_factory=Counter)

    def note(self, identifier: str, what: str, action: str | None) -> None:
        """Remember a change of one product and the one action it may cause in every region."""
        self.told.append((identifier, what))
        if action:
            self.expected[action] += 1


class ChangeError(DemoError):
    """The catalogue has no product that the demo could change this way."""


def change_pim(pim: dict[str, Any], rules: Rules, products: list[Product], *, with_offers: bool) -> Changes:
    """Change seven simple products that are live everywhere; `pim` is what the demo PIM announced."""
    chosen = iter(products)
    changes = Changes()
    base = pim["url"]
    with httpx.Client(base_url=base, timeout=30) as http:
        _retitle(http, _next(chosen), rules, changes)
        if with_offers:
            _reprice(http, _next(chosen), changes)
            _restock(http, _next(chosen), changes)
        _copy(http, _next(chosen), rules, changes, with_offers=with_offers)
        _delete(http, _next(chosen), changes)
        _replace_picture(http, _next(chosen), rules, changes)
        touched = _next(chosen)
        http.post(f"/_pim/products/{touched.identifier}/touch").raise_for_status()
        changes.note(touched.identifier, "touched without a change", None)
    return changes


def _next(chosen: Iterator[Product]) -> Product:
    product = next(chosen, None)
    if product is None:
        raise ChangeError("The catalogue has too few simple products that are live in every region.")
    return product


def _retitle(http: httpx.Client, product: Product, rules: Rules, changes: Changes) -> None:
    attribute = _title_attribute(product, rules)
    values = [
        {"locale": value.locale, "scope": value.channel, "data": f"{value.data} II"}
        for value in _values(product, attribute)
    ]
    _patch(http, product, {"values": {attribute: values}})
    changes.note(product.identifier, "a new title", EDIT)


def _title_attribute(product: Product, rules: Rules) -> str:
    family = rules.families[product.family or ""]
    named = [attribute for attribute in _sources(family.title) if _values(product, attribute)]
    if not named:
        raise ChangeError(f"{product.identifier} has no attribute that its title is made of.")
    return named[0]


def _sources(filler: Filler) -> Iterator[str]:
    if filler.from_:
        yield filler.from_
    for option in filler.first_of:
        yield from _sources(option)


def _values(product: Product, attribute: str) -> list[Any]:
    return [*product.values.get(attribute, []), *product.skus[0].values.get(attribute, [])]


def _reprice(http: httpx.Client, product: Product, changes: Changes) -> None:
    sku = str(product.skus[0].sku)
    offer = http.patch(f"/_pim/offers/{sku}", json={}).raise_for_status().json()
    prices = {currency: str(Decimal(amount) * 2) for currency, amount in offer["prices"].items()}
    http.patch(f"/_pim/offers/{sku}", json={"prices": prices}).raise_for_status()
    changes.note(product.identifier, "a new price", PRICE)


def _restock(http: httpx.Client, product: Product, changes: Changes) -> None:
    sku = str(product.skus[0].sku)
    offer = http.patch(f"/_pim/offers/{sku}", json={}).raise_for_status().json()
    quantities = {shop: quantity + 7 for shop, quantity in offer["quantities"].items()}
    http.patch(f"/_pim/offers/{sku}", json={"quantities": quantities}).raise_for_status()
    changes.note(product.identifier, "a new quantity", STOCK)


def _copy(http: httpx.Client, product: Product, rules: Rules, changes: Changes, *, with_offers: bool) -> None:
    """A new product like an existing one, with an identifier of its own and without its EAN."""
    identifier = f"{product.identifier}-NEW"
    sku = product.skus[0]
    filler = rules.families[product.family or ""].identifier
    left_out = {"sku", *(_sources(filler) if filler else ())}
    values: dict[str, Any] = {
        attribute: [{"locale": value.locale, "scope": value.channel, "data": value.data} for value in known]
        for attribute, known in (product.values | sku.values).items()
        if attribute not in left_out
    }
    for media in [*product.media, *sku.media]:
        row = {"locale": media.locale, "scope": media.channel, "data": media.code}
        values.setdefault(media.attribute, []).append(row)
    body = {
        "uuid": str(uuid4()),
        "identifier": identifier,
        "family": product.family,
        "categories": product.categories,
        "values": values,
    }
    http.post("/_pim/products", json=body).raise_for_status()
    if with_offers:
        offer = http.patch(f"/_pim/offers/{sku.sku}", json={}).raise_for_status().json()
        offer_body = {"prices": offer["prices"], "quantities": offer["quantities"]}
        http.patch(f"/_pim/offers/{identifier}", json=offer_body).raise_for_status()
    changes.note(identifier, "a new product", CREATE)


def _delete(http: httpx.Client, product: Product, changes: Changes) -> None:
    http.delete(f"/_pim/products/{product.identifier}").raise_for_status()
    changes.note(product.identifier, "deleted", DEACTIVATE)


def _replace_picture(http: httpx.Client, product: Product, rules: Rules, changes: Changes) -> None:
    wanted = rules.families[product.family or ""].main_images.from_
    media = [*product.media, *product.skus[0].media]
    attribute = next(name for name in wanted if any(item.attribute == name for item in media))
    uploaded = http.put("/_pim/media", params={"filename": "new-picture.jpg"}, content=_picture())
    code = uploaded.raise_for_status().json()["code"]
    old = next(item for item in media if item.attribute == attribute)
    value = {"locale": old.locale, "scope": old.channel, "data": code}
    _patch(http, product, {"values": {attribute: [value]}})
    changes.note(product.identifier, "another picture", EDIT)


def _picture() -> bytes:
    image = Image.new("RGB", (900, 900), "white")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((210, 210, 690, 690), 90, fill="#2b6cb0")
    draw.ellipse((330, 330, 570, 570), fill="#f6ad55")
    stream = BytesIO()
    image.save(stream, "JPEG", quality=88)
    return stream.getvalue()


def _patch(http: httpx.Client, product: Product, body: dict[str, Any]) -> None:
    http.patch(f"/_pim/products/{product.identifier}", json=body).raise_for_status()
