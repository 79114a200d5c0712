"""Products in the mirror: whole states, what products depend on, dictionaries, switched sources, short indexes."""

import pytest
import sqlalchemy as sa

from catalog_sync.pim.dictionaries import Attribute, Dictionaries, Option
from catalog_sync.pim.document import Product
from catalog_sync.pim.source import Problem
from catalog_sync_tests.mapping.world import value
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.mirrored import Catalogue

MUGS = [mug(number) for number in range(30)]


@pytest.fixture
def catalogue(engine: sa.Engine) -> Catalogue:
    catalogue = Catalogue(engine, mug(1), mug(2))
    catalogue.refresh()
    return catalogue


def vocabulary(label: str = "Ceramic", kind: str = "pim_catalog_multiselect") -> Dictionaries:
    """Dictionaries that mugs use by their material, and an attribute that they do not use."""
    return Dictionaries(
        attributes={
            "material": Attribute(type=kind),
            "lamp_type": Attribute(type="pim_catalog_simpleselect"),
        },
        options={"material": {"ceramic": Option(labels={"en_US": label})}},
    )


def depending(number: int, *dependencies: str) -> Product:
    return mug(number).model_copy(update={"depends_on": list(dependencies)})


def reads(catalogue: Catalogue) -> list[str]:
    return [what for what in catalogue.pim.asked if what.startswith("read ")]


def dictionary_hashes(catalogue: Catalogue) -> dict[str, str]:
    return dict(catalogue.rows("select product_key, dictionary_hash from catalog_sync.pim_products"))


def test_an_emptied_attribute_and_a_removed_sku_are_gone_from_the_mirror(catalogue: Catalogue) -> None:
    """Failure mode 4: an emptied attribute keeps its old value."""
    full = mug(1).model_copy(
        update={"values": {"brand": value("acme")}, "skus": [*mug(1).skus, *mug(9).skus]}
    )
    catalogue.pim.put(full)
    catalogue.delta()
    catalogue.pim.put(mug(1))
    assert catalogue.delta().counts["changed"] == 1
    assert catalogue.content() == catalogue.truth()


def test_a_product_that_cannot_be_read_is_not_skipped_for_ever(catalogue: Catalogue) -> None:
    """Failure mode 3: the bound moves on, the problem stays until the product was read well."""
    catalogue.pim.put(Problem("product:mug-1", "MUG-1", "it broke"))
    catalogue.delta()
    catalogue.delta()
    assert catalogue.problems() == ["MUG-1"]
    catalogue.pim.put(mug(1, title="Mended"))
    assert catalogue.delta().counts["changed"] == 1
    assert catalogue.problems() == []


def test_what_could_not_be_read_is_tried_again_although_nobody_edits_it(catalogue: Catalogue) -> None:
    """Failure mode 3: what was wrong was beside the product, e.g. a family that the connection may see by now."""
    catalogue.pim.put(Problem("product:mug-1", "MUG-1", "it broke"))
    catalogue.delta()
    catalogue.pim.now["product:mug-1"] = mug(1, title="Mended beside it")
    assert catalogue.delta().counts["changed"] == 1
    assert (catalogue.problems(), catalogue.content()) == ([], catalogue.truth())


class TestDependencies:
    def test_what_depends_on_something_touched_is_read_again(self, catalogue: Catalogue) -> None:
        """Failure mode 2: what a product shares with others changed, and the product itself did not."""
        catalogue.pim.put(
            depending(1, "asset:a/front"), depending(2, "asset:a/back"), depending(3, "asset:a/front")
        )
        catalogue.delta()
        for number in (1, 2, 3):
            item = depending(number, "asset:a/front").model_copy(update={"family": "cups"})
            catalogue.pim.now[item.key] = item
        catalogue.pim.touch_dependency("asset:a/front")
        catalogue.pim.asked.clear()
        assert catalogue.delta().counts["changed"] == 2
        assert reads(catalogue) == ["read product:mug-1", "read product:mug-3"]

    def test_what_nothing_depends_on_is_no_matter(self, catalogue: Catalogue) -> None:
        catalogue.pim.touch_dependency('asset:"odd\\name')
        assert catalogue.delta().counts["read"] == 0

    def test_a_dependency_with_odd_characters_is_found(self, catalogue: Catalogue) -> None:
        catalogue.pim.put(depending(1, 'asset:"odd\\name, {x}'))
        catalogue.delta()
        catalogue.pim.touch_dependency('asset:"odd\\name, {x}')
        assert catalogue.delta().counts["read"] == 1


