"""Leaves for unmapped families over HTTP: TikTok is asked once, the ledger remembers, and the terminal shows why."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from catalog_sync.cli import cli
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rule_parts import SuggestRule
from catalog_sync.mapping.rules import Rules
from catalog_sync.pim.dictionaries import Category, Dictionaries, Family
from catalog_sync.pim.document import Product
from catalog_sync.store.taxonomy import Taxonomy
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.rulebook import open_rulebook
from catalog_sync.sync.suggest import Suggested, SuggestionDesk, suggest_if_applied
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.shopfront import Shopfront

RECOMMEND = "POST /product/202309/categories/recommend"
BOTTLES = "600032"


def bottle(number: int, title: str = "Steel water bottle") -> Product:
    made = mug(number, title=title)
    return made.model_copy(
        update={"key": f"product:bottle-{number}", "identifier": f"BOTTLE-{number}", "family": "flasks"}
    )


def pim(front: Shopfront, *products: Product) -> None:
    front.pim.put(mug(), *products)
    front.pim.vocabulary = Dictionaries(
        families={"flasks": Family(labels={"de_DE": "Trinkflaschen", "en_US": "Drinking bottles"})},
        categories={"outdoor": Category(labels={"en_US": "Outdoor"})},
    )
    front.at_desk(lambda desk: front.refresh(desk.engine), locked=False)


def rules(front: Shopfront, **changes: Any) -> Rules:
    return load_rules(front.configuration.mapping, region="GB", partition_key="GB").model_copy(update=changes)


def suggest(front: Shopfront, *, client: bool = True, anew: bool = False, **changes: Any) -> list[Suggested]:
    async def ask(desk: Desk) -> list[Suggested]:
        place = SuggestionDesk(
            desk.engine,
            desk.taxonomy,
            desk.facts.region,
            rules(front, **changes),
            desk.client if client else None,
        )
        return await place.suggest(anew=anew)

    return front.at_desk(ask, locked=False)


def test_an_unmapped_family_gets_a_leaf_from_its_name_and_from_tiktok(front: Shopfront) -> None:
    pim(front, bottle(1), bottle(2, "Blue water bottle"))
    [found] = suggest(front)
    assert (found.profile.family, found.profile.products) == ("flasks", 2)
    assert found.profile.titles == ["Steel water bottle", "Blue water bottle"]
    [first, *_] = found.suggestions
    assert (first.category_id, [each.source for each in first.evidence]) == (BOTTLES, ["text", "platform"])
    assert "2 of 2" in first.evidence[1].told


def test_mapped_families_disabled_products_and_families_not_for_sale_are_not_asked_of(
    front: Shopfront,
) -> None:
    pim(front, bottle(1).model_copy(update={"enabled": False}))
    assert suggest(front) == []
    assert front.calls(RECOMMEND) == 0
    pim(front, bottle(2))
    assert suggest(front, not_for_sale=["flasks"]) == []


def test_what_was_found_is_remembered_until_the_family_or_the_tree_changes(front: Shopfront) -> None:
    pim(front, bottle(1))
    [first] = suggest(front)
    [again] = suggest(front)
    assert (first.cached, again.cached, again.suggestions) == (False, True, first.suggestions)
    assert front.calls(RECOMMEND) == 1
    suggest(front, anew=True)
    assert front.calls(RECOMMEND) == 2
    pim(front, bottle(2, "Blue water bottle"))
    assert not suggest(front)[0].cached
    assert front.calls(RECOMMEND) == 4


def test_a_title_that_tiktok_finds_nothing_for_is_no_vote(front: Shopfront) -> None:
    pim(front, bottle(1), bottle(2, "Zzyzx"))
    [found] = suggest(front)
    assert found.problem is None
    assert "recommended for 1 of 2" in found.suggestions[0].evidence[1].told


def test_when_tiktok_does_not_answer_the_text_match_is_shown_and_not_kept(front: Shopfront) -> None:
    pim(front, bottle(1))
    front.fault(RECOMMEND, "status_500", 1000)
    [found] = suggest(front)
    assert found.problem is not None
    assert "TikTok did not answer" in found.problem
    assert [each.source for each in found.suggestions[0].evidence] == ["text"]
    assert Taxonomy(front.engine, front.shop.id).suggestions() == {}


def applied(front: Shopfront, above: float | None) -> tuple[bool, set[str], str]:
    """Whether suggestions were made, the families mapped by then, and the rulebook's version."""

    async def look(desk: Desk) -> tuple[bool, set[str], str]:
        made = await suggest_if_applied(desk, rules(front, suggest=SuggestRule(apply_above=above)))
        book = open_rulebook(front.configuration.mapping, desk.facts, desk.mirror, desk.taxonomy)
        return made, {family for family, own in book.rules.families.items() if own.category}, book.version

    return front.at_desk(look, locked=False)


