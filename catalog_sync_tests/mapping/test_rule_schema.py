"""The published JSON schema takes the rules that load, and refuses the mistakes that loading refuses."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from catalog_sync.cli import cli
from catalog_sync.mapping.rule_schema import rules_schema
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.yaml_files import load_yaml

DEMO = Path(str(files("catalog_sync.sandbox") / "mapping"))
ICECAT = Path(__file__).parents[1] / "icecat" / "mapping"
DOCUMENTED = Path(__file__).parents[2] / "docs" / "mapping.md"
SCHEMA = rules_schema()


def _as_json(data: Any) -> Any:
    """What an editor sees of a YAML file: keys are texts."""
    if isinstance(data, dict):
        return {
            json.dumps(key) if isinstance(key, bool) else str(key): _as_json(item)
            for key, item in data.items()
        }
    return [_as_json(item) for item in data] if isinstance(data, list) else data


def _mistakes(data: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(_as_json(data))]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", [*DEMO.rglob("*.yaml"), *ICECAT.rglob("*.yaml")], ids=lambda path: path.name)
def test_the_rules_that_we_ship_are_valid(path: Path) -> None:
    assert _mistakes(load_yaml(path)[0]) == []


def test_every_example_of_the_documentation_is_valid(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", DOCUMENTED.read_text(), re.DOTALL)
    examples = [part for block in blocks for part in re.split(r"\n(?=[a-z])", block)]
    for example in examples:
        (tmp_path / "example.yaml").write_text(example)
        data, _ = load_yaml(tmp_path / "example.yaml")
        assert _mistakes({"brand": data} if "when" in data else data) == [], example
    assert len(examples) > 20


@pytest.mark.parametrize(
    "rules",
    [
        {"titel": {"from": "name"}},
        {"title": {"form": "name"}},
        {"title": {"from": "name", "constant": "x"}},
        {"title": {"decimals": "many"}},
        {"title": {"from": ""}},
        {"title": {"constant": {"amnt": 3}}},
        {"title": {"constant": ["", {"amount": 3}]}},
        {"locales": []},
        {"channel": ["ecommerce"]},
        {"families": {"mugs": {"category": {"id": 1, "path": "Mugs"}}}},
        {"categories": {"kitchen": {"attributes": {"Material": {"values": ["x"]}}}}},
        {"brand": {"from": "brand", "when": {"color": {"over": 3}}}},
        {"price": {"rounding": {"mode": "sideways"}}},
    ],
)
def test_a_wrong_file_is_not_valid(rules: dict[str, Any]) -> None:
    assert _mistakes(rules)


@pytest.mark.parametrize(
    "rules",
    [
        {"title": None, "families": {"mugs": None}, "tables": {"t": {"a": None}}},
        {"main_images": {"square": True}},
        {"size_chart": {"template": 7267563252536723205}},
        {"title": {"constant": [1, True, {"amount": "2.5", "unit": "GRAM"}]}},
        {"size_chart": {"from": ["chart"], "locales": ["de_DE"], "channel": "print"}},
        {"brand": {"from": 12, "when": {"a": True, "b": [1, "x"], "c": {"above": 2.5, "unit": "GRAM"}}}},
        {"families": {"mugs": {"category": [{"id": 600031, "when": {"a": "b"}}, {"path": "Mugs"}]}}},
        {"sales_attributes": {"color": 100000, "size": "100007", "own": {"name": "Grip"}}},
    ],
)
def test_whatever_a_file_may_leave_out_or_write_short_is_valid(rules: dict[str, Any]) -> None:
    assert _mistakes(rules) == []


def test_every_key_of_the_rules_can_be_completed() -> None:
    keys = {field.alias or name for name, field in Rules.model_fields.items()}
    family = {field.alias or name for name, field in FamilyRules.model_fields.items()}

    assert SCHEMA["properties"].keys() == keys
    assert SCHEMA["$defs"]["FamilyRules"]["properties"].keys() == family


def test_the_terminal_prints_it() -> None:
    assert json.loads(CliRunner().invoke(cli, ["mapping", "schema"]).output) == SCHEMA
