"""What the PIM shows of a listing, with a fingerprint of all that its document is made from."""

from collections.abc import Sequence
from hashlib import blake2b
from importlib.metadata import version

import orjson

from catalog_sync.pim.akeneo.links import Entities, linked
from catalog_sync.pim.akeneo.products import model_key, model_listing, product_key, simple_listing
from catalog_sync.pim.akeneo.structure import Raw, Structure
from catalog_sync.pim.source import Draft

_READ = (
    "uuid",
    "code",
    "identifier",
    "enabled",
    "family",
    "family_variant",
    "categories",
    "values",
    "completenesses",
)
"""The fields that documents are read from; others, such as `updated`, may change without a trace in them."""
_READER = version("catalog-sync").encode()


def simple_draft(raw: Raw, structure: Structure, entities: Entities) -> Draft:
    """A simple product."""
    fingerprint = _fingerprint([raw], structure, entities)
    return Draft(product_key(raw["uuid"]), fingerprint, 1, lambda: simple_listing(raw, structure, entities))


def model_draft(raw: Raw, variants: Sequence[Raw], structure: Structure, entities: Entities) -> Draft:
    """A root model with its variants of all levels."""
    fingerprint = _fingerprint([raw, *variants], structure, entities)
    return Draft(
        model_key(raw["code"]),
        fingerprint,
        len(variants),
        lambda: model_listing(raw, variants, structure, entities),
    )


def _fingerprint(raws: Sequence[Raw], structure: Structure, entities: Entities) -> str:
    """Hash of what is shown, what reading it has to know, what it names in other entities, and who reads it."""
    shown = orjson.dumps([[raw.get(name) for name in _READ] for raw in raws])
    digest = blake2b(shown, digest_size=16, key=structure.digest)
    digest.update(_READER)
    if structure.links and (named := linked(raws, structure.links)):
        digest.update(repr([(each, entities.get(each)) for each in sorted(named)]).encode())
    return digest.hexdigest()
