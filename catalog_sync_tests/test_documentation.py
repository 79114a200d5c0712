"""The documents tell of every setting and every command there is."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from catalog_sync.cli import cli
from catalog_sync.configuration import Configuration
from catalog_sync.mapping.rule_eligibility import EligibilityRule
from catalog_sync.source_configuration import OffersConfiguration, PimConfiguration
from catalog_sync.sync.eligibility import Reason

ROOT = Path(__file__).parents[1]
PIM = (ROOT / "docs" / "pim.md").read_text()
README = (ROOT / "README.md").read_text()


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """The models within an annotation, and all below them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from _models(field.annotation)
    for part in get_args(annotation):
        yield from _models(part)


def _settings(*roots: type[BaseModel]) -> list[tuple[str, str]]:
    """Model and key of every setting."""
    found = {model: model.__name__ for root in roots for model in _models(root)}
    return [(name, key) for model, name in found.items() for key in model.model_fields]


def _code(text: str) -> str:
    """What a document shows as code."""
    return "\n".join(re.findall(r"```.*?```|`[^`]+`", text, re.DOTALL))


SOURCES = _settings(PimConfiguration, OffersConfiguration, EligibilityRule)
OTHERS = [setting for setting in _settings(Configuration) if setting not in SOURCES]


@pytest.mark.parametrize(("model", "key"), SOURCES, ids=str)
def test_every_setting_of_a_source_is_documented(model: str, key: str) -> None:
    assert re.search(rf"\b{key}\b", _code(PIM)), f"docs/pim.md does not show {key} of {model}"


@pytest.mark.parametrize(("model", "key"), OTHERS, ids=str)
def test_every_other_setting_is_documented(model: str, key: str) -> None:
    assert re.search(rf"\b{key}\b", _code(README)), f"README.md does not show {key} of {model}"


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"catalog-sync {command}" in README


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.DELETED])
def test_every_reason_why_a_shop_does_not_sell_a_product_is_documented(reason: Reason) -> None:
    assert f"`{reason}`" in PIM


def test_links_between_the_documents_lead_somewhere() -> None:
    for text, folder in (
        (README, ROOT),
        *((path.read_text(), path.parent) for path in ROOT.glob("docs/*.md")),
    ):
        for path, _, anchor in re.findall(r"\]\(((?!http)[^)#]*)(#([^)]*))?\)", text):
            target = (folder / path).resolve() if path else None
            assert target is None or target.exists(), path
            body = target.read_text() if target and target.suffix == ".md" else text
            assert not anchor or anchor in _anchors(body), anchor


def _anchors(text: str) -> set[str]:
    """The anchors that GitHub makes of headings."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    again = {f"{name}-{number}" for name in plain for number in range(1, plain.count(name))}
    return {*plain, *again}
