"""Puts a mapped listing and its uploads together: pictures filled in, and what is wrong with them as findings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from catalog_sync.mapping.listing import Finding, Severity
from catalog_sync.sync.desired import Desired
from catalog_sync.sync.media import is_drawn
from catalog_sync.sync.pictures import FILE, Upload
from catalog_sync.sync.placeholders import MediaKey, fill, media_keys, source_hash
from catalog_sync.sync.work import Work

_FIELDS = {"CERTIFICATION_IMAGE": "certifications", "SIZE_CHART_IMAGE": "size_chart"}


def assemble(desired: Desired, uploads: Mapping[MediaKey, Upload]) -> Work:
    """The work for one product. A bad picture is left out while others remain; a bad document or the last one blocks."""
    listing = desired.listing
    keys = dict.fromkeys(media_keys(listing.content))
    usable = {key: upload for key in keys if (upload := uploads.get(key)) and upload.reference}
    references = {key: usable[key].reference if key in usable else None for key in keys}
    digests = {key: usable[key].digest if key in usable else None for key in keys}
    waiting = next((upload for key in keys if (upload := uploads.get(key)) and upload.postponed), None)
    content = fill(listing.content, references)
    findings = list(listing.findings)
    if not listing.blocked:
        pictureless = not content.get("main_images")
        findings += [
            _finding(key, uploads.get(key), listing.content, pictureless) for key in keys if key not in usable
        ]
    return Work(
        identifier=desired.identifier,
        look_key=desired.look_key,
        desired=listing.model_copy(update={"findings": findings}),
        content=content,
        content_hash=source_hash(listing.content, digests),
        mapped_hash=desired.mapped_hash,
        fingerprint=desired.fingerprint,
        postponed=waiting.postponed if waiting else None,
        postponed_until=_instant(waiting.postponed_until) if waiting else None,
        digests={key.code: digest for key, digest in digests.items() if digest},
        revision=desired.revision,
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _finding(key: MediaKey, upload: Upload | None, content: dict[str, Any], pictureless: bool) -> Finding:
    problem = (upload.problem if upload else None) or "it was not uploaded in this run"
    if key.use_case == FILE:
        return Finding(
            code="document_unusable",
            severity=Severity.BLOCK,
            message=f"The document {key.code} cannot be used: {problem} Replace it in the PIM.",
            field="certifications",
        )
    main = key in set(media_keys(content.get("main_images", [])))
    name = "drawn from the size table" if is_drawn(key.code) else key.code
    return Finding(
        code="image_unusable",
        severity=Severity.BLOCK if main and pictureless else Severity.WARN,
        message=f"The picture {name} cannot be used: {problem} Replace it in the PIM.",
        field="main_images" if main else _FIELDS.get(key.use_case, "skus.sku_img"),
    )
