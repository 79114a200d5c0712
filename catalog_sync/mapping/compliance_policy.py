"""What markets ask of safety attributes beyond what the category's answers flag, read from the packaged data file."""

from functools import cache
from importlib.resources import as_file, files

from pydantic import BaseModel, ConfigDict

from catalog_sync.yaml_files import load_yaml


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DangerousGoods(_Part):
    """Categories whose products must say whether they are dangerous goods, and in which regions."""

    regions: frozenset[str]
    attributes: tuple[str, ...]
    categories: frozenset[str]


class Detail(_Part):
    """An attribute whose values ask for further ones."""

    attribute: str
    values: frozenset[str]
    ask: tuple[str, ...]


class CompliancePolicy(_Part):
    """The whole data file."""

    dangerous_goods: DangerousGoods
    details: tuple[Detail, ...]
    not_sure: frozenset[str]


@cache
def compliance_policy() -> CompliancePolicy:
    """Return the packaged policy."""
    with as_file(files("catalog_sync.mapping") / "compliance_policy.yaml") as path:
        data, _ = load_yaml(path)
    return CompliancePolicy.model_validate(data)
