"""Opens what a plan needs: the shop's desk that only looks, and the PIM where files are looked at."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from catalog_sync.configuration import Configuration
from catalog_sync.sync.connections import open_desk
from catalog_sync.sync.preview.previews import looking_desk
from catalog_sync.sync.preview.region import RegionPlan, plan_of
from catalog_sync.sync.sources import open_pim


@asynccontextmanager
async def opened_plan(
    configuration: Configuration,
    partition_key: str,
    name: str | None,
    *,
    look_at_files: bool,
    hold: int | None = None,
) -> AsyncIterator[RegionPlan]:
    """The plan of one shop: of what is due, or of a product or a hold. Raises TikTokError, NoSuchProductError."""
    async with open_desk(configuration, partition_key) as desk:
        looking = looking_desk(desk)
        if not look_at_files:
            yield plan_of(configuration, looking, name, hold=hold)
            return
        async with open_pim(configuration.pim) as source:
            yield plan_of(configuration, looking, name, source)
