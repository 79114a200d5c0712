"""The three jobs: sync a shop region, refresh the mirror alone, follow the review alone."""

import dagster as dg

from catalog_sync.assets.category_tree import category_tree
from catalog_sync.assets.listings import listings
from catalog_sync.assets.mapped_payloads import mapped_payloads
from catalog_sync.assets.pim_catalog import pim_catalog
from catalog_sync.assets.pim_delta import pim_delta
from catalog_sync.assets.review_state import review_state
from catalog_sync.assets.uploaded_images import uploaded_images

OFFERS_ONLY = {"ops": {pim_delta.key.to_python_identifier(): {"config": {"prices_and_stock_only": True}}}}
"""Run config of `sync_region`: prices and stock alone."""
REREAD = {"ops": {pim_catalog.key.to_python_identifier(): {"config": {"reread": True}}}}
"""Run config of `refresh_catalog`: read the whole PIM again."""

_WHOLE_RUN = {"dagster/retry_strategy": "ALL_STEPS"}

refresh_catalog = dg.define_asset_job(
    "refresh_catalog", [pim_catalog], description="Bring the mirror of the PIM up to date.", tags=_WHOLE_RUN
)
sync_region = dg.define_asset_job(
    "sync_region",
    [pim_delta, category_tree, mapped_payloads, uploaded_images, listings, review_state],
    description="Make one shop true to the PIM: exactly the difference, in one bounded batch.",
    tags=_WHOLE_RUN,
)
refresh_review = dg.define_asset_job(
    "refresh_review",
    [review_state],
    description="See the verdicts of TikTok's review.",
    tags=_WHOLE_RUN,
)
