"""Stable hashes of what would be submitted: content, prices and quantities apart, and of the rules themselves."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

from catalog_sync.mapping.rules import Rules


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the hash of a listing's content; the order of keys does not matter."""
    return _hash(content)


def price_hash(prices: Mapping[str, Mapping[str, str]]) -> str:
    """Return the hash of the prices by seller SKU."""
    return _hash(prices)


def stock_hash(quantities: Mapping[str, int]) -> str:
    """Return the hash of the quantities by seller SKU."""
    return _hash(quantities)


def rules_hash(rules: Rules) -> str:
    """Return the hash of a shop's rules; comments and places in the files do not matter."""
    return _hash(rules.model_dump(mode="json"))


def _hash(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()
