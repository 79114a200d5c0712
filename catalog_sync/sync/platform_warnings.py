"""What the platform warned of when it took a listing, as findings that stay until it takes the content anew."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from catalog_sync.mapping.listing import Finding, Severity
from catalog_sync.sync.plan import Action

# Partner API, Create Product: "The [brand_id]:123 field is incorrect and has been automatically cleared by the system."
_CLEARED = re.compile(r"\[(?P<field>[a-z_]+)(?:[:.][^\]]*)?\].*(?:incorrect|cleared)", re.IGNORECASE)
_IDENTIFIER_CLEARED = "tiktok_identifier_cleared"
_TYPED = {
    "brand_id": ("tiktok_brand_cleared", "brand_id", "Correct the brand's id in the rules."),
    "product_attributes": (
        "tiktok_attribute_dropped",
        "product_attributes",
        "Correct the attribute in the PIM or its value in the rules.",
    ),
    "identifier_code": (_IDENTIFIER_CLEARED, "skus.identifier_code", "Correct the code in the PIM."),
    "gtin": (_IDENTIFIER_CLEARED, "skus.identifier_code", "Correct the code in the PIM."),
}


def as_finding(text: str) -> Finding:
    """A warning as a finding: what was cleared where it says so, else its words alone."""
    cleared = _CLEARED.search(text)
    name = cleared["field"].lower() if cleared else None
    code, field, todo = _TYPED.get(
        name or "",
        (
            "tiktok_field_cleared" if cleared else "tiktok_warning",
            name,
            "Correct it in the PIM or the rules.",
        ),
    )
    said = text if text.endswith((".", "!", "?")) else f"{text}."
    message = f"TikTok took the listing, but warned: {said}{f' {todo}' if cleared else ''}"
    return Finding(code=code, severity=Severity.WARN, message=message, field=field)


def standing_warnings(listing: Mapping[str, Any] | None, actions: Collection[Action]) -> Iterable[Finding]:
    """The warnings about the content that the shop has; none where it is about to be sent anew."""
    if listing is None or Action.EDIT in actions:
        return []
    return [as_finding(text) for text in listing["warnings"]]


def identifiers_cleared(listing: Mapping[str, Any]) -> bool:
    """Whether the shop took the listing without some of its identifier codes, so that others may still be sent."""
    return any(as_finding(text).code == _IDENTIFIER_CLEARED for text in listing["warnings"])