class TestDictionaries:
    def test_a_renamed_option_is_another_version_of_those_that_use_it_and_no_revision(
        self, catalogue: Catalogue
    ) -> None:
        """Failure mode 14: an option's label changes, and no product does."""
        other = Product(key="product:other", identifier="OTHER", skus=[])
        catalogue.pim.put(other)
        catalogue.pim.vocabulary = vocabulary()
        catalogue.delta()
        before, revisions = dictionary_hashes(catalogue), catalogue.revisions()
        catalogue.pim.vocabulary = vocabulary("Stoneware")
        catalogue.pim.asked.clear()
        catalogue.delta()
        after = dictionary_hashes(catalogue)
        assert {key for key in after if after[key] != before[key]} == {"product:mug-1", "product:mug-2"}
        assert (catalogue.revisions(), reads(catalogue)) == (revisions, [])

    def test_what_uses_an_attribute_of_another_type_is_read_again(self, catalogue: Catalogue) -> None:
        catalogue.pim.put(Product(key="product:other", identifier="OTHER", skus=[]))
        catalogue.pim.vocabulary = vocabulary()
        catalogue.delta()
        catalogue.pim.vocabulary = vocabulary(kind="pim_catalog_text")
        catalogue.pim.asked.clear()
        catalogue.delta()
        assert reads(catalogue) == ["read product:mug-1", "read product:mug-2"]

    def test_when_too_many_are_to_be_read_again_all_are_read_at_once(
        self, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("catalog_sync.sync.dictionary_changes._READ_ONE_BY_ONE", 1)
        catalogue.pim.vocabulary = vocabulary()
        catalogue.delta()
        catalogue.pim.vocabulary = vocabulary(kind="pim_catalog_text")
        catalogue.pim.asked.clear()
        catalogue.delta()
        assert (reads(catalogue), catalogue.pim.asked.count("all changes")) == ([], 1)

    @pytest.mark.parametrize("complete", [True, False])
    def test_a_reading_of_all_that_ends_early_leaves_none_of_them_unread(
        self, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, complete: bool
    ) -> None:
        """Failure modes 9 and 14: an attribute changes its nature while the index stops short."""
        monkeypatch.setattr("catalog_sync.sync.dictionary_changes._READ_ONE_BY_ONE", 1)
        catalogue.pim.vocabulary = vocabulary()
        catalogue.delta()
        catalogue.pim.vocabulary = vocabulary(kind="pim_catalog_text")
        catalogue.pim.full_read_is_complete = complete
        catalogue.pim.asked.clear()
        catalogue.delta()
        assert reads(catalogue) == ([] if complete else ["read product:mug-1", "read product:mug-2"])

    def test_new_products_have_the_version_of_the_present_dictionaries(self, catalogue: Catalogue) -> None:
        catalogue.pim.vocabulary = vocabulary()
        catalogue.delta()
        catalogue.pim.put(mug(3))
        catalogue.delta()
        hashes = dictionary_hashes(catalogue)
        assert hashes["product:mug-3"] == hashes["product:mug-1"] != ""

    def test_what_cannot_be_read_of_them_stays_as_it_was(self, catalogue: Catalogue) -> None:
        catalogue.pim.vocabulary = vocabulary()
        catalogue.delta()
        before = dictionary_hashes(catalogue)
        withheld = vocabulary().model_copy(update={"options": {}, "unreadable": ["options/material"]})
        catalogue.pim.vocabulary = withheld
        catalogue.delta()
        content, _ = catalogue.mirror.dictionary("pim")
        assert content["options"]["material"]["ceramic"]["labels"] == {"en_US": "Ceramic"}
        assert dictionary_hashes(catalogue) == before


class TestAnotherSource:
    def test_is_read_from_the_beginning_and_compared(self, catalogue: Catalogue) -> None:
        catalogue.pim.origin = "another PIM"
        catalogue.pim.now = {item.key: item for item in (mug(2, title="From there"), mug(3))}
        refresh = catalogue.delta()
        assert (refresh.counts["read"], refresh.counts["deleted"]) == (2, 1)
        assert catalogue.content() == catalogue.truth()
        assert catalogue.mirror.bound("pim").origin == "another PIM"

    def test_with_nothing_in_common_deletes_nothing_before_a_person_says_so(self, engine: sa.Engine) -> None:
        catalogue = Catalogue(engine, *MUGS)
        catalogue.refresh()
        catalogue.pim.origin = "another PIM"
        catalogue.pim.now = {item.key: item for item in [mug(50)]}
        assert catalogue.delta().counts["deleted"] == 0
        assert len(catalogue.living()) == 31
        assert "30 of 31 products" in catalogue.shown("mass_disappearance")
        assert catalogue.delta().counts["read"] == 0

    def test_lends_nothing_to_the_dictionaries_of_the_next(self, catalogue: Catalogue) -> None:
        catalogue.pim.vocabulary = vocabulary()
        catalogue.delta()
        catalogue.pim.origin = "another PIM"
        catalogue.pim.vocabulary = Dictionaries(unreadable=["options/material"])
        catalogue.delta()
        assert catalogue.mirror.dictionary("pim")[0]["options"] == {}


class TestShortIndex:
    @pytest.fixture
    def short(self, engine: sa.Engine) -> Catalogue:
        """A PIM whose index suddenly shows nothing, as while it is rebuilt."""
        catalogue = Catalogue(engine, *MUGS)
        catalogue.refresh()
        catalogue.pim.shown = 0
        return catalogue

    def test_an_empty_index_deletes_nothing_and_its_changes_are_not_missed(self, short: Catalogue) -> None:
        """Failure mode 9: the index returns empty pages for a while."""
        missing = mug(1, title="Changed while the index was empty")
        short.pim.put(missing)
        short.pim.lost = {missing.key}
        assert short.delta().counts["deleted"] == 0
        assert "0 of the 30 SKUs" in short.shown("short_index")
        short.pim.lost, short.pim.shown = set(), None
        assert short.delta().counts["changed"] == 1
        assert (short.content(), short.problems()) == (short.truth(), [])

    def test_an_enumeration_that_is_empty_too_holds_the_bound_until_confirmed(self, short: Catalogue) -> None:
        bound = short.mirror.bound("pim").bound
        short.pim.hidden = {item.key for item in MUGS}
        short.pim.put(mug(1, title="Changed"))
        assert short.refresh().counts["deleted"] == 0
        assert short.mirror.bound("pim").bound == bound
        assert short.shown("short_index") == ""
        assert "30 of 30 products" in short.shown("mass_disappearance")

    def test_twenty_skus_less_are_nothing_unusual(self, short: Catalogue) -> None:
        bound = short.mirror.bound("pim").bound
        short.pim.shown = 10
        short.pim.put(mug(1, title="Changed"))
        short.delta()
        assert (short.mirror.bound("pim").bound != bound, short.problems()) == (True, [])

    def test_a_complete_enumeration_that_reads_what_shrank_explains_it(self, engine: sa.Engine) -> None:
        wide = mug(1).model_copy(update={"skus": [sku for item in MUGS for sku in item.skus]})
        catalogue = Catalogue(engine, wide)
        catalogue.refresh()
        catalogue.pim.now[wide.key] = mug(1)
        catalogue.pim.touch(wide.key)
        catalogue.pim.lost = {wide.key}
        catalogue.delta()
        assert "1 of the 30 SKUs" in catalogue.shown("short_index")
        catalogue.refresh()
        assert (catalogue.content(), catalogue.problems()) == (catalogue.truth(), [])
