"""The plan and the run decide alike: through a story of every kind of change, a run does what was planned, and no more."""

from collections.abc import Callable, Iterator

from catalog_sync.guard_configuration import GuardConfiguration
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.holds import confirm_hold, open_holds
from catalog_sync_tests.sync.goods import mug, picture_code
from catalog_sync_tests.sync.preview.test_previews import CHANGING, changed, done_as_planned, plan, refresh
from catalog_sync_tests.sync.shopfront import Shopfront
from catalog_sync_tests.sync.test_mass_sale import ACTIVATE, DEACTIVATE
from catalog_sync_tests.sync.test_shop_mode import configure
from catalog_sync_tests.sync.test_variants import confirm, mugs, sell

ONE_PICTURE = [picture_code("MUG-1")]


def one(number: int, **changes: object) -> object:
    return mug(number, pictures=ONE_PICTURE, **changes)


def reviewed(front: Shopfront) -> None:
    front.judge()
    front.sweep()


def story(front: Shopfront) -> Iterator[tuple[str, Callable[[], object]]]:
    """What happens, and what then is to be done."""
    put, offer = front.pim.put, front.offers.put
    yield (
        "create create create create nothing",
        lambda: front.stock(*map(one, range(4)), mug(9, pictures=[])),
    )
    yield "nothing", lambda: put(one(0, title="Told anew during the review"))
    yield "edit", lambda: reviewed(front)
    yield "nothing", lambda: offer("MUG-1", "1250")
    yield "price stock,price", lambda: (offer("MUG-2", "13.00"), offer("MUG-3", "13.00", 2))
    yield "deactivate", lambda: put(one(3, enabled=False))
    yield "deactivate", lambda: front.pim.delete("product:mug-2")
    yield "activate", lambda: put(one(3))
    yield "nothing nothing", lambda: (reviewed(front), put(one(1, title="A"), one(3, title="B")))
    yield (
        "edit price,edit",
        lambda: [confirm_hold(front.engine, each.hold_id, "A") for each in open_holds(front.engine)],
    )


def changing_calls(front: Shopfront) -> int:
    return sum(front.calls(endpoint) for endpoint in (*CHANGING, ACTIVATE, DEACTIVATE))


def test_a_run_does_what_was_planned_and_after_it_there_is_nothing_to_do(front: Shopfront) -> None:
    configure(front, guards=GuardConfiguration(listings=1))
    front.at_desk(lambda desk: categories(front, desk))
    found, wanted = [], []
    for expected, happens in story(front):
        happens()
        refresh(front)
        planned = plan(front)[0]
        done_as_planned(planned.values(), front.sync())
        found.append(sorted(",".join(preview.actions) or "nothing" for preview in planned.values()))
        wanted.append(sorted(expected.split()))
        before = changing_calls(front)
        assert plan(front)[0].keys() == front.sync().keys()
        assert changing_calls(front) == before, expected
    assert found == wanted


async def categories(front: Shopfront, desk: Desk) -> None:
    await front.desired(desk)


def test_a_variant_that_the_pim_renames_is_planned_by_what_the_shop_has_of_it(front: Shopfront) -> None:
    sell(front, mugs("red", "blue"))
    renamed = mugs("red", "blue")
    blue = renamed.skus[1].model_copy(update={"sku": "MUG-NAVY"})
    front.stock(renamed.model_copy(update={"skus": [renamed.skus[0], blue]}))
    front.offers.put("MUG-NAVY", price="13.50", quantity=3)
    refresh(front)
    planned = plan(front)[0]
    assert {"edit", "price", "stock"} == set(planned["MUGS"].actions)
    changes = changed(planned["MUGS"])
    assert changes.keys() == {f"MUG-NAVY:skus.{field}" for field in ("seller_sku", "price", "inventory")}
    assert [price["amount"] for price in changes["MUG-NAVY:skus.price"]] == ["12.50", "13.50"]
    done_as_planned(planned.values(), front.sync())


def test_a_confirmed_move_of_a_listing_is_planned_as_the_edit_that_it_is(front: Shopfront) -> None:
    sell(front, mug())
    model = mugs("red", "blue")
    taken = [model.skus[0].model_copy(update={"sku": "MUG-1"}), model.skus[1]]
    front.pim.delete("product:mug-1")
    front.stock(model.model_copy(update={"skus": taken}))
    front.sync()
    confirm(front)
    planned = plan(front)[0]
    assert planned["MUGS"].actions[0] != "create"
    done_as_planned(planned.values(), front.sync())
