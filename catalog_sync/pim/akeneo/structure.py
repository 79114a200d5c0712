"""What of the dictionaries reading an Akeneo product needs: which attributes are files, links or axes, and their shapes."""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from catalog_sync.pim.akeneo.links import LINK_TYPES, Owner
from catalog_sync.pim.akeneo.shapes import Shape, shape_of
from catalog_sync.pim.dictionaries import Attribute, Dictionaries

Raw = dict[str, Any]

MEDIA_TYPES = frozenset({"pim_catalog_image", "pim_catalog_file"})


@dataclass(frozen=True)
class Structure:
    """What reading a product needs to know; codes are looked up case-folded, as Akeneo ignores their case.

    Structures with the same `digest` read everything alike.
    """

    identifier: str
    media: frozenset[str]
    families: dict[str, str]
    axes: dict[str, list[str]]
    family_variants: dict[str, str] = field(default_factory=dict)
    links: dict[str, Owner] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    digest: bytes = b""

    @classmethod
    def of(cls, identifier: str, known: Dictionaries) -> "Structure":
        """Gather it from the dictionaries."""
        types = {code: item.type for code, item in known.attributes.items()}
        return cls(
            identifier=identifier,
            media=frozenset(code for code, kind in types.items() if kind in MEDIA_TYPES),
            families={code.casefold(): code for code in known.families},
            axes={code.casefold(): variant.axes for code, variant in known.family_variants.items()},
            family_variants={code.casefold(): code for code in known.family_variants},
            links={code: owner for code, item in known.attributes.items() if (owner := owner_of(item))},
            shapes={code: shape for code, kind in types.items() if (shape := shape_of(kind))},
            digest=blake2b(f"{identifier} {known.hash}".encode()).digest(),
        )


def owner_of(attribute: Attribute) -> Owner | None:
    """The asset family or reference entity whose codes the attribute's values are; none for all other types."""
    kind = LINK_TYPES.get(attribute.type)
    return Owner(kind, attribute.reference_data_name) if kind and attribute.reference_data_name else None
