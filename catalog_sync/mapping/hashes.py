"""Stable hashes of what would be submitted: content, prices and quantities apart, and of the rules themselves."""

from collections.abc import Mapping
from typing import Any

from catalog_sync.mapping.rules import Rules
from catalog_sync.pim.hashing import canonical_hash


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the hash of a listing's content; the order of keys does not matter."""
    return canonical_hash(content)


def price_hash(prices: Mapping[str, Mapping[str, str]]) -> str:
    """Return the hash of the prices by seller SKU."""
    return canonical_hash(prices)


def stock_hash(quantities: Mapping[str, int]) -> str:
    """Return the hash of the quantities by seller SKU."""
    return canonical_hash(quantities)


def rules_hash(rules: Rules) -> str:
    """Return the hash of a shop's rules; comments and places in the files do not matter."""
    return canonical_hash(rules.model_dump(mode="json"))
