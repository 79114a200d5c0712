"""Laying files over each other: what is said stays, what is laid over wins, and everything knows where it stands."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.rule_nodes import Node, merge
from catalog_sync.mapping.rule_templates import TemplateError, parts, placeholders
from catalog_sync.yaml_files import Lines, Loc, Place

PLAIN = st.sampled_from(["title", "brand", "attributes", "values", "x"])
KEYS = st.sampled_from(["title", "brand", "from", "constant", "attributes", "values", "id", "x"])
SCALARS = st.one_of(st.text(max_size=3), st.integers(), st.booleans())


def rules_of(keys: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    nested = st.recursive(
        SCALARS,
        lambda inner: st.dictionaries(keys, inner, max_size=3) | st.lists(inner, max_size=2),
        max_leaves=6,
    )
    return st.dictionaries(keys, nested, max_size=4)


RULES = rules_of(KEYS)


def node(data: Any, file: str = "a.yaml") -> Node:
    return Node.read(data, dict(_lines(data, Path(file), ())))


def _lines(data: Any, file: Path, loc: Loc) -> Any:
    yield loc, Place(file, 1, loc)
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, item in items:
        yield from _lines(item, file, (*loc, key))


def merged(*parts_: Any) -> Any:
    laid = node(parts_[0])
    for part in parts_[1:]:
        laid = merge(laid, node(part, "b.yaml"))
    return laid.data()


@given(RULES)
def test_an_empty_file_changes_nothing(rules: Any) -> None:
    assert merged(rules, {}) == merged({}, rules) == node(rules).data()


@given(RULES)
def test_a_file_laid_over_itself_changes_nothing(rules: Any) -> None:
    assert merged(rules, rules) == node(rules).data()


@given(RULES, RULES)
def test_what_the_overlay_does_not_name_stays(base: Any, overlay: Any) -> None:
    sources = {"from", "constant", "id"}
    found = merged(base, overlay)
    if not (sources & base.keys() and sources & overlay.keys()):
        for key in base.keys() - overlay.keys():
            assert found[key] == node(base[key]).data()
    for key in overlay.keys() - base.keys():
        assert found[key] == node(overlay[key]).data()


@given(rules_of(PLAIN), rules_of(PLAIN))
def test_laying_the_overlay_over_twice_is_laying_it_over_once(base: Any, overlay: Any) -> None:
    assert merged(base, overlay, overlay) == merged(base, overlay)


@given(RULES, KEYS)
def test_an_empty_value_takes_the_key_away(base: Any, key: str) -> None:
    assert key not in merged({"x": 1} | base, {key: None})


@given(RULES, RULES)
def test_everything_is_found_where_it_was_written(base: Any, overlay: Any) -> None:
    laid = merge(node(base), node(overlay, "b.yaml"))
    for loc, item in _leaves(laid, ()):
        place, rest = laid.nearest(loc)
        assert (place, rest) == (item.place, ())
        written = node(overlay, "b.yaml") if place.file.name == "b.yaml" else node(base)
        assert written.nearest(place.path) == (place, ())


@given(RULES)
def test_what_is_kept_is_read_back_with_its_places(rules: Any) -> None:
    assert Node.restored(node(rules).stored()) == node(rules)


def _leaves(item: Node, loc: Loc) -> Any:
    if isinstance(item.value, dict):
        for key, below in item.value.items():
            yield from _leaves(below, (*loc, key))
    elif not isinstance(item.value, list):
        yield loc, item


def test_a_source_replaces_the_rule_but_names_are_no_sources() -> None:
    assert merged({"title": {"from": "a", "unit": "x"}}, {"title": {"constant": "b"}}) == {
        "title": {"constant": "b"}
    }
    base = {
        "attributes": {"name": {"from": "a"}, "id": {"from": "b"}},
        "tables": {"t": {"from": "von", "x": "y"}},
    }
    overlay = {"attributes": {"name": {"from": "c"}}, "tables": {"t": {"from": "aus"}}}
    assert merged(base, overlay) == {
        "attributes": {"name": {"from": "c"}, "id": {"from": "b"}},
        "tables": {"t": {"from": "aus", "x": "y"}},
    }


def test_numbers_and_texts_as_keys_are_the_same_key() -> None:
    lines: Lines = {
        (): Place(Path("a"), 1, ()),
        (101400,): Place(Path("a"), 2, (101400,)),
        (True,): Place(Path("a"), 3, (True,)),
    }
    assert Node.read({101400: "a", True: "b"}, lines).data() == {"101400": "a", "true": "b"}


TEXTS = st.text(alphabet="ab {}é-_", max_size=12)


@given(TEXTS)
def test_any_template_is_read_or_refused(template: str) -> None:
    try:
        read = parts(template)
    except TemplateError:
        return
    assert placeholders(template) == list(dict.fromkeys(text for text, is_name in read if is_name))
    escaped = "".join(
        f"{{{text}}}" if is_name else text.replace("{", "{{").replace("}", "}}") for text, is_name in read
    )
    assert parts(escaped) == read or _joined(parts(escaped)) == _joined(read)


@given(TEXTS)
def test_text_with_its_braces_doubled_is_that_text(text: str) -> None:
    read = parts(text.replace("{", "{{").replace("}", "}}"))
    assert "".join(part for part, _ in read) == text
    assert not any(is_name for _, is_name in read)


def _joined(read: Any) -> list[tuple[str, bool]]:
    joined: list[tuple[str, bool]] = []
    for text, is_name in read:
        if joined and not is_name and not joined[-1][1]:
            joined[-1] = (joined[-1][0] + text, False)
        else:
            joined.append((text, is_name))
    return joined


@pytest.mark.parametrize("template", ["{", "}", "{{}", "{ }", "a{b{c}}"])
def test_broken_templates_are_refused(template: str) -> None:
    with pytest.raises(TemplateError):
        parts(template)
