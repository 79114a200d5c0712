"""Rules for certificates, package, size chart and cash on delivery."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.pictures import SIZE_CHART_SHORTER_SIDE
from catalog_sync.sandbox.tiktok.taxonomy import Certification, Rules

CERTIFICATION_EVIDENCE = 10
WEIGHT_DECIMALS = {"KILOGRAM": 3, "POUND": 2, "GRAM": 0}
SIDES = {"height": 12052003, "width": 12052004, "length": 12052005}
SIDE = re.compile(r"(?=.*[1-9])\d{1,4}(\.\d{1,2})?")
IMPERIAL = frozenset({"POUND", "INCH"})


def check_compliance(draft: Draft) -> Iterator[Refusal]:
    """Check everything the category rules ask for."""
    rules = draft.category.rules if draft.category else Rules()
    yield from _check_certifications(draft, rules)
    yield from _check_weight(draft)
    yield from _check_dimensions(draft, rules)
    yield from _check_size_chart(draft, rules)
    if draft.payload.get("is_cod_allowed") and not rules.cod_supported:
        yield refusal(12052222)


def _check_certifications(draft: Draft, rules: Rules) -> Iterator[Refusal]:
    given = draft.payload.get("certifications") or []
    known = {certification.id: certification for certification in rules.certifications}
    ids = [row["id"] for row in given]
    if len(set(ids)) < len(ids):
        yield refusal(12052656)
    for certification in rules.certifications:
        if certification.required and certification.id not in ids:
            yield Refusal(12052105, f"required qualification miss, qualification id is :{certification.id}")
    for row in given:
        if row["id"] not in known:
            yield refusal(12052655)
        else:
            yield from _check_evidence(draft, row, known[row["id"]])


def _check_evidence(draft: Draft, row: dict[str, Any], certification: Certification) -> Iterator[Refusal]:
    images, files = row.get("images") or [], row.get("files") or []
    if not images and not files:
        yield refusal(12052105)
    if len(images) > CERTIFICATION_EVIDENCE or len(files) > CERTIFICATION_EVIDENCE:
        yield refusal(12052657)
    if any(draft.image(image["uri"]) is None for image in images):
        yield refusal(12052650)
    documents = (draft.world.documents.get(file["id"]) for file in files)
    if any(document is None or document.app_key != draft.shop.app_key for document in documents):
        yield refusal(12052658)
    expires = row.get("expiration_date")
    if (expires is None and certification.expiration_required) or (
        expires is not None and expires <= draft.world.clock.now()
    ):
        yield refusal(12052385)


def _check_weight(draft: Draft) -> Iterator[Refusal]:
    weight = draft.payload.get("package_weight")
    if not weight:
        yield refusal(12019011)
        return
    decimals = WEIGHT_DECIMALS.get(weight["unit"])
    if decimals is None or weight["unit"] not in draft.market.weight_units:
        yield refusal(12019061 if weight["unit"] in IMPERIAL else 12052916)
    elif not re.fullmatch(rf"\d{{1,6}}(\.\d{{1,{decimals}}})?" if decimals else r"\d{1,6}", weight["value"]):
        yield refusal(12052006)
    elif Decimal(weight["value"]) == 0:
        yield refusal(12052181)


def _check_dimensions(draft: Draft, rules: Rules) -> Iterator[Refusal]:
    dimensions = draft.payload.get("package_dimensions")
    if not dimensions:
        yield from [refusal(12019012)] if rules.package_dimension_required else []
        return
    yield from (refusal(code) for side, code in SIDES.items() if not SIDE.fullmatch(dimensions[side]))
    weight_unit = (draft.payload.get("package_weight") or {}).get("unit")
    if dimensions["unit"] not in draft.market.dimension_units:
        yield refusal(12019061 if dimensions["unit"] in IMPERIAL else 12052916)
    elif weight_unit and (weight_unit in IMPERIAL) != (dimensions["unit"] in IMPERIAL):
        yield refusal(12052915)


def _check_size_chart(draft: Draft, rules: Rules) -> Iterator[Refusal]:
    chart = draft.payload.get("size_chart") or {}
    if chart.get("template"):
        known = chart["template"]["id"] in draft.app.records.size_charts
        yield from [] if known else [refusal(12052128)]
    elif chart.get("image"):
        image = draft.image(chart["image"]["uri"])
        if image is None:
            yield refusal(12052670)
        elif min(image.width, image.height) < SIZE_CHART_SHORTER_SIDE:
            yield refusal(12052671)
    elif rules.size_chart_required:
        yield refusal(12052673)
