"""Whether a shop is set up to list: looked at before a sync, each thing that fails named with what to do about it."""

from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from catalog_sync.configuration import Configuration
from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.shop_setup import ShopSetup
from catalog_sync.sync.authorized_shops import not_covered, read_authorized_shops
from catalog_sync.sync.connections import ledger_shops
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.plan import SHOP_SETUP
from catalog_sync.sync.setup_items import (
    ACTIVE,
    ADVICE,
    AUTHORIZED,
    DISABLED,
    KYC,
    PERMISSIONS,
    PREREQUISITES,
    WAREHOUSE,
    Item,
    Readiness,
    Verdict,
)
from catalog_sync.tiktok.errors import (
    AuthorizationLost,
    ScopeMissing,
    SellerDisabled,
    TikTokError,
    TokenExpired,
    WrongShop,
)

_AGE = timedelta(hours=1)
_OF_THE_PRODUCT = {"RESTRICTED_CATEGORY_PENDING"}


def known_readiness(desk: Desk, since: datetime | None = None) -> Readiness | None:
    """What the last look showed, without asking TikTok; none when there was no look (`since` then)."""
    rows = desk.setup.latest(since)
    return None if rows is None else Readiness([Item(**row) for row in rows])


async def look_at_setup(desk: Desk, configuration: Configuration, *, anew: bool = False) -> Readiness:
    """Look at the shop's setup, unless all was well within the hour and it is not asked for `anew`.

    Once nothing holds them back, the products that waited for the setup are due. Raises WrongShop when the shop is no
    longer authorized, SellerDisabled when TikTok disabled it; what else cannot be read is an item of the answer.
    """
    known = known_readiness(desk, datetime.now(UTC) - _AGE)
    if known and not known.troubled and not anew:
        return known
    readiness = Readiness(await _look(desk, configuration))
    desk.setup.store([vars(item) for item in readiness.items])
    if not readiness.holding:
        desk.looks.release(SHOP_SETUP)
    return readiness


def note_disabled(desk: Desk, disabled: SellerDisabled) -> None:
    """Remember that TikTok refuses every change to the shop, until the next look."""
    desk.setup.store([vars(Item(DISABLED, Verdict.FAILS, disabled.message, holds=True))])


def disabled_shops(configuration: Configuration, engine: sa.Engine) -> dict[str, str]:
    """Partition key -> what TikTok said and what to do, of shops that were found disabled within the hour."""
    since, found = datetime.now(UTC) - _AGE, dict[str, str]()
    for key, shop in configuration.shops.items():
        for row in ShopSetup(engine, shop.shop_id).latest(since) or []:
            if row["name"] == DISABLED:
                found[key] = (
                    f"{key} is disabled: {row['detail']} {ADVICE[DISABLED]} It is tried again every hour."
                )
    return found


async def _look(desk: Desk, configuration: Configuration) -> list[Item]:
    return [
        *await _tried(AUTHORIZED, _authorized(desk, configuration)),
        *await _tried(ACTIVE, _active(desk)),
        *await _tried(PREREQUISITES, _prerequisites(desk)),
        *await _tried(WAREHOUSE, _warehouse(desk)),
        *await _tried(KYC, _verification(desk)),
        *await _tried(PERMISSIONS, _permissions(desk)),
    ]


async def _tried(name: str, look: Awaitable[list[Item]]) -> list[Item]:
    """What cannot be read is told, and harms nothing; but without an authorization there is no going on."""
    try:
        return await look
    except (AuthorizationLost, SellerDisabled, TokenExpired):
        raise
    except TikTokError as failed:
        optional = isinstance(failed, ScopeMissing) and name in (ACTIVE, PERMISSIONS)
        return [Item(name, Verdict.SKIPPED if optional else Verdict.UNREAD, str(failed))]


async def _authorized(desk: Desk, configuration: Configuration) -> list[Item]:
    """The cipher of the answer is used from now on."""
    app_name = configuration.shops[desk.facts.partition_key].app
    authorized = await read_authorized_shops(configuration, app_name, ledger_shops(), desk.partner)
    if desk.shop_id not in authorized:
        raise WrongShop(not_covered(desk.shop_id, authorized), "Get Authorized Shops")
    desk.client = desk.partner.shop(authorized[desk.shop_id].cipher, desk.shop_id)
    return [Item(AUTHORIZED, Verdict.OK, authorized[desk.shop_id].name)]


async def _active(desk: Desk) -> list[Item]:
    """An empty list would be a surprise: it is shown and holds nothing back (SHOP_STATUS is the one that counts)."""
    active = [shop.id for shop in await desk.partner.active_shops()]
    if desk.shop_id in active:
        return [Item(ACTIVE, Verdict.OK)]
    return [Item(ACTIVE, Verdict.FAILS, "TikTok does not count the shop as active.", holds=bool(active))]


async def _prerequisites(desk: Desk) -> list[Item]:
    """An item that we do not know is shown, and holds nothing back."""
    found = [
        Item(
            result.check_item,
            Verdict.FAILS if result.is_failed else Verdict.OK,
            " ".join(result.fail_reasons),
            holds=result.is_failed and result.check_item in ADVICE,
        )
        for result in await desk.client.prerequisites()
    ]
    return found or [Item(PREREQUISITES, Verdict.UNREAD, "TikTok answered without any.")]


async def _warehouse(desk: Desk) -> list[Item]:
    """The warehouse that listings sell from; new ones would be refused without it (12052531)."""
    ours = desk.facts.warehouse_id
    house = next((house for house in await desk.client.warehouses() if house.id == ours), None)
    if house and house.sells:
        return [Item(WAREHOUSE, Verdict.OK, house.name)]
    state = f"is {house.effect_status or house.type}" if house else "is no longer there"
    return [Item(WAREHOUSE, Verdict.FAILS, f"The warehouse {ours}, which we sell from, {state}.", holds=True)]


async def _verification(desk: Desk) -> list[Item]:
    """What TikTok says of one listing that passed the review or was kept as a draft, and does not sell for all that."""
    reasons, waiting, seen = set[str](), 0, False
    for standing in (Standing.PRE_APPROVED, Standing.DRAFT):
        if example := desk.setup.example(standing):
            seen, (product_id, number) = True, example
            audit = (await desk.client.get_product(product_id)).audit
            told = {*audit.pre_approved_reasons, *audit.not_submitted_reasons} - _OF_THE_PRODUCT
            reasons, waiting = reasons | told, waiting + (number if told else 0)
    if reasons:
        return [Item(KYC, Verdict.FAILS, f"{', '.join(sorted(reasons))}: {waiting} products wait for it.")]
    if seen or desk.setup.example(Standing.LIVE):
        return [Item(KYC, Verdict.OK)]
    return [Item(KYC, Verdict.SKIPPED, "It shows with the first listings.")]


async def _permissions(desk: Desk) -> list[Item]:
    return [
        Item(PERMISSIONS, Verdict.OK, ", ".join(await desk.partner.permissions()) or "none beyond the shop")
    ]
