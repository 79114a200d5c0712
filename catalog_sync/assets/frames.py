"""How desired listings and uploads travel between assets: as rows of JSON values."""

from typing import Any

import pandas as pd

from catalog_sync.mapping.listing import Correction, MappedListing
from catalog_sync.sync.desired import Desired
from catalog_sync.sync.pictures import Upload
from catalog_sync.sync.placeholders import MediaKey


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame, by column name."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def desired_row(desired: Desired) -> dict[str, Any]:
    """A row of `mapped_payloads`."""
    row = {name: value for name, value in vars(desired).items() if name != "lineage"}
    return row | {
        "product_key": desired.listing.product_key,
        "listing": desired.listing.model_dump(mode="json"),
        "corrections": [correction.model_dump(mode="json") for correction in desired.corrections],
    }


def desired_of(frame: pd.DataFrame) -> list[Desired]:
    """The desired listings of a `mapped_payloads` frame."""
    return [
        Desired(
            identifier=row["identifier"],
            revision=row["revision"],
            look_key=row["look_key"],
            listing=MappedListing.model_validate(row["listing"]),
            mapped_hash=row["mapped_hash"],
            corrections=[Correction.model_validate(item) for item in row["corrections"]],
            fingerprint=row["fingerprint"],
        )
        for row in records(frame)
    ]


def upload_row(upload: Upload) -> dict[str, Any]:
    """A row of `uploaded_images`."""
    return {name: value for name, value in vars(upload).items() if name != "key"} | upload.key._asdict()


def uploads_of(frame: pd.DataFrame) -> dict[MediaKey, Upload]:
    """The uploads of an `uploaded_images` frame, by placeholder."""
    uploads = {}
    for row in records(frame):
        key = MediaKey(*(row.pop(name) for name in MediaKey._fields))
        uploads[key] = Upload(key, **row)
    return uploads
