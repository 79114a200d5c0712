"""The pictures and documents of the batch as this shop knows them: uploaded once, made right before."""

from collections import Counter
from typing import Any

import dagster as dg
import pandas as pd

from catalog_sync.assets.common import FRAME, GROUP, OWNERS, busy_result, counts_table, markdown_table
from catalog_sync.assets.frames import desired_of, upload_row
from catalog_sync.regions import shop_regions
from catalog_sync.resources import Pim, Shop
from catalog_sync.sync.pictures import Upload, upload_pictures
from catalog_sync.sync.placeholders import media_keys


@dg.asset(
    group_name=GROUP,
    owners=OWNERS,
    kinds={"tiktok", "pillow"},
    partitions_def=shop_regions,
    dagster_type=FRAME,
)
async def uploaded_images(pim: Pim, shop: Shop, mapped_payloads: pd.DataFrame) -> dg.MaterializeResult:
    """Source digest, use case and treatment -> TikTok's uri; bytes the shop already has are not sent again."""
    if shop.busy:
        return busy_result()
    ready = [item.listing for item in desired_of(mapped_payloads) if not item.listing.blocked]
    wanted = [key for listing in ready for key in media_keys(listing.content)]
    async with shop.desk() as desk, pim.open() as source:
        uploads = await upload_pictures(desk, source, wanted)
    return dg.MaterializeResult(
        value=pd.DataFrame([upload_row(upload) for upload in uploads], dtype=object),
        metadata=_metadata(uploads),
    )


def _metadata(uploads: list[Upload]) -> dict[str, Any]:
    sent = [upload for upload in uploads if upload.reference and not upload.reused]
    problems = [(upload.key.code, upload.problem) for upload in uploads if upload.problem]
    return {
        "uploaded": len(sent),
        "already_there": sum(upload.reused for upload in uploads),
        "unusable": len(problems),
        "bytes_sent": sum(upload.bytes for upload in sent),
        "as_they_were": sum(not upload.steps for upload in sent),
        "treatments": counts_table(Counter(step for upload in sent for step in upload.steps), "treatment"),
        "problems": markdown_table(["file", "problem"], problems),
    }
