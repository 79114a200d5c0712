"""Rules for the manufacturers and responsible persons that EU product safety asks for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.model import App
from catalog_sync.sandbox.tiktok.seller_records import EuRecord
from catalog_sync.sandbox.tiktok.taxonomy import Rules

MOST = 10


@dataclass(frozen=True)
class _Kind:
    field: str
    records: Callable[[App], dict[str, EuRecord]]
    required: Callable[[Rules], bool]
    missing: int
    too_many: int
    unknown: int
    foreign: int
    repeated: int
    untranslated: int


KINDS = (
    _Kind(
        "manufacturer_ids",
        lambda app: app.records.manufacturers,
        lambda rules: rules.manufacturer_required,
        *(12052282, 12052283, 12052284, 12052285, 12052295, 12052365),
    ),
    _Kind(
        "responsible_person_ids",
        lambda app: app.records.responsible_persons,
        lambda rules: rules.responsible_person_required,
        *(12052287, 12052288, 12052289, 12052290, 12052296, 12052366),
    ),
)


def check_producers(draft: Draft) -> Iterator[Refusal]:
    """Check both kinds of records against the category's rules and what the seller registered."""
    rules = draft.category.rules if draft.category else Rules()
    for kind in KINDS:
        ids: list[str] = draft.payload.get(kind.field) or []
        if not ids and kind.required(rules):
            yield refusal(kind.missing)
        if len(ids) > MOST:
            yield refusal(kind.too_many, high=MOST, low=1)
        if len(set(ids)) < len(ids):
            yield refusal(kind.repeated)
        for id_ in dict.fromkeys(ids):
            yield from _check_record(draft, kind, id_)


def _check_record(draft: Draft, kind: _Kind, id_: str) -> Iterator[Refusal]:
    record = kind.records(draft.app).get(id_)
    if record is None:
        foreign = any(id_ in kind.records(app) for app in draft.world.apps.values())
        yield refusal(kind.foreign if foreign else kind.unknown, id=id_)
    elif kind.required(draft.category.rules if draft.category else Rules()):
        yield from [] if draft.market.locale in record.profiles else [refusal(kind.untranslated)]
