"""The notation of the code tables: a case provokes one code by the least change of a call that works."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from catalog_sync.sandbox.tiktok.taxonomy import Category
from catalog_sync_tests.sandbox.tiktok.seller import PRODUCTS, Seller

CHECK = "/product/202309/products/listing_check"
EDIT = "/product/202509/products"
RED = {"id": "100000", "value_name": "Red"}
BLUE = {"id": "100000", "value_name": "Blue"}
MUG = "600031"


@dataclass(frozen=True)
class Case:
    """`provoke` returns the code that the shop of `region` answered."""

    code: int
    region: str
    provoke: Callable[[Seller], int]

    def __str__(self) -> str:
        return str(self.code)


def create(code: int, region: str = "GB", /, before: Any = None, **changes: Any) -> Case:
    """A create of the plain listing with changes; a function gets the seller and returns the value."""

    def provoke(seller: Seller) -> int:
        _prepare(seller, before)
        return seller.refusal(**{name: _value(seller, value) for name, value in changes.items()})

    return Case(code, region, provoke)


def sku(code: int, region: str = "GB", /, before: Any = None, **changes: Any) -> Case:
    """A create whose only SKU has changes."""
    return create(code, region, before, skus=lambda s: [s.sku(**_values(s, changes))])


def variants(code: int, *rows: list[dict[str, Any]], region: str = "GB") -> Case:
    """A create with a SKU for each row of sales attributes."""
    return create(
        code, region, skus=lambda s: [s.sku(f"M-{n}", sales_attributes=row) for n, row in enumerate(rows)]
    )


def attribute(code: int, *rows: tuple[str, list[dict[str, str]]], leaf: str = MUG) -> Case:
    """A create of a leaf with these product attributes."""
    given = [{"id": id_, "values": values} for id_, values in rows]
    return create(code, category_id=leaf, product_attributes=given)


def live(
    code: int, act: Callable[[Seller, dict[str, Any]], Any], region: str = "GB", before: Any = None
) -> Case:
    """Something done to a live product, whose answer tells a code."""

    def provoke(seller: Seller) -> int:
        product_id = seller.create(skus=[seller.sku(sales_attributes=[RED])])
        seller.world.clock.advance(5)
        _prepare(seller, before)
        return _told(act(seller, seller.get(product_id)))

    return Case(code, region, provoke)


def ask(code: int, act: Callable[[Seller], Any], region: str = "GB", before: Any = None) -> Case:
    """Any other call, whose answer tells a code."""

    def provoke(seller: Seller) -> int:
        _prepare(seller, before)
        return _told(act(seller))

    return Case(code, region, provoke)


def prices(product: dict[str, Any], **price: str) -> tuple[str, str, dict[str, Any]]:
    """An update of the price of the first SKU."""
    row = {"id": product["skus"][0]["id"], "price": {"amount": "9", "currency": "GBP"} | price}
    return "POST", f"{PRODUCTS}/{product['id']}/prices/update", {"skus": [row]}


def stock(
    product: dict[str, Any], *rows: dict[str, Any], sku_id: str = ""
) -> tuple[str, str, dict[str, Any]]:
    """An update of the stock of the first SKU."""
    sku_row = {"id": sku_id or product["skus"][0]["id"], "inventory": list(rows)}
    return "POST", f"{PRODUCTS}/{product['id']}/inventory/update", {"skus": [sku_row]}


def partial(product: dict[str, Any], **changes: Any) -> tuple[str, str, dict[str, Any]]:
    """A partial edit."""
    return "POST", f"{EDIT}/{product['id']}/partial_edit", changes


def settings(**values: Any) -> Callable[[Seller], None]:
    """Settings of the shop."""
    return lambda seller: seller.sandbox("POST", "/settings", {"region": seller.shop.region, **values})


def leaf(category_id: str, **changes: Any) -> Callable[[Seller], None]:
    """A leaf of the shop's tree with changes; `rules` are changed, not replaced."""

    def change(seller: Seller) -> None:
        old = seller.world.tree(seller.shop).categories[category_id]
        rules = replace(old.rules, **changes.get("rules", {}))
        put(seller, seller.shop.region, replace(old, **{**changes, "rules": rules}))

    return change


def put(seller: Seller, region: str, node: Category) -> None:
    """Hang a node into the tree of a region."""
    tree = seller.world.taxonomy.regions[region]
    grown = replace(tree, categories={**tree.categories, node.id: node})
    regions = {**seller.world.taxonomy.regions, region: grown}
    seller.world.taxonomy = replace(seller.world.taxonomy, regions=regions)


def _told(answer: Any) -> int:
    if answer["code"] or not answer["data"].get("errors"):
        return answer["code"]
    error = answer["data"]["errors"][0]
    return (error["detail"].get("extra_errors") or [error])[0]["code"]


def _prepare(seller: Seller, before: Any) -> None:
    if before:
        before(seller)


def _values(seller: Seller, changes: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(seller, value) for name, value in changes.items()}


def _value(seller: Seller, value: Any) -> Any:
    return value(seller) if callable(value) else value
