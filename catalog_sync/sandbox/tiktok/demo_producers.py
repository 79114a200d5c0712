"""The manufacturers and responsible persons of the demo world, read from `demo_producers.yaml`."""

from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from catalog_sync.sandbox.tiktok.seller_records import EU_LOCALES, EuRecord, SellerRecords


def register_producers(records: SellerRecords) -> None:
    """Give a seller the records of the demo world, in every language of the EU markets."""
    registered = deepcopy(_registered())
    records.manufacturers |= _records(registered["manufacturers"])
    records.responsible_persons |= _records(registered["responsible_persons"])


@cache
def _registered() -> dict[str, dict[str, dict[str, Any]]]:
    text = files(__package__).joinpath("demo_producers.yaml").read_text("utf-8")
    registered: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(text)
    return registered


def _records(profiles: dict[str, dict[str, Any]]) -> dict[str, EuRecord]:
    return {
        id_: EuRecord(id_, {locale: dict(profile) for locale in EU_LOCALES})
        for id_, profile in profiles.items()
    }
