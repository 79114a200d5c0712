"""Why a listing goes no further as it stands in its shop: refused by review, about to lose a variant, not ours to change: pure."""

from typing import Any

from catalog_sync.mapping.listing import Finding, Severity
from catalog_sync.review.lifecycle import Standing


def review_finding(reason: dict[str, Any]) -> Finding:
    """A rejection reason as a finding for a person, in the market's own words."""
    text = "; ".join(reason.get("reasons") or []) or "no reason was given"
    return Finding(
        code=reason.get("cause") or "rejected",
        severity=Severity.BLOCK,
        message=f"TikTok's review refused it ({reason.get('position') or 'product'}): {text}",
    )


def would_delete(skus: list[str]) -> Finding:
    """An edit would delete these variants, which are listed and cannot be mapped now."""
    return Finding(
        code="variant_would_be_deleted",
        severity=Severity.BLOCK,
        message=f"The variants {', '.join(skus)} are listed but cannot be mapped now, and an edit without them would "
        "delete them. Mend them, or delete them in the PIM.",
        field="skus",
    )


def not_ours_to_change(standing: Standing) -> Finding:
    """The listing stands in a way that the Partner API cannot change."""
    return Finding(
        code=f"listing_{standing.value}",
        severity=Severity.BLOCK,
        message=f"The listing is {standing.value.replace('_', ' ')} in TikTok Shop; only the seller can change that, "
        "in Seller Center.",
    )
