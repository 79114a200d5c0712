"""The whole code location on one screen: assets in product order, jobs, schedule, sensors, resources."""

import dagster as dg

from catalog_sync.assets.authorizations import authorizations, shops_are_authorized
from catalog_sync.assets.category_tree import category_tree
from catalog_sync.assets.listings import listings
from catalog_sync.assets.mapped_payloads import mapped_payloads
from catalog_sync.assets.pim_catalog import pim_catalog
from catalog_sync.assets.pim_delta import pim_delta
from catalog_sync.assets.review_state import review_state
from catalog_sync.assets.uploaded_images import uploaded_images
from catalog_sync.automation.authorization_watch import authorization_watch
from catalog_sync.automation.jobs import refresh_catalog, refresh_review, sync_region
from catalog_sync.automation.schedules import offers_sync, regular_sync, weekly_reread
from catalog_sync.automation.sensors import follow_up, review_sensors
from catalog_sync.resources import Pim, Shop
from catalog_sync.store.frames import LedgerFrames

defs = dg.Definitions(
    assets=[
        authorizations,
        pim_catalog,
        pim_delta,
        category_tree,
        mapped_payloads,
        uploaded_images,
        listings,
        review_state,
    ],
    asset_checks=[shops_are_authorized],
    jobs=[sync_region, refresh_catalog, refresh_review],
    schedules=[regular_sync, offers_sync, weekly_reread],
    sensors=[follow_up, authorization_watch, *review_sensors()],
    resources={
        "pim": Pim(),
        "shop": Shop(),
        "io_manager": LedgerFrames(database_url=dg.EnvVar("CATALOG_SYNC_DATABASE_URL")),
    },
    executor=dg.in_process_executor,
)
