"""The demo's catalogue, copied until there are enough products, each with SKUs, texts and measurements of its own."""

from decimal import Decimal
from typing import Any

import orjson
from stdnum import ean

from catalog_sync_tests.mapping import test_demo_rules as demo

CHUNK = 500  # products

Row = dict[str, Any]
Goods = list[tuple[Row, list[Row]]]
"""Documents with the offers of their SKUs, as the ledger has them."""


def goods(number: int) -> Goods:
    """Return a chunk of the demo's products for sale, none of them like any of another number."""
    offers = {row["sku"]: row for row in demo.rows().offers}
    sold = [product for product in demo.products().values() if product.family != "certificates"]
    pairs = []
    for place in range(number * CHUNK, (number + 1) * CHUNK):
        document = orjson.loads(sold[place % len(sold)].model_dump_json(exclude_defaults=True))
        own = [offers[sku["sku"]] for sku in document["skus"]]
        for variant, part in enumerate((document, *document["skus"])):
            _mark(part, place, variant if document.get("axes") else 0)  # a simple product's SKU repeats it
        pairs.append((document, [offer | {"sku": f"{offer['sku']}-{place}"} for offer in own]))
    return pairs


def _mark(part: Row, place: int, variant: int) -> None:
    """Make a product or SKU one of its own: in keys, texts, identifiers and measurements."""
    part |= {name: f"{part[name]}-{place}" for name in ("key", "sku") if name in part}
    for name, values in part["values"].items():
        for value in values:
            value["data"] = _marked(name, value["data"], place, variant)


def _marked(name: str, data: Any, place: int, variant: int) -> Any:
    if name == "name":
        return f"{data} {place}"
    if name == "description":
        return data.replace("</p>", f" {place}</p>", 1)
    if name == "ean" and ean.is_valid(data):
        digits = f"2{place:09}{variant:02}"
        return digits + ean.calc_check_digit(digits)
    if name == "weight" or name.startswith("package_"):
        more = Decimal(place % 1000) / (10_000 if name == "weight" else 100)
        return data | {"amount": str(Decimal(data["amount"]) + more)}
    return data
