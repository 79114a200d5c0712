"""What each kind of finding is called, who can mend it, and where."""

from enum import StrEnum
from functools import cache
from importlib.resources import as_file, files

from pydantic import BaseModel, ConfigDict, TypeAdapter

from catalog_sync.yaml_files import load_yaml


class Who(StrEnum):
    """Who can mend a finding; `nobody` has to where it passes by itself."""

    CATALOGUE_MANAGER = "catalogue manager"
    INTEGRATION_ENGINEER = "integration engineer"
    SELLER = "seller"
    NOBODY = "nobody"


class Kind(BaseModel):
    """A kind of finding: its code or pattern (`review_*`), what it is in a few words, who can mend it, and where."""

    model_config = ConfigDict(frozen=True)

    code: str
    title: str
    who: Who
    where: str


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    who: Who
    where: str
    kinds: dict[str, str]


@cache
def kinds() -> dict[str, Kind]:
    """Return all kinds by code or pattern."""
    with as_file(files("catalog_sync.mapping") / "finding_kinds.yaml") as path:
        data, _ = load_yaml(path)
    return {
        code: Kind(code=code, title=title, who=group.who, where=group.where)
        for group in TypeAdapter(list[_Group]).validate_python(data)
        for code, title in group.kinds.items()
    }


@cache
def kind_of(code: str) -> Kind:
    """Return the kind of a code: its own, else that of the longest pattern it begins like; `*` is that of all others."""
    patterns = (name for name in kinds() if name.endswith("*") and code.startswith(name[:-1]))
    return kinds().get(code) or kinds()[max(patterns, key=len)]


def mended_by(code: str) -> str:
    """Return who can mend a finding, and where, in a few words."""
    kind = kind_of(code)
    return f"{kind.who.value}: {kind.where}"
