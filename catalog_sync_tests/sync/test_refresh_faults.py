"""A refresh that is killed at any of its writes: the next one makes the mirror true, without a second effect."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import count

import pytest
import sqlalchemy as sa

from catalog_sync.pim.dictionaries import Attribute, Dictionaries, Option
from catalog_sync.pim.document import Product
from catalog_sync.pim.source import Problem
from catalog_sync.sync.holds import confirm_hold, open_holds
from catalog_sync_tests.mapping.world import value
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.mirrored import Catalogue

MUGS = [mug(number) for number in range(40)]
WRITE_STEP = int(os.environ.get("CATALOG_SYNC_TEST_WRITE_STEP", "5"))
"""A refresh is killed at every so many-th of its writes; CATALOG_SYNC_TEST_WRITE_STEP=1 tries each one."""
TABLES = (
    "pim_products",
    "pim_skus",
    "pim_bounds",
    "pim_problems",
    "offers",
    "dictionaries",
    "holds",
    "held_products",
)
CHANGES = (
    "insert into catalog_sync.",
    "update catalog_sync.",
    "delete from catalog_sync.",
    "set local synchronous_commit",
)
"""How statements begin that change the ledger; the last one announces rows by COPY, which nobody can listen to."""


class KilledError(Exception):
    """The process died here."""


@contextmanager
def killed_at(engine: sa.Engine, number: int) -> Iterator[None]:
    """Die before the statement of this number that changes the ledger, or before its commit, with all connections."""
    numbers, open_changes = count(1), set[object]()

    def die_in_turn() -> None:
        if next(numbers) == number:
            raise KilledError

    def execute(connection: object, _cursor: object, statement: str, *_: object) -> None:
        if " ".join(statement.lower().split()).startswith(CHANGES):
            open_changes.add(connection)
            die_in_turn()

    def commit(connection: object) -> None:
        if connection in open_changes:
            open_changes.discard(connection)
            die_in_turn()

    sa.event.listen(engine, "before_cursor_execute", execute)
    sa.event.listen(engine, "commit", commit)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", execute)
        sa.event.remove(engine, "commit", commit)
        engine.dispose()


def every_write(
    engine: sa.Engine, begin: Callable[[], Catalogue], act: Callable[[Catalogue], object]
) -> Iterator[Catalogue]:
    """The catalogue after it was killed at the first write, then at a later one, and so on; each time as it began."""
    begun = begin()
    with engine.begin() as connection:
        for name in TABLES:
            connection.execute(sa.text(f"create table saved_{name} as table catalog_sync.{name}"))
    for number in count(1, WRITE_STEP):
        catalogue = _as_it_began(engine, begun)
        try:
            with killed_at(engine, number):
                act(catalogue)
        except KilledError:
            yield catalogue
        else:
            assert number > 10, "so few writes?"
            return


def _as_it_began(engine: sa.Engine, begun: Catalogue) -> Catalogue:
    with engine.begin() as connection:
        for name in TABLES:
            connection.execute(sa.text(f"delete from catalog_sync.{name}"))
            connection.execute(
                sa.text(f"insert into catalog_sync.{name} overriding system value table saved_{name}")
            )
    catalogue = Catalogue(engine)
    catalogue.pim, catalogue.offers = deepcopy(begun.pim), deepcopy(begun.offers)
    return catalogue


def vocabulary(label: str, kind: str) -> Dictionaries:
    """What a material is called, which all mugs show, and what kind of attribute a finish is, which one mug has."""
    return Dictionaries(
        attributes={"material": Attribute(type="pim_catalog_multiselect"), "finish": Attribute(type=kind)},
        options={"material": {"ceramic": Option(labels={"en_US": label})}},
    )


def painted(title: str) -> Product:
    return mug(8, title=title).model_copy(update={"values": {"finish": value("matt")}})


def pictured(title: str) -> Product:
    return mug(9, title=title).model_copy(update={"depends_on": ["asset:a"]})


UNSEEN = {"product:mug-5", "product:mug-7"}
"""What only a list shows."""


def busy_day(engine: sa.Engine) -> Catalogue:
    """A PIM in which everything happens that a refresh has to follow, each to a product that nothing else leads to."""
    catalogue = Catalogue(engine, *MUGS[:8], painted("Painted"), pictured("Pictured"))
    catalogue.offers.only_changes = True
    catalogue.pim.vocabulary = vocabulary("Ceramic", "pim_catalog_multiselect")
    catalogue.offers.put("MUG-1")
    catalogue.refresh()
    pim = catalogue.pim
    both = mug(3).model_copy(update={"skus": [*mug(3).skus, *mug(4).skus]})
    pim.put(mug(1, title="Changed"), mug(50), both, Problem("product:bad", "BAD", "it broke"))
    pim.now["product:mug-4"] = mug(4).model_copy(update={"skus": []})
    pim.now["product:mug-5"] = mug(5, title="Changed unseen, and listed").model_copy(update={"skus": []})
    pim.delete("product:mug-6")
    pim.remove("product:mug-7")
    pim.now["product:mug-8"] = painted("Looks different by the new dictionary")
    pim.vocabulary = vocabulary("Stoneware", "pim_catalog_text")
    pim.now["product:mug-9"] = pictured("With another picture")
    pim.touch_dependency("asset:a")
    catalogue.offers.put("MUG-1", "13.00")
    catalogue.offers.put("MUG-2")
    return catalogue


def seen(products: dict[str, Product]) -> dict[str, Product]:
    """Those that changes can show."""
    return {key: product for key, product in products.items() if key not in UNSEEN}


OFFERS = "select sku, prices, revision from catalog_sync.offers order by sku"


def state(catalogue: Catalogue) -> tuple[object, ...]:
    """All that counts of the mirror but moments."""
    return (
        catalogue.content(),
        dict(
            catalogue.rows(
                "select product_key, dictionary_hash from catalog_sync.pim_products where deleted_at is null"
            )
        ),
        catalogue.problems(),
        catalogue.rows(OFFERS),
        catalogue.mirror.bound("pim").bound,
        catalogue.mirror.dictionary("pim"),
    )


def test_killed_at_any_write_the_next_refresh_makes_the_mirror_true(engine: sa.Engine) -> None:
    """Failure modes 3 and 7: whatever breaks off is taken up again, nothing is missed and nothing done twice."""
    catalogues = every_write(engine, lambda: busy_day(engine), Catalogue.refresh)
    unharmed = next(catalogues)
    unharmed.refresh()
    wanted, revisions, offers = state(unharmed), unharmed.revisions(), unharmed.rows(OFFERS)
    assert unharmed.content() == unharmed.truth()
    for catalogue in catalogues:
        catalogue.delta()
        assert seen(catalogue.content()) == seen(catalogue.truth()), (
            "changes were missed, and no list shows them"
        )
        assert catalogue.rows(OFFERS) == offers
        catalogue.refresh()
        assert state(catalogue) == wanted
        assert set(catalogue.revisions()) == set(revisions)
        assert sorted(catalogue.revisions().values()) == sorted(revisions.values()), "a change counted twice"


def test_killed_at_any_write_no_hold_is_lost_and_none_opened_twice(engine: sa.Engine) -> None:
    def begin() -> Catalogue:
        catalogue = Catalogue(engine, *MUGS)
        catalogue.refresh()
        catalogue.pim.delete(*(item.key for item in MUGS[:15]))
        catalogue.pim.remove(*(item.key for item in MUGS[15:30]))
        return catalogue

    for catalogue in every_write(engine, begin, Catalogue.refresh):
        catalogue.refresh()
        [hold] = open_holds(engine)
        assert (hold.held, len(catalogue.living())) == (30, 40)
        assert catalogue.shown("mass_disappearance")


def test_killed_at_any_write_a_confirmed_hold_is_carried_out_to_its_end(engine: sa.Engine) -> None:
    def begin() -> Catalogue:
        catalogue = Catalogue(engine, *MUGS)
        catalogue.refresh()
        catalogue.pim.delete(*(item.key for item in MUGS[:30]))
        catalogue.refresh()
        [hold] = open_holds(engine)
        confirm_hold(engine, hold.hold_id, "Ada")
        catalogue.pim.put(MUGS[0])
        return catalogue

    for catalogue in every_write(engine, begin, Catalogue.refresh):
        catalogue.refresh()
        assert open_holds(engine) == []
        assert catalogue.content() == catalogue.truth()
        assert max(catalogue.revisions().values()) == 40 + 29, "a change counted twice"


def test_killed_at_any_write_of_a_full_re_read_nothing_stays_missed(engine: sa.Engine) -> None:
    def begin() -> Catalogue:
        catalogue = Catalogue(engine, *MUGS[:5])
        catalogue.refresh()
        for item in (mug(1, title="Changed unseen"), mug(50)):
            catalogue.pim.now[item.key] = item
        catalogue.pim.remove("product:mug-2")
        return catalogue

    for catalogue in every_write(engine, begin, Catalogue.reread):
        catalogue.reread()
        assert catalogue.content() == catalogue.truth()


@pytest.mark.parametrize("number", [1, 5])
def test_the_tests_do_kill(engine: sa.Engine, number: int) -> None:
    catalogue = Catalogue(engine, *MUGS)
    with pytest.raises(KilledError), killed_at(engine, number):
        catalogue.refresh()
