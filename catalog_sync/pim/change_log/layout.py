"""The configured tables of a change log as the database has them, and the options' labels."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from catalog_sync.pim.change_log.configuration import ChangeLogConfiguration
from catalog_sync.pim.change_log.numbering import Numbering, find_sequence
from catalog_sync.pim.change_log.tables import CurrentTable
from catalog_sync.pim.dictionaries import Dictionaries, Option
from catalog_sync.pim.errors import PimAnswerInvalid
from catalog_sync.pim.rows.configuration import RowMapping
from catalog_sync.pim.sql.database import Snapshot
from catalog_sync.pim.sql.relations import KINDS, Relation, find_relation

_LABELS = ("attribute", "code", "locale", "label")
_TRANSACTION_TYPES = {"xid8", "bigint", "numeric"}
_NUMBER_TYPES = {"smallint", "integer", "bigint"}


@dataclass(frozen=True)
class Layout:
    """The log, the current rows, and the sequence that numbers the log, if any."""

    log: Relation
    current: CurrentTable
    sequence: Numbering | None

    @property
    def relations(self) -> list[Relation]:
        """Each table or view once."""
        return list({each.oid: each for each in (self.log, self.current.relation)}.values())

    @property
    def lockable(self) -> list[sa.TableClause]:
        """What PostgreSQL lets a reader lock."""
        return [relation.table for relation in self.relations if relation.lockable]

    @property
    def watched(self) -> list[int]:
        """What a writer of the log locks."""
        return [self.log.oid] + ([self.sequence.oid] if self.sequence else [])


def find_layout(snapshot: Snapshot, settings: ChangeLogConfiguration) -> Layout:
    """Look the tables up; raises PimRefused or PimAnswerInvalid, saying what to grant or to correct."""
    rows = rows_columns(settings.rows)
    own = [settings.key or settings.rows.key, settings.parent, settings.transaction, settings.sequence]
    wanted = [*own, settings.operation] + ([] if settings.view else rows)
    log = find_relation(snapshot, settings.table, wanted)
    _ensure_type(log, settings.transaction, _TRANSACTION_TYPES, "xid8 default pg_current_xact_id()")
    _ensure_type(log, settings.sequence, _NUMBER_TYPES, "bigint generated always as identity")
    if log.kind in {"m", "f"}:
        raise PimAnswerInvalid(
            f"{log.title} is a {KINDS[log.kind]}, whose entries come without order: name the table behind it."
        )
    current = log if settings.view is None else find_relation(snapshot, settings.view, rows)
    numbered = settings.sequence and settings.transaction is None
    sequence = find_sequence(snapshot, log, settings.sequence or "") if numbered else None
    return Layout(log, CurrentTable(settings, current), sequence)


def rows_columns(mapping: RowMapping) -> list[str]:
    """The columns that the mapping names for sure."""
    plain = [mapping.key, mapping.sku, mapping.parent, mapping.family, mapping.categories, mapping.enabled]
    axes = [mapping.axes] if isinstance(mapping.axes, str) else []
    values = [value for each in (mapping.values or {}).values() for value in each]
    media = [each.column for several in mapping.media.values() for each in several]
    units = [value.unit_column for value in values]
    named = [mapping.document] if mapping.document else [*plain, *axes, *media, *units]
    columns = [mapping.key, *named, *(value.column for value in values)]
    return list(dict.fromkeys(column for column in columns if column))


def read_options(snapshot: Snapshot, title: str) -> Dictionaries:
    """Labels of options from a table with columns attribute, code, locale and label."""
    relation = find_relation(snapshot, title, _LABELS)
    columns = [sa.cast(relation.table.c[name], sa.Text) for name in _LABELS]
    labels: dict[str, dict[str, dict[str, str]]] = {}
    for page in snapshot.stream(sa.select(*columns)):
        for attribute, code, locale, label in page:
            known = labels.setdefault(attribute or "", {}).setdefault(code or "", {})
            known |= {locale: label} if locale and label else {}
    return Dictionaries(
        options={
            attribute: {code: Option(labels=each) for code, each in codes.items() if code}
            for attribute, codes in labels.items()
            if attribute
        }
    )


def _ensure_type(log: Relation, column: str | None, types: set[str], wanted: Any) -> None:
    if column and log.columns[column] not in types:
        raise PimAnswerInvalid(
            f"{log.title}.{column} is of type {log.columns[column]} and cannot be read in order: make it {wanted}."
        )
