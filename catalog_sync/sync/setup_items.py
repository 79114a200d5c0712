"""The things a shop needs before it may list, in TikTok's terms, each with what to do when it fails."""

from dataclasses import dataclass
from enum import StrEnum

from catalog_sync.mapping.listing import Finding, Severity

AUTHORIZED, ACTIVE, WAREHOUSE, KYC = "AUTHORIZED_SHOP", "ACTIVE_SHOP", "SALES_WAREHOUSE", "KYC"
DISABLED = "SHOP_DISABLED"
PREREQUISITES, PERMISSIONS = "PREREQUISITES", "PERMISSIONS"
ADVICE = {
    DISABLED: "Settle with TikTok in Seller Center why the shop is disabled.",
    "SHOP_STATUS": "Bring the shop back to active in Seller Center (onboarding, violations, holiday mode).",
    "SHOP_TAX": "Complete the tax information in Seller Center.",
    "PICKUP_WAREHOUSE": "Add a pickup warehouse in Seller Center, under shipping.",
    "RETURN_WAREHOUSE": "Add a return warehouse in Seller Center, under shipping.",
    "DELIVERY_OPTION": "Switch on a delivery option in Seller Center, under shipping.",
    "SHIPPING_TEMPLATE": "Add a shipping template in Seller Center, under shipping.",
    "PRODUCT_QUANTITY_LIMIT": "The shop holds as many products as it may: delete some, or ask TikTok for more.",
    "EXTENDED_PRODUCER_RESPONSIBILITY": "Enter the EPR registration numbers in Seller Center.",
    "BANK_ACCOUNT": "Link a bank account in Seller Center, under finance.",
    "CONTACT_INFO": "Complete the contact information in Seller Center.",
    ACTIVE: "Bring the shop back to active in Seller Center.",
    WAREHOUSE: "Enable the warehouse in Seller Center, or authorize again to sell from the default one.",
    KYC: "Finish the verification in Seller Center; the products go live by themselves then.",
}
_NO_ADVICE = "Look in Seller Center; this version does not know this requirement, and goes on."


class Verdict(StrEnum):
    """What a look at one item showed; `skipped` is an optional item that the granted scopes do not show."""

    OK = "ok"
    FAILS = "fails"
    UNREAD = "not read"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Item:
    """One thing a shop needs, in TikTok's terms; while it `holds`, TikTok would refuse to list anything more."""

    name: str
    verdict: Verdict
    detail: str = ""
    holds: bool = False

    @property
    def advice(self) -> str:
        """What to do about it; empty when nothing is wrong."""
        return ADVICE.get(self.name, _NO_ADVICE) if self.verdict == Verdict.FAILS else ""


@dataclass(frozen=True)
class Readiness:
    """What a look at a shop's setup showed."""

    items: list[Item]

    @property
    def troubled(self) -> list[Item]:
        """What fails or could not be read."""
        return [item for item in self.items if item.verdict in (Verdict.FAILS, Verdict.UNREAD)]

    @property
    def holding(self) -> list[Item]:
        """What new listings and activations wait for."""
        return [item for item in self.items if item.holds]

    def obstacle(self) -> Finding | None:
        """Why nothing new is listed now, as a finding of each product it concerns."""
        if not self.holding:
            return None
        missing = " ".join(f"{item.name}: {item.detail} {item.advice}" for item in self.holding)
        return Finding(
            code="shop_not_ready",
            severity=Severity.WARN,
            message=f"It waits, since the shop may not list now. {missing}",
        )
