"""What TikTok Shop's three parallel states of a product mean for us."""

from enum import StrEnum


class Standing(StrEnum):
    """Where a listing stands, review and sale taken together."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    REJECTED = "rejected"
    PRE_APPROVED = "pre_approved"
    LIVE = "live"
    LIVE_EDIT_IN_REVIEW = "live_edit_in_review"
    LIVE_EDIT_REJECTED = "live_edit_rejected"
    DEACTIVATED = "deactivated"
    PLATFORM_DEACTIVATED = "platform_deactivated"
    FROZEN = "frozen"
    DELETED = "deleted"
    UNKNOWN = "unknown"

    @property
    def sells(self) -> bool:
        """Whether buyers can order it now; a refused edit leaves the former version on sale."""
        return self in {Standing.LIVE, Standing.LIVE_EDIT_IN_REVIEW, Standing.LIVE_EDIT_REJECTED}

    @property
    def awaits_verdict(self) -> bool:
        """Whether content changes should wait for the review's verdict."""
        return self in {Standing.IN_REVIEW, Standing.LIVE_EDIT_IN_REVIEW}

    @property
    def refused(self) -> bool:
        """Whether the review refused the version submitted last."""
        return self in {Standing.REJECTED, Standing.LIVE_EDIT_REJECTED}

    @property
    def editable(self) -> bool:
        """Whether the Partner API takes edits (Edit Product: all states but FREEZE and DELETED)."""
        return self not in {Standing.FROZEN, Standing.DELETED, Standing.UNKNOWN}


# Get Product, `status`: these say everything, whatever the audit says.
_PLAIN = {
    "FREEZE": Standing.FROZEN,
    "DELETED": Standing.DELETED,
}
_UNDER_REVIEW = {
    "AUDITING": Standing.LIVE_EDIT_IN_REVIEW,
    "FAILED": Standing.LIVE_EDIT_REJECTED,
}
_NOT_LIVE = {
    "AUDITING": Standing.IN_REVIEW,
    "FAILED": Standing.REJECTED,
    "PRE_APPROVED": Standing.PRE_APPROVED,
}
_BY_STATUS = {
    "PENDING": Standing.IN_REVIEW,
    "FAILED": Standing.REJECTED,
    "SELLER_DEACTIVATED": Standing.DEACTIVATED,
    "PLATFORM_DEACTIVATED": Standing.PLATFORM_DEACTIVATED,
    "DRAFT": Standing.DRAFT,
    "INITIAL": Standing.DRAFT,
}


def standing(
    status: str | None, product_status: str | None = None, audit_status: str | None = None
) -> Standing:
    """Return the standing for Get Product's `status`, `product_status` and `audit.status` in any case; fields may be absent."""
    state, product, audit = ((text or "").upper() for text in (status, product_status, audit_status))
    for known in (state, product):
        if known in _PLAIN:
            return _PLAIN[known]
    if "ACTIVATE" in (product, state):
        return _UNDER_REVIEW.get(audit, Standing.LIVE)
    if state in {"PENDING", "FAILED"} and audit == "PRE_APPROVED":
        return Standing.PRE_APPROVED
    if known_status := _BY_STATUS.get(state) or _BY_STATUS.get(product):
        return _reviewed(known_status, audit)
    return _NOT_LIVE.get(audit, Standing.UNKNOWN)


def _reviewed(by_status: Standing, audit: str) -> Standing:
    """A deactivated or drafted product that was submitted again is in review."""
    resubmitted = by_status in {Standing.DEACTIVATED, Standing.PLATFORM_DEACTIVATED, Standing.DRAFT}
    return Standing.IN_REVIEW if resubmitted and audit == "AUDITING" else by_status
