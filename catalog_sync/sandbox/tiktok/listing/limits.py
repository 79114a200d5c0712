"""What a market allows beyond currency, lengths and units, as data by market (Partner API, Create Product)."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

EU = ("AT", "BE", "CZ", "DE", "ES", "FR", "GR", "HU", "IE", "IT", "NL", "PL", "PT")
SOUTH_EAST_ASIA = ("ID", "MY", "PH", "SG", "TH", "VN")


@dataclass(frozen=True)
class Window:
    """The bounds of a pre-sale type: `release` in days ahead, `handling` in business days, or `either` (it is disputed)."""

    kind: str
    low: int
    high: int


@dataclass(frozen=True)
class Limits:
    """What local sellers of one market may send; `list_price` is the range of the price before discounts."""

    seller_sku: str = r"\S{1,50}"
    list_price: tuple[Decimal, Decimal] | None = None
    minimum_order_quantity: bool = False
    delivery_options: bool = False
    extra_identifier_codes: bool = False
    live_drafts: bool = True
    invite_only_is_pre_approved: bool = False
    quality_tiers: bool = False
    platforms: tuple[str, ...] = ("TIKTOK_SHOP",)
    pre_sale: dict[str, Window] = field(default_factory=lambda: {"PRE_ORDER": Window("either", 3, 30)})


_EU = Limits(seller_sku=r"[A-Za-z0-9_-]{6,50}", extra_identifier_codes=True)
_ASIA = Limits(delivery_options=True)
_OTHERS = Limits()
LIMITS: dict[str, Limits] = {
    **dict.fromkeys(EU, _EU),
    "IE": replace(_EU, seller_sku=_OTHERS.seller_sku),
    **dict.fromkeys(SOUTH_EAST_ASIA, _ASIA),
    "ID": replace(_ASIA, minimum_order_quantity=True, platforms=("TIKTOK_SHOP", "TOKOPEDIA")),
    "MX": Limits(delivery_options=True, live_drafts=False),
    "BR": Limits(live_drafts=False),
    "US": Limits(
        list_price=(Decimal("0.01"), Decimal(7600)),
        invite_only_is_pre_approved=True,
        quality_tiers=True,
        pre_sale={
            "PRE_ORDER": Window("release", 3, 60),
            "MADE_TO_ORDER": Window("handling", 3, 14),
            "CUSTOM": Window("handling", 3, 30),
        },
    ),
}


def limits_of(region: str) -> Limits:
    """Return the limits of a market; one that is not listed has the common ones."""
    return LIMITS.get(region, _OTHERS)
