"""Puts a mapped listing and its uploads together: pictures filled in, and what is wrong with them as findings."""

from collections.abc import Mapping
from typing import Any

from catalog_sync.mapping.listing import Finding, Severity
from catalog_sync.sync.desired import Desired
from catalog_sync.sync.pictures import FILE, Upload
from catalog_sync.sync.placeholders import MediaKey, fill, media_keys, source_hash
from catalog_sync.sync.submit import Work


def assemble(desired: Desired, uploads: Mapping[MediaKey, Upload]) -> Work:
    """The work for one product. A bad picture is left out while others remain; a bad document or no picture blocks."""
    listing = desired.listing
    keys = dict.fromkeys(media_keys(listing.content))
    usable = {key: upload for key in keys if (upload := uploads.get(key)) and upload.reference}
    findings = [
        _finding(key, uploads.get(key), listing.content)
        for key in keys
        if key not in usable and not listing.blocked
    ]
    references = {key: usable[key].reference if key in usable else None for key in keys}
    digests = {key: usable[key].digest if key in usable else None for key in keys}
    content = fill(listing.content, references)
    if keys and not content.get("main_images") and not listing.blocked:
        findings.append(_no_picture())
    return Work(
        identifier=desired.identifier,
        look_key=desired.look_key,
        desired=listing.model_copy(update={"findings": [*listing.findings, *findings]}),
        content=content,
        content_hash=source_hash(listing.content, digests),
        mapped_hash=desired.mapped_hash,
        fingerprint=desired.fingerprint,
    )


def _finding(key: MediaKey, upload: Upload | None, content: dict[str, Any]) -> Finding:
    problem = upload.problem if upload else "it was not uploaded in this run"
    if key.use_case == FILE:
        return Finding(
            code="document_unusable",
            severity=Severity.BLOCK,
            message=f"The document {key.code} cannot be used: {problem}. Replace it in the PIM.",
            field="certifications",
        )
    return Finding(
        code="image_unusable",
        severity=Severity.WARN,
        message=f"The picture {key.code} cannot be used: {problem}. Replace it in the PIM.",
        field="main_images" if key in set(media_keys(content.get("main_images", []))) else "skus.sku_img",
    )


def _no_picture() -> Finding:
    return Finding(
        code="image_missing",
        severity=Severity.BLOCK,
        message="None of the product's pictures can be used. Put one of at least 300 x 300 pixels into the PIM.",
        field="main_images",
    )
