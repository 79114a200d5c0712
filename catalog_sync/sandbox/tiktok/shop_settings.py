"""What a test may change per shop, and per app for calls that name no shop."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Spread = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Limit = Annotated[int, Field(ge=0)]
REVIEW_RULES = frozenset({"certificate", "image_size", "square_main_image", "banned_words"})
Prerequisite = Literal[
    "SHOP_STATUS",
    "SHOP_TAX",
    "PICKUP_WAREHOUSE",
    "RETURN_WAREHOUSE",
    "DELIVERY_OPTION",
    "SHIPPING_TEMPLATE",
    "PRODUCT_QUANTITY_LIMIT",
    "EXTENDED_PRODUCER_RESPONSIBILITY",
    "BANk_ACCOUNT",
    "CONTACT_INFO",
]


@dataclass
class ShopSettings:
    """What a test may change per shop: delays in seconds, rate in requests per second and endpoint.

    Whoever changes them checks the bounds. Latency is log-normal; `retry_after_share` is the share of throttled answers that name a wait.

    What the platform leaves open: `idempotency` is what a repeated key gets, `ended_products` whether Get Product shows
    frozen and deleted ones, `zero_stock` whether a quantity of 0 is taken, `stock_statuses` which products take stock.
    `search_lag` is how far Search Products is behind, `search_window` the most hits it gives; `migrating` locks all but
    price and stock, `kyc_pending` holds approved products back, `unmet_prerequisites` lack before a listing.
    """

    review_delay: Seconds = 2.0
    review_paused: bool = False
    review_rules: set[str] = field(default_factory=lambda: set(REVIEW_RULES))
    rate_limit: Rate = 50.0
    retry_after: Seconds | None = 1.0
    retry_after_share: Share = 1.0
    hourly_call_limit: Limit | None = None
    daily_call_limit: Limit | None = None
    latency_median: Seconds = 0.0
    latency_sigma: Spread = 0.5
    daily_create_limit: Limit | None = None
    idempotency: Literal["honoured", "ignored", "error"] = "honoured"
    search_lag: Seconds = 0.0
    search_window: Limit = 10_000
    page_token_lifetime: Seconds = 86_400.0
    reason_wordings: Literal["plain", "varied"] = "plain"
    ended_products: Literal["shown", "hidden"] = "shown"
    zero_stock: bool = True
    stock_statuses: Literal["wide", "live"] = "wide"
    migrating: bool = False
    kyc_pending: bool = False
    unmet_prerequisites: list[Prerequisite] = field(default_factory=list)
    webhook_lost: Share = 0.0
    webhook_doubled: Share = 0.0
    webhook_late_seconds: Seconds = 0.0
    webhook_shuffled: bool = False
    webhook_singular_reason: bool = False
