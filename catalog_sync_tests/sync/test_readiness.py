"""Whether a shop may list: what fails is named and holds new listings back, what surprises holds nothing back."""

from typing import Any

import pytest

from catalog_sync.mapping.listing import Finding, Severity
from catalog_sync.sandbox.tiktok.endpoints.shops import CHECK_ITEMS
from catalog_sync.store.looks import State
from catalog_sync.sync.connections import ledger_shops
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.plan import SHOP_SETUP, Action, Plan
from catalog_sync.sync.plan_limits import held_back
from catalog_sync.sync.readiness import known_readiness, look_at_setup
from catalog_sync.sync.setup_items import Item, Readiness, Verdict
from catalog_sync.tiktok.errors import ScopeMissing, Unavailable, WrongShop
from catalog_sync.tiktok.product_models import Audit, ProductDetail
from catalog_sync.tiktok.shop_models import ActiveShop, Prerequisite
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.shopfront import Shopfront

OBSTACLE = Finding(code="shop_not_ready", severity=Severity.WARN, message="No return warehouse.")


def look(front: Shopfront, **answers: Any) -> Readiness:
    """A look at the shop's setup, anew; keywords answer in place of the client's calls, errors are raised."""

    async def at(desk: Desk) -> Readiness:
        for name, answer in answers.items():
            replace_call(desk, name, answer)
        return await look_at_setup(desk, front.configuration, anew=True)

    return front.at_desk(at)


