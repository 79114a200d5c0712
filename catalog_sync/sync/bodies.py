"""The bodies of the calls that change a listing, made from the desired state and the shop's ids."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.bodies import Body
from catalog_sync.tiktok.errors import PayloadRefused
from catalog_sync.tiktok.offer_bodies import SkuInventory, SkuPrice
from catalog_sync.tiktok.product_bodies import CreateProductRequest, EditProductRequest

_FIELDS_TOLD = 5

BodyT = TypeVar("BodyT", bound=Body)


def create_body(desired: MappedListing, content: dict[str, Any], warehouse_id: str) -> CreateProductRequest:
    """The Create Product body: all content, every SKU with its price and stock, submitted for review.

    Like all bodies here: raises PayloadRefused naming the fields that the Partner API would not take.
    """
    body = _body(desired, content, warehouse_id, sku_ids={})
    return _fitted(CreateProductRequest, body, endpoints.CREATE_PRODUCT)


def edit_body(
    desired: MappedListing, content: dict[str, Any], warehouse_id: str, sku_ids: dict[str, str]
) -> EditProductRequest:
    """The Edit Product body: all content; SKUs by id keep their price and stock, new ones bring theirs."""
    return _fitted(EditProductRequest, _body(desired, content, warehouse_id, sku_ids), endpoints.EDIT_PRODUCT)


def price_rows(prices: Mapping[str, dict[str, str]], sku_ids: Mapping[str, str]) -> list[SkuPrice]:
    """These prices, by seller SKU: one call per product, for the SKUs where something changed."""
    return [
        _fitted(SkuPrice, {"id": sku_ids[seller_sku], "price": price}, endpoints.UPDATE_PRICES)
        for seller_sku, price in prices.items()
    ]


def stock_rows(
    quantities: Mapping[str, int],
    sku_ids: Mapping[str, str],
    warehouse_id: str,
    spread: Mapping[str, Mapping[str, int]],
) -> list[SkuInventory]:
    """These quantities, by seller SKU, each in all of its warehouses; what is left out keeps what it has."""
    return [
        _fitted(
            SkuInventory,
            {
                "id": sku_ids[seller_sku],
                "inventory": _stock(warehouse_id, quantity, spread.get(seller_sku, {})),
            },
            endpoints.UPDATE_INVENTORY,
        )
        for seller_sku, quantity in quantities.items()
    ]


def _body(
    desired: MappedListing, content: dict[str, Any], warehouse_id: str, sku_ids: dict[str, str]
) -> dict[str, Any]:
    skus = []
    for sku in content["skus"]:
        seller_sku = sku["seller_sku"]
        if seller_sku in sku_ids:
            skus.append(sku | {"id": sku_ids[seller_sku]})
        else:
            spread = desired.spread.get(seller_sku, {})
            stock = _stock(warehouse_id, desired.quantities[seller_sku], spread)
            skus.append(sku | {"price": desired.prices[seller_sku], "inventory": stock})
    present = {name: value for name, value in content.items() if value != {}}  # size chart without picture
    return present | {"skus": skus, "save_mode": "LISTING", "external_product_id": desired.product_key}


def _stock(warehouse_id: str, quantity: int, spread: Mapping[str, int]) -> list[dict[str, Any]]:
    """The quantity by warehouse, all that the rules name and no others (else 12052533).

    A quantity that is not what was spread (0, where the mapped one may not go) lies in the first one.
    """
    lies = dict(spread) if spread else {warehouse_id: quantity}
    if sum(lies.values()) != quantity:
        lies = dict.fromkeys(lies, 0) | {next(iter(lies)): quantity}
    return [{"warehouse_id": warehouse, "quantity": units} for warehouse, units in lies.items()]


def _fitted(kind: type[BodyT], content: Mapping[str, Any], endpoint: endpoints.Endpoint) -> BodyT:
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        raise PayloadRefused(_misfits(error), endpoint.title) from None


def _misfits(error: ValidationError) -> str:
    """Which fields do not fit and why, in one line; never their values."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    told = [f"{'.'.join(map(str, misfit['loc']))}: {misfit['msg']}" for misfit in found[:_FIELDS_TOLD]]
    more = [f"and {len(found) - _FIELDS_TOLD} more"] if len(found) > _FIELDS_TOLD else []
    return f"not sent, as it does not fit the Partner API: {'; '.join([*told, *more])}."
