"""A refresh that is killed at any of its writes: the next one makes the mirror true, without a second effect."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import pytest
import sqlalchemy as sa

from catalog_sync.pim.dictionaries import Attribute, Dictionaries, Option
from catalog_sync.pim.source import Problem
from catalog_sync.sync.holds import confirm_hold, open_holds
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.mirrored import Catalogue

MUGS = [mug(number) for number in range(40)]
CHANGES = ("insert into catalog_sync.", "update catalog_sync.", "delete from catalog_sync.")


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
    """The catalogue after it was killed at the first write, then at the second, and so on; each time begun anew."""
    for number in count(1):
        _forget_everything(engine)
        catalogue = begin()
        try:
            with killed_at(engine, number):
                act(catalogue)
        except KilledError:
            yield catalogue
        else:
            assert number > 10, "so few writes?"
            return


def _forget_everything(engine: sa.Engine) -> None:
    tables = "pim_products, pim_skus, pim_bounds, pim_problems, offers, dictionaries, holds, held_products"
    with engine.begin() as connection:
        names = ", ".join(f"catalog_sync.{name}" for name in tables.split(", "))
        connection.execute(sa.text(f"truncate {names} restart identity"))


def vocabulary(label: str, kind: str) -> Dictionaries:
    options = {"material": {"ceramic": Option(labels={"en_US": label})}}
    return Dictionaries(attributes={"material": Attribute(type=kind)}, options=options)


def busy_day(catalogue: Catalogue) -> Catalogue:
    """A PIM in which everything happens that a refresh has to follow."""
    catalogue.pim.vocabulary = vocabulary("Ceramic", "pim_catalog_multiselect")
    catalogue.offers.put("MUG-1")
    catalogue.refresh()
    both = mug(3).model_copy(update={"skus": [*mug(3).skus, *mug(4).skus], "depends_on": ["asset:a"]})
    catalogue.pim.put(mug(1, title="Changed"), mug(50), both, Problem("product:bad", "BAD", "it broke"))
    catalogue.pim.now["product:mug-4"] = mug(4).model_copy(update={"skus": []})
    catalogue.pim.now["product:mug-5"] = mug(5, title="Changed unseen, and listed").model_copy(
        update={"skus": []}
    )
    catalogue.pim.touch_dependency("asset:a")
    catalogue.pim.delete("product:mug-6")
    catalogue.pim.remove("product:mug-7")
    catalogue.pim.vocabulary = vocabulary("Stoneware", "pim_catalog_text")
    catalogue.offers.put("MUG-1", "13.00")
    catalogue.offers.put("MUG-2")
    return catalogue


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
        catalogue.rows("select sku, prices, revision from catalog_sync.offers order by sku"),
        catalogue.mirror.bound("pim").bound,
        catalogue.mirror.dictionary("pim"),
    )


def test_killed_at_any_write_the_next_refresh_makes_the_mirror_true(engine: sa.Engine) -> None:
    """Failure modes 3 and 7: whatever breaks off is taken up again, nothing is missed and nothing done twice."""

    def begin() -> Catalogue:
        return busy_day(Catalogue(engine, *MUGS[:10]))

    unharmed = begin()
    unharmed.refresh()
    wanted, revisions = state(unharmed), unharmed.revisions()
    assert unharmed.content() == unharmed.truth()
    for catalogue in every_write(engine, begin, Catalogue.refresh):
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
