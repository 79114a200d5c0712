"""Turns what Akeneo's listings show into drafts of documents: variants joined to their models, assets and records looked up."""

from collections.abc import AsyncIterator
from datetime import datetime

from catalog_sync.pim.akeneo.drafts import model_draft, simple_draft
from catalog_sync.pim.akeneo.entities import LinkedEntities
from catalog_sync.pim.akeneo.facts import Facts
from catalog_sync.pim.akeneo.structure import Raw
from catalog_sync.pim.akeneo.variants import variants_of
from catalog_sync.pim.parallel import chunks, in_parallel
from catalog_sync.pim.source import Change, Draft

MODELS_PER_QUERY = 20
"""Bounds the variants held in memory at a time."""


class Documents:
    """Drafts of one PIM's documents; an asset or record that several of them name is read once."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._entities = LinkedEntities(facts.client)

    async def simple(self, raws: list[Raw]) -> list[Draft]:
        """One for each simple product."""
        structure, _ = await self._facts.structure()
        entities = await self._entities.named_by(raws, structure.links)
        return [simple_draft(raw, structure, entities) for raw in raws]

    async def models(self, raws: list[Raw]) -> list[Draft]:
        """One for each root model, with its variants."""
        groups = await in_parallel(self._group(group) for group in chunks(raws, MODELS_PER_QUERY))
        return [draft for group in groups for draft in group]

    async def touched(self, since: datetime) -> AsyncIterator[list[Change]]:
        """What documents depend on and was updated since then."""
        structure, _ = await self._facts.structure()
        async for touched in self._entities.touched(structure.links.values(), since):
            yield list(touched)

    async def _group(self, raws: list[Raw]) -> list[Draft]:
        listings, (structure, _) = await self._facts.listings(), await self._facts.structure()
        variants = await variants_of(listings, raws)
        everything = [*raws, *(variant for below in variants for variant in below)]
        entities = await self._entities.named_by(everything, structure.links)
        both = zip(raws, variants, strict=True)
        return [model_draft(raw, below, structure, entities) for raw, below in both]
