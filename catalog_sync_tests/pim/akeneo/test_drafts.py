"""Fingerprints of drafts: two with the same one are read into the same document."""

from collections.abc import Callable
from typing import Any

import pytest

from catalog_sync.pim.akeneo.drafts import model_draft, simple_draft
from catalog_sync.pim.akeneo.links import Entity, Linked, LinkedFile, Owner
from catalog_sync.pim.akeneo.structure import Structure
from catalog_sync.pim.dictionaries import Attribute, Dictionaries
from catalog_sync.pim.source import Draft
from catalog_sync_tests.pim.world import model, plain, product

FRONT = Linked(Owner("asset", "packshots"), "front")
PACKSHOTS = Attribute(type="pim_catalog_asset_collection", reference_data_name="packshots")


def structure(kind: str = "pim_catalog_text") -> Structure:
    attributes = {
        "sku": Attribute(type="pim_catalog_identifier"),
        "name": Attribute(type=kind),
        "packshots": PACKSHOTS,
    }
    return Structure.of("sku", Dictionaries(attributes=attributes))


def entities(file: str = "a.jpg") -> dict[Linked, Entity]:
    return {FRONT: Entity(FRONT.dependency, (LinkedFile(file),))}


SHIRT = product("u-1", "SHIRT-1", name="Shirt", packshots=["front"])


def drafted(
    raw: dict[str, Any] = SHIRT, known: Structure | None = None, named: dict[Linked, Entity] | None = None
) -> Draft:
    return simple_draft(raw, known or structure(), named or entities())


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda: drafted(SHIRT | {"values": plain(sku="SHIRT-1", name="Hemd")}), id="a value"),
        pytest.param(lambda: drafted(SHIRT | {"enabled": False}), id="enabled"),
        pytest.param(lambda: drafted(SHIRT | {"categories": ["winter"]}), id="a category"),
        pytest.param(lambda: drafted(SHIRT | {"family": "caps"}), id="the family"),
        pytest.param(
            lambda: drafted(SHIRT | {"completenesses": [{"scope": "shop", "locale": "en_US", "data": 50}]}),
            id="completeness",
        ),
        pytest.param(lambda: drafted(known=structure("pim_catalog_image")), id="an attribute's type"),
        pytest.param(lambda: drafted(named=entities("b.jpg")), id="a file of an asset"),
        pytest.param(lambda: drafted(named={FRONT: Entity(FRONT.dependency)}), id="a lost asset"),
    ],
)
def test_whatever_makes_another_document_makes_another_fingerprint(other: Callable[[], Draft]) -> None:
    assert other().read() != drafted().read()
    assert other().fingerprint != drafted().fingerprint


def test_what_leaves_no_trace_in_the_document_makes_no_other_fingerprint() -> None:
    touched = SHIRT | {"updated": "2026-05-05T00:00:00+00:00", "quality_scores": []}
    assert drafted(touched).fingerprint == drafted().fingerprint
    assert drafted(touched).read() == drafted().read()


def test_a_model_has_another_one_when_a_variant_comes_changes_or_goes() -> None:
    def fingerprint(*variants: dict[str, Any]) -> str:
        return model_draft(model("tee"), variants, structure(), entities()).fingerprint

    red, blue = (product(f"u-{color}", color, "tee", name=color) for color in ("red", "blue"))
    assert len({fingerprint(), fingerprint(red), fingerprint(blue), fingerprint(red, blue)}) == 4
