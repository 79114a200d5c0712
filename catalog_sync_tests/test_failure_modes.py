"""Fifteen ways in which users see connectors fail; each has at least one test whose docstring names its number."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

FAILURE_MODES = {
    1: "deleted in the PIM, still on sale",
    2: "edits of a model not carried to its variants",
    3: "a failed item skipped for ever because the bound moved on",
    4: "an emptied attribute keeps its old value",
    5: "images fetched or uploaded again in every run",
    6: "image sets drift",
    7: "big catalogues time out or run out of memory",
    8: "limits of URLs and pages",
    9: "paging is inconsistent, the index empty or short",
    10: "time zones",
    11: "disable, re-enable and incompleteness not followed",
    12: "locales and channels mixed up, a missing translation becomes blank",
    13: "units not converted, converted twice or shown raw",
    14: "the structure changes: variants, axes, SKUs, option labels",
    15: "throttling, authorization and media access",
}

_TESTS = Path(__file__).parent
_NAMED = re.compile(r"Failure modes? (\d+(?:(?:, | and )\d+)*)")


def _named() -> Iterator[tuple[int, str]]:
    """Each number a test names in its docstring, with the test's name."""
    for path in sorted(_TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.lower().startswith("test"):
                for numbers in _NAMED.findall(ast.get_docstring(node) or ""):
                    yield from (
                        (int(number), f"{path.name}::{node.name}") for number in re.findall(r"\d+", numbers)
                    )


TESTS_BY_MODE = defaultdict(list)
for _number, _test in _named():
    TESTS_BY_MODE[_number].append(_test)


@pytest.mark.parametrize(("number", "what"), FAILURE_MODES.items())
def test_every_failure_mode_has_a_test_that_names_it(number: int, what: str) -> None:
    assert TESTS_BY_MODE[number], f"no test names failure mode {number}: {what}"


def test_no_test_names_a_failure_mode_that_there_is_not() -> None:
    assert set(TESTS_BY_MODE) <= set(FAILURE_MODES)