def test_without_a_word_in_the_rules_nothing_is_asked_or_applied(front: Shopfront) -> None:
    pim(front, bottle(1))
    made, mapped, _ = applied(front, None)
    assert (made, "flasks" in mapped, front.calls(RECOMMEND)) == (False, False, 0)


def test_a_sure_leaf_is_applied_where_the_rules_let_it_in(
    front: Shopfront, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pim(front, bottle(1), bottle(2, "Blue water bottle"))
    _, _, before = applied(front, 0.5)
    import shutil

    mapping = tmp_path / "mapping"
    shutil.copytree(front.configuration.mapping, mapping)
    common = mapping / "common.yaml"
    common.write_text(common.read_text() + "\nsuggest: {apply_above: 0.5}\n")
    front.configuration = front.configuration.model_copy(update={"mapping": mapping})
    _, mapped, after = applied(front, 0.5)
    assert "flasks" in mapped
    assert after != before


@pytest.fixture
def terminal(front: Shopfront, monkeypatch: pytest.MonkeyPatch) -> Shopfront:
    monkeypatch.setattr("catalog_sync.categories_command.current_configuration", lambda: front.configuration)
    monkeypatch.setenv("COLUMNS", "200")
    return front


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["categories", *arguments], catch_exceptions=False)
    return done.exit_code, done.output


def test_the_terminal_proposes_leaves_with_reasons(terminal: Shopfront) -> None:
    pim(terminal, bottle(1))
    code, told = run("suggest", "--region", "GB")
    assert code == 1
    assert "flasks" in told
    assert "(600032)" in told
    assert "recommended" in told
    code, told = run("suggest", "--region", "GB", "--json")
    [row] = map(json.loads, told.splitlines())
    assert (row["shop"], row["family"], row["cached"]) == ("GB", "flasks", True)
    assert row["suggestions"][0]["category_id"] == BOTTLES


def test_the_terminal_ends_with_0_when_all_is_mapped_and_with_2_for_a_region_that_is_none(
    terminal: Shopfront,
) -> None:
    pim(terminal)
    assert run("suggest", "--region", "GB") == (
        0,
        "GB: every family with products is mapped, or not for sale.\n",
    )
    code, told = run("suggest", "--region", "XX")
    assert (code, "known: GB" in told) == (2, True)


def test_offline_no_call_is_made(terminal: Shopfront) -> None:
    pim(terminal, bottle(1))
    code, told = run("suggest", "--region", "GB", "--offline")
    assert (code, terminal.calls(RECOMMEND)) == (1, 0)
    assert "TikTok was not asked" in told


def test_the_terminal_shows_changes_that_touch_products(terminal: Shopfront) -> None:
    from catalog_sync_tests.sync.test_taxonomy import MUGS, change, split, tree

    assert run("changes", "--region", "GB") == (0, "GB: no change touches a product.\n")
    terminal.stock(mug())
    terminal.sync()
    change(terminal, lambda nodes: split(nodes, MUGS, "600099"))
    tree(terminal)
    code, told = run("changes", "--region", "GB")
    assert code == 1
    assert "MUG-1" in told
    code, told = run("changes", "--json")
    rows = [json.loads(line) for line in told.splitlines()]
    assert [(row["shop"], row["kind"], row["category_id"], row["products"]) for row in rows] == [
        ("GB", "split", MUGS, 1)
    ]
