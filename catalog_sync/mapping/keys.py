"""The PIM's keys as TikTok's external ids, by which listings and SKUs are found again."""

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.problem import Problem
from catalog_sync.pim.document import Sku

_LONGEST = 999  # characters; Partner API, Create Product


def check_key(ctx: Context) -> None:
    """Note a product's key that TikTok does not keep."""
    if len(ctx.product.key) > _LONGEST:
        ctx.block("key_too_long", _too_long("product", ctx.product.key), field="external_product_id")


def check_sku_key(ctx: Context, sku: Sku) -> None:
    """Raise Problem where TikTok does not keep a variant's key, or another variant has it, too (error 12052996)."""
    if len(sku.key) > _LONGEST:
        raise Problem("key_too_long", _too_long("variant", sku.key), field="skus.external_sku_id")
    if [other.key for other in ctx.product.skus].count(sku.key) > 1:
        message = f"Several variants have the key {sku.key[:60]!r}: the PIM's source must give each its own."
        raise Problem("key_repeated", message, field="skus.external_sku_id")


def _too_long(whose: str, key: str) -> str:
    return (
        f"The {whose}'s key has {len(key)} characters, and TikTok Shop keeps {_LONGEST}: have the PIM's source give a "
        f"shorter one. It begins with {key[:60]!r}."
    )
