"""Labels of options and categories from a CSV file beside a feed, as dictionaries."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

import fsspec

from catalog_sync.pim.dictionaries import Category, Dictionaries, Option
from catalog_sync.pim.errors import PimAnswerInvalid, PimUnreachable

COLUMNS = ("attribute", "code", "locale", "label")
CATEGORIES = "categories"


def read_labels(url: str, options: Mapping[str, Any]) -> Dictionaries:
    """The labels of a UTF-8 CSV file; rows whose attribute is `categories` label categories.

    Raises PimUnreachable or PimAnswerInvalid rather than showing nothing: labels are part of every listing.
    """
    try:
        with fsspec.open(url, "rb", **options) as stream:
            text = stream.read().decode("utf-8-sig")
    except OSError as error:
        raise PimUnreachable(f"The labels {url} cannot be read: {error}") from None
    except UnicodeDecodeError as error:
        raise PimAnswerInvalid(f"The labels {url} are not UTF-8: {error}") from None
    delimiter = ";" if text.partition("\n")[0].count(";") >= len(COLUMNS) - 1 else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    if missing := set(COLUMNS) - set(reader.fieldnames or ()):
        raise PimAnswerInvalid(f"The labels {url} have no column {', '.join(sorted(missing))}.")
    return _dictionaries(reader)


def _dictionaries(rows: Iterable[Mapping[str, Any]]) -> Dictionaries:
    labels: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows:
        attribute, code, locale, label = ((row[column] or "").strip() for column in COLUMNS)
        if attribute and code and locale and label:
            labels.setdefault(attribute, {}).setdefault(code, {})[locale] = label
    categories = labels.pop(CATEGORIES, {})
    return Dictionaries(
        options={
            attribute: {
                code: Option(labels=each, sort_order=order)
                for order, (code, each) in enumerate(codes.items())
            }
            for attribute, codes in labels.items()
        },
        categories={code: Category(labels=each) for code, each in categories.items()},
    )
