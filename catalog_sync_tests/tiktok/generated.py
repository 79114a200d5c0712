"""Hypothesis strategies for whatever the client's methods and request bodies are annotated with."""

import types
from collections.abc import Sequence
from inspect import Parameter, signature
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import annotated_types
from hypothesis import strategies as st
from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from catalog_sync.tiktok.bodies import Amount, Body, Currency, Locale

TEXT = st.characters(exclude_categories=["Cs", "Cc"])
IDS = st.text(TEXT, min_size=1, max_size=20).filter(lambda text: set(text) != {"."})
FROM_PATTERN = {
    get_args(Amount)[1].pattern: st.decimals("0", "9999", places=2).map(str),
    get_args(Currency)[1].pattern: st.sampled_from(["EUR", "GBP", "USD"]),
    get_args(Locale)[1].pattern: st.sampled_from(["de-DE", "en-IE", "fr-FR"]),
}
NAMED: dict[str, st.SearchStrategy[Any]] = {
    "region": st.sampled_from(["GB", "DE"]),
    "product_tag": st.just("AUCTION"),
    "page_size": st.integers(1, 100),
    "name": st.text(TEXT, min_size=2, max_size=30),
    "filename": st.text(TEXT, min_size=1, max_size=30),
    "address": st.text(TEXT, min_size=1, max_size=255),
    "use_case": st.sampled_from(["MAIN_IMAGE", "SIZE_CHART_IMAGE"]),
    "idempotency_key": st.text(TEXT, min_size=1, max_size=128),
}
"""What the platform limits although the annotation is that of any text, or differently from call to call."""


def bodies(kind: type[Body], *, full: bool = False) -> st.SearchStrategy[Any]:
    """Bodies of this kind with at least one field set; a full one has every field, and one item in every list."""
    fields = {name: field_values(name, field, full=full) for name, field in kind.model_fields.items()}
    some = st.fixed_dictionaries(fields).filter(lambda found: any(one is not None for one in found.values()))
    return some.map(kind.model_validate)


def field_values(name: str, field: FieldInfo, *, full: bool) -> st.SearchStrategy[Any]:
    return values(_limited(field.annotation, field.metadata), name, full=full)


def arguments(method: Any, *, full: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Keyword arguments that fit the method's annotations."""
    hints = get_type_hints(method, include_extras=True)
    names = [name for name, one in signature(method).parameters.items() if name != "self" and _given(one)]
    return st.fixed_dictionaries({name: values(hints[name], name, full=full) for name in names})


def _given(parameter: Parameter) -> bool:
    return parameter.kind in (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)


def values(hint: Any, name: str, *, full: bool) -> st.SearchStrategy[Any]:
    """Values of an annotation; raises where it is one that nobody thought of."""
    hint, limits = _bare(hint)
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _optional(hint, name, limits, full=full)
    if origin is Literal:
        return st.sampled_from(get_args(hint))
    if origin in (tuple, Sequence, list):
        return _lists(get_args(hint)[0], name, limits, full=full)
    if isinstance(hint, type) and issubclass(hint, Body):
        return bodies(hint, full=full)
    return _plain(hint, name, limits)


def _limited(hint: Any, limits: Sequence[Any]) -> Any:
    return Annotated[(hint, *limits)] if limits else hint


def _bare(hint: Any) -> tuple[Any, list[Any]]:
    limits: list[Any] = []
    while get_origin(hint) is Annotated:
        hint, *found = get_args(hint)
        for one in found:
            limits += one.metadata if isinstance(one, FieldInfo) else [one]
    return hint, limits


def _optional(hint: Any, name: str, limits: list[Any], *, full: bool) -> st.SearchStrategy[Any]:
    kinds = [kind for kind in get_args(hint) if kind is not types.NoneType]
    given = st.one_of([values(_limited(kind, limits), name, full=full) for kind in kinds])
    return given if full else st.none() | given


def _lists(item: Any, name: str, limits: list[Any], *, full: bool) -> st.SearchStrategy[Any]:
    least = max([1, *(one.min_length for one in limits if isinstance(one, annotated_types.MinLen))])
    most = least if full else least + 1
    items = IDS.filter(lambda text: "," not in text) if item is str else values(item, name, full=full)
    return st.lists(items, min_size=least, max_size=most).map(tuple)


def _plain(hint: Any, name: str, limits: list[Any]) -> st.SearchStrategy[Any]:
    if hint is bool:
        return st.booleans()
    if hint is bytes:
        return st.binary(min_size=1, max_size=50)
    if hint is int:
        return NAMED[name] if name in NAMED else _numbers(limits)
    if hint is str:
        return _texts(name, limits)
    raise TypeError(f"no strategy for {name}: {hint}")


def _numbers(limits: list[Any]) -> st.SearchStrategy[int]:
    least = next((one.ge for one in limits if isinstance(one, annotated_types.Ge)), 0)
    most = next((one.le for one in limits if isinstance(one, annotated_types.Le)), 2**40)
    return st.integers(least, most)


def _texts(name: str, limits: list[Any]) -> st.SearchStrategy[str]:
    patterns = [one.pattern for one in limits if isinstance(one, StringConstraints) and one.pattern]
    if patterns:
        return FROM_PATTERN[patterns[0]]
    if name in NAMED and not limits:
        return NAMED[name]
    most = min([20, *(one.max_length for one in limits if isinstance(one, annotated_types.MaxLen))])
    return IDS.map(lambda text: text[:most])
