"""What has to be known of an Akeneo PIM before it is read, found out when first needed and kept for one run."""

import asyncio

from catalog_sync.pim.akeneo.client import AkeneoClient
from catalog_sync.pim.akeneo.dictionaries import read_structure
from catalog_sync.pim.akeneo.listings import Listings
from catalog_sync.pim.akeneo.structure import Structure
from catalog_sync.pim.akeneo.zone import ServerZone, calibrated
from catalog_sync.pim.dictionaries import Dictionaries


class Facts:
    """Its listings, its attributes and families, the time zone of its server; each read once."""

    def __init__(self, client: AkeneoClient) -> None:
        self.client = client
        self._opening, self._reading, self._calibrating = asyncio.Lock(), asyncio.Lock(), asyncio.Lock()
        self._listings: Listings | None = None
        self._structure: tuple[Structure, Dictionaries] | None = None
        self._zone: ServerZone | None = None

    async def listings(self) -> Listings:
        """Where it lists its products."""
        async with self._opening:
            if self._listings is None:
                self._listings = await Listings.open(self.client)
        return self._listings

    async def structure(self) -> tuple[Structure, Dictionaries]:
        """What reading a product needs, and the dictionaries it was taken from."""
        async with self._reading:
            if self._structure is None:
                identifier, known = await read_structure(self.client)
                self._structure = Structure.of(identifier, known), known
        return self._structure

    async def zone(self) -> ServerZone:
        """The zone in which its server reads the times of a filter."""
        async with self._calibrating:
            if self._zone is None:
                named = self.client.settings.time_zone
                self._zone = (
                    ServerZone.configured(named) if named else await calibrated(await self.listings())
                )
        return self._zone
