"""Calls about manufacturers and responsible persons, whom the EU wants named on products; they belong to the seller."""

from collections.abc import AsyncIterator

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.compliance_models import (
    CreatedManufacturer,
    CreatedResponsiblePerson,
    CreateManufacturerRequest,
    CreateResponsiblePersonRequest,
    ManufacturerPage,
    ResponsiblePersonPage,
)
from catalog_sync.tiktok.resource import PAGE_SIZE, Resource
from catalog_sync.tiktok.search_bodies import SearchManufacturersRequest, SearchResponsiblePersonsRequest


class Compliance(Resource):
    """Manufacturers and responsible persons: their ids go into products."""

    async def create_manufacturer(self, manufacturer: CreateManufacturerRequest) -> CreatedManufacturer:
        """Create a manufacturer. Raises OutcomeUnknown when the answer was lost: search before repeating."""
        return await self._read(Ask(endpoints.CREATE_MANUFACTURER, body=manufacturer), CreatedManufacturer)

    async def create_responsible_person(
        self, person: CreateResponsiblePersonRequest
    ) -> CreatedResponsiblePerson:
        """Create a responsible person. Raises OutcomeUnknown when the answer was lost: search before repeating."""
        return await self._read(
            Ask(endpoints.CREATE_RESPONSIBLE_PERSON, body=person), CreatedResponsiblePerson
        )

    async def manufacturers(
        self, filters: SearchManufacturersRequest | None = None, *, page_size: int = PAGE_SIZE
    ) -> AsyncIterator[ManufacturerPage]:
        """Page after page of the manufacturers that match, by default of all."""
        ask = Ask(endpoints.SEARCH_MANUFACTURERS, body=filters)
        async for page in self._pages(ask, ManufacturerPage, page_size):
            yield page

    async def responsible_persons(
        self, filters: SearchResponsiblePersonsRequest | None = None, *, page_size: int = PAGE_SIZE
    ) -> AsyncIterator[ResponsiblePersonPage]:
        """Page after page of the responsible persons that match, by default of all."""
        ask = Ask(endpoints.SEARCH_RESPONSIBLE_PERSONS, body=filters)
        async for page in self._pages(ask, ResponsiblePersonPage, page_size):
            yield page
