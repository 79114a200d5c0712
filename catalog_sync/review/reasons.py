"""Finds the cause behind the market's words: free text, worded differently each time and in the market's language."""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import as_file, files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from catalog_sync.mapping.normal import normal
from catalog_sync.yaml_files import load_yaml


class Cause(BaseModel):
    """A cause of rejections: who can mend it, and the corrector to try; `words` are those known to be refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    theme: str
    who: Literal["program", "pim", "person", "wait"]
    corrector: str | None = None
    words: tuple[str, ...] = ()
    patterns: tuple[tuple[str, ...], ...] = ()


UNKNOWN = Cause(code="unknown", theme="not recognised", who="person")


@cache
def causes() -> dict[str, Cause]:
    """Return all known causes by code, in the order in which they are tried."""
    with as_file(files("catalog_sync.review") / "reasons.yaml") as path:
        data, _ = load_yaml(path)
    coded = {code: {"code": code, **facts} for code, facts in data.items()}
    return TypeAdapter(dict[str, Cause]).validate_python(coded)


def classify(position: str | None, text: str) -> Cause:
    """Return the cause that the reason's words tell; where they are silent, the position they stand at may help."""
    words = normal(text)
    alone = next((cause for cause in causes().values() if _matches(cause, words)), None)
    together = normal(f"{position or ''} {text}")
    return alone or next((cause for cause in causes().values() if _matches(cause, together)), UNKNOWN)


def reason_fingerprint(reasons: Iterable[tuple[str | None, str]]) -> str:
    """Return what stays the same while a product is refused for the same reasons, as (position, text) pairs.

    Known causes count once each whatever their wording; unknown ones count by their words, without numbers.
    """
    parts = sorted({_identity(position, text) for position, text in reasons})
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _identity(position: str | None, text: str) -> str:
    cause = classify(position, text)
    return f"unknown {re.sub(r'[0-9]+', '#', normal(text))}" if cause is UNKNOWN else cause.code


def _matches(cause: Cause, words: str) -> bool:
    return any(all(re.search(group, words) for group in groups) for groups in cause.patterns)
