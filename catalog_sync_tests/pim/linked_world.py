"""The small PIM catalogue with pictures in assets, and brands with certificates in reference entity records."""

from pathlib import Path
from typing import Any

from catalog_sync_tests.pim.world import LONG_AGO, Pim, catalogue_rows, plain, write

FRONT, BACK, LOGO, REPORT = "a/1_front.jpg", "b/2_back.jpg", "c/3_logo.png", "d/4_report.pdf"


def value(data: Any, locale: str | None = None, channel: str | None = None) -> dict[str, Any]:
    """One value of an asset or record, which calls a channel a channel."""
    return {"locale": locale, "channel": channel, "data": data}


def asset(code: str, family: str = "packshots", **values: Any) -> dict[str, Any]:
    return {"code": code, "asset_family": family, "updated": LONG_AGO, "values": values}


def record(code: str, **values: Any) -> dict[str, Any]:
    return {"code": code, "reference_entity": "brands", "updated": LONG_AGO, "values": values}


def linked_rows() -> dict[str, list[dict[str, Any]]]:
    rows = catalogue_rows()
    named = {"packshots": "packshots", "films": "films", "brand": "brands", "partners": "brands"}
    types = {
        "packshots": "pim_catalog_asset_collection",
        "films": "pim_catalog_asset_collection",
        "brand": "akeneo_reference_entity",
        "partners": "akeneo_reference_entity_collection",
    }
    rows["attributes"] += [
        {"code": code, "type": kind, "labels": {}, "reference_data_name": named[code]}
        for code, kind in types.items()
    ]
    family = rows["families"][0]
    family["attributes"] = [*family["attributes"], *types]
    family["attribute_requirements"] = {"ecommerce": ["sku", "name", "packshots", "brand"]}
    rows |= {
        "asset-families": [
            {"code": "packshots", "attribute_as_main_media": "media"},
            {"code": "films", "attribute_as_main_media": "link"},
        ],
        "asset-families-attributes": [
            {"code": "note", "asset_family": "packshots", "type": "text"},
            {"code": "media", "asset_family": "packshots", "type": "media_file", "media_type": "image"},
            {
                "code": "link",
                "asset_family": "films",
                "type": "media_link",
                "media_type": "image",
                "prefix": "https://dam.test/",
                "suffix": "?w=900",
            },
        ],
        "asset-families-assets": [
            asset("front", media=[value(FRONT)], note=[value("of the studio")]),
            asset("Back", media=[value(BACK, "en_US"), value(f"id-{BACK}", "id_ID")]),
            asset("still", "films", link=[value("still 1.jpg")]),
        ],
        "reference-entities": [{"code": "brands", "labels": {"en_US": "Brands"}, "image": None}],
        "reference-entities-attributes": [
            {"code": "label", "reference_entity": "brands", "type": "text"},
            {"code": "logo", "reference_entity": "brands", "type": "image"},
            {"code": "report", "reference_entity": "brands", "type": "media_file"},
        ],
        "reference-entities-records": [
            record("acme", label=[value("Acme", "en_US")], logo=[value(LOGO)], report=[value(REPORT)]),
            record("other", label=[value("Other", "en_US")]),
        ],
        "media-files": [
            *rows["media-files"],
            *({"code": code, "file": "x", "mime_type": "image/png"} for code in (FRONT, LOGO, REPORT)),
        ],
    }
    cap, _, red_m, _ = rows["products"]
    cap["values"] |= plain(packshots=["Back", "front"], brand="acme", films=["still"])
    red_m["values"] |= plain(packshots=["FRONT"], partners=["other", "acme"])
    return rows


def linked_pim(directory: Path, rows: dict[str, list[dict[str, Any]]] | None = None) -> Pim:
    """The demo PIM with these rows, whose files have bytes."""
    pim = Pim(write(directory, rows or linked_rows()))
    pim.catalogue.uploads |= {FRONT: b"front", LOGO: b"logo", REPORT: b"report"}
    return pim
