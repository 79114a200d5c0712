"""Bodies of the control calls."""

from pydantic import BaseModel, ConfigDict


class Command(BaseModel):
    """The body of a control call; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Advance(Command):
    """Move the clock by so many seconds."""

    advance_seconds: float


class Reason(Command):
    """One reason of a scripted rejection."""

    position: str
    reasons: list[str]
    suggestions: list[str] = []


class Verdict(Command):
    """The next review of a listing with this seller SKU: refused for the reasons, or approved when there are none."""

    region: str
    seller_sku: str
    reasons: list[Reason]


class Settings(Command):
    """Settings of one shop, or of all shops and apps; what is not named stays."""

    region: str | None = None
    review_delay: float | None = None
    review_paused: bool | None = None
    review_rules: dict[str, bool] = {}
    rate_limit: float | None = None
    retry_after: float | None = None
    daily_create_limit: int | None = None


class FaultOrder(Command):
    """A fault for the next calls of an endpoint, named as the counts name it."""

    endpoint: str
    kind: str
    count: int = 1
    seconds: float = 0.0


class ForcedStatus(Command):
    """A platform action on a product: FREEZE or PLATFORM_DEACTIVATED."""

    region: str
    seller_sku: str
    product_status: str


class Redirect(Command):
    """The redirect URL of an app, as Partner Center would hold it."""

    service_id: str
    redirect_url: str