def replace_call(desk: Desk, name: str, answer: Any) -> None:
    """Let a call of the app's client, or of the shop's, be answered so."""

    async def call(*_: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    if hasattr(type(desk.partner), name):
        setattr(desk.partner, name, call)
        return
    shop_of = desk.partner.shop

    def shop(*of: Any) -> Any:
        client = shop_of(*of)
        setattr(client, name, call)
        return client

    desk.partner.shop = shop  # type: ignore[method-assign]


def by_name(readiness: Readiness) -> dict[str, Item]:
    return {item.name: item for item in readiness.items}


class TestLook:
    def test_a_shop_that_may_list_has_nothing_failing(self, front: Shopfront) -> None:
        readiness = look(front)
        assert readiness.troubled == []
        assert readiness.obstacle() is None
        assert {"AUTHORIZED_SHOP", "RETURN_WAREHOUSE", "BANK_ACCOUNT", "SALES_WAREHOUSE", "KYC"} <= {
            item.name for item in readiness.items
        }

    @pytest.mark.parametrize("item", CHECK_ITEMS)
    def test_each_requirement_of_tiktok_holds_new_listings_back_and_says_what_to_do(
        self, front: Shopfront, item: str
    ) -> None:
        front.shop.settings.unmet_prerequisites = [item]
        readiness = look(front)
        assert item.upper() in {held.name for held in readiness.holding}
        assert all(held.advice and "does not know" not in held.advice for held in readiness.holding)

    def test_a_missing_return_warehouse_is_named_with_what_to_do(self, front: Shopfront) -> None:
        front.shop.return_warehouse = ""
        readiness = look(front)
        item = by_name(readiness)["RETURN_WAREHOUSE"]
        assert (item.verdict, item.detail, item.holds) == (Verdict.FAILS, "No return warehouse.", True)
        assert item.advice == "Add a return warehouse in Seller Center, under shipping."
        obstacle = readiness.obstacle()
        assert obstacle is not None
        assert "RETURN_WAREHOUSE: No return warehouse." in obstacle.message

    def test_an_unknown_requirement_that_fails_is_shown_and_holds_nothing_back(
        self, front: Shopfront
    ) -> None:
        readiness = look(front, prerequisites=(Prerequisite(check_item="MOON_PHASE", is_failed=True),))
        assert [item.name for item in readiness.troubled] == ["MOON_PHASE"]
        assert readiness.obstacle() is None

    @pytest.mark.parametrize("trouble", [ScopeMissing, Unavailable])
    def test_requirements_that_cannot_be_read_hold_nothing_back(
        self, front: Shopfront, trouble: type[Exception]
    ) -> None:
        readiness = look(front, prerequisites=trouble("no", "Check Listing Prerequisites"))
        assert [(item.name, item.verdict) for item in readiness.troubled] == [
            ("PREREQUISITES", Verdict.UNREAD)
        ]
        assert readiness.obstacle() is None

    def test_an_answer_without_requirements_is_a_surprise_that_holds_nothing_back(
        self, front: Shopfront
    ) -> None:
        readiness = look(front, prerequisites=())
        assert by_name(readiness)["PREREQUISITES"].verdict is Verdict.UNREAD
        assert readiness.obstacle() is None

    def test_active_shops_are_optional(self, front: Shopfront) -> None:
        readiness = look(front, active_shops=ScopeMissing("no", "Get Active Shops"))
        assert by_name(readiness)["ACTIVE_SHOP"].verdict is Verdict.SKIPPED
        assert readiness.troubled == []

    @pytest.mark.parametrize(("others", "holds"), [((), False), ((ActiveShop(id="1"),), True)])
    def test_a_shop_that_is_not_active_lists_nothing_unless_no_shop_is(
        self, front: Shopfront, others: tuple[ActiveShop, ...], holds: bool
    ) -> None:
        readiness = look(front, active_shops=others)
        assert by_name(readiness)["ACTIVE_SHOP"].verdict is Verdict.FAILS
        assert by_name(readiness)["ACTIVE_SHOP"].holds is holds

    def test_a_warehouse_that_is_gone_is_named(self, front: Shopfront) -> None:
        ours = front.shop.sales_warehouse
        front.shop.sales_warehouse = "7000000000000000001"
        item = by_name(look(front))["SALES_WAREHOUSE"]
        assert item.holds
        assert item.detail == f"The warehouse {ours}, which we sell from, is no longer there."

    def test_products_that_wait_for_the_sellers_verification_are_told_of(self, front: Shopfront) -> None:
        front.stock(mug(1), mug(2))
        front.sync()
        front.at_desk(_standing("pre_approved"))
        audit = Audit(status="PRE_APPROVED", pre_approved_reasons=("KYC_PENDING",))
        readiness = look(front, get_product=ProductDetail(id="1", audit=audit))
        assert by_name(readiness)["KYC"].detail == "KYC_PENDING: 2 products wait for it."
        assert readiness.obstacle() is None

    def test_of_a_shop_without_listings_the_verification_is_not_known(self, front: Shopfront) -> None:
        assert by_name(look(front))["KYC"].verdict is Verdict.SKIPPED

    def test_a_restricted_category_is_not_the_sellers_verification(self, front: Shopfront) -> None:
        front.stock(mug(1))
        front.sync()
        front.at_desk(_standing("pre_approved"))
        audit = Audit(status="PRE_APPROVED", pre_approved_reasons=("RESTRICTED_CATEGORY_PENDING",))
        assert (
            by_name(look(front, get_product=ProductDetail(id="1", audit=audit)))["KYC"].verdict is Verdict.OK
        )


def _standing(standing: str) -> Any:
    async def change(desk: Desk) -> None:
        for product_key in ("product:mug-1", "product:mug-2"):
            desk.listings.update(product_key, {"standing": standing})

    return change


class TestAuthorizedShops:
    def test_a_changed_cipher_is_stored_and_used_at_once(self, front: Shopfront) -> None:
        front.shop.cipher = "GCP_another"
        assert look(front).troubled == []
        known = ledger_shops().shop(front.shop.id)
        assert known is not None
        assert known["cipher"] == "GCP_another"

    def test_a_shop_that_is_no_longer_authorized_ends_the_look(self, front: Shopfront) -> None:
        for authorization in front.world.tokens.authorizations:
            authorization.shops = [shop for shop in authorization.shops if shop is not front.shop]
        with pytest.raises(WrongShop, match="does not cover the configured shop"):
            look(front)


class TestAge:
    def test_a_shop_that_may_list_is_not_looked_at_again_within_the_hour(self, front: Shopfront) -> None:
        look(front)
        front.shop.return_warehouse = ""
        assert cached(front).troubled == []
        age(front, "2 hours")
        assert [item.name for item in cached(front).troubled] == ["RETURN_WAREHOUSE"]

    def test_a_shop_with_anything_failing_is_looked_at_each_time(self, front: Shopfront) -> None:
        front.shop.return_warehouse = ""
        look(front)
        front.shop.return_warehouse = "7000000000000000002"
        assert cached(front).troubled == []

    def test_a_look_is_remembered(self, front: Shopfront) -> None:
        front.shop.return_warehouse = ""
        before = look(front)
        assert front.at_desk(_known) == before


async def _known(desk: Desk) -> Readiness | None:
    return known_readiness(desk)


def cached(front: Shopfront) -> Readiness:
    return front.at_desk(lambda desk: look_at_setup(desk, front.configuration))


def age(front: Shopfront, by: str) -> None:
    """Let the last look be so long ago."""
    with front.engine.begin() as connection:
        connection.exec_driver_sql(
            f"update catalog_sync.shop_setup set looked_at = looked_at - interval '{by}'"
        )


class TestHeldBack:
    @pytest.mark.parametrize("action", [Action.CREATE, Action.ACTIVATE])
    def test_what_tiktok_would_refuse_waits(self, action: Action) -> None:
        plan = held_back(Plan((action,)), OBSTACLE)
        assert plan == Plan((), State.DEFERRED, SHOP_SETUP, [OBSTACLE])

    def test_everything_else_goes_on(self) -> None:
        plan = Plan((Action.PRICE, Action.STOCK, Action.EDIT, Action.DEACTIVATE))
        assert held_back(plan, OBSTACLE) is plan

    def test_nothing_waits_without_an_obstacle(self) -> None:
        plan = Plan((Action.CREATE,))
        assert held_back(plan, None) is plan

    def test_a_plan_keeps_its_own_findings(self) -> None:
        own = replace_message(OBSTACLE, "Its own.")
        assert held_back(Plan((Action.CREATE,), findings=[own]), OBSTACLE).findings == [OBSTACLE, own]


def replace_message(finding: Finding, message: str) -> Finding:
    return finding.model_copy(update={"message": message})


class TestRefusedForTheSetup:
    def test_a_create_that_the_last_look_did_not_foresee_waits_and_has_the_shop_looked_at_anew(
        self, front: Shopfront
    ) -> None:
        front.stock(mug(1))
        look(front)
        front.shop.return_warehouse = ""
        (done,) = front.sync().values()
        assert (done.state, done.waits_for) == (State.DEFERRED, SHOP_SETUP)
        assert front.at_desk(_known) is None
