"""Paging parameters that several endpoints share."""

import re

from catalog_sync.sandbox.tiktok.errors import Refusal

NUMBER = re.compile(r"[0-9]{1,9}")


def page_size(query: dict[str, str]) -> int:
    """Return the mandatory `page_size`, 1 to 100."""
    given = query.get("page_size", "")
    if not NUMBER.fullmatch(given) or not 1 <= int(given) <= 100:
        raise Refusal(12019109)
    return int(given)


def page_start(query: dict[str, str]) -> int:
    """Return the position that a `page_token` of a plain list stands for."""
    token = query.get("page_token") or "0"
    if not NUMBER.fullmatch(token):
        raise Refusal(12019108)
    return int(token)
