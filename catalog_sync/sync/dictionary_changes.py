"""What a change of the dictionaries means for the products that use them: another version, or another reading."""

from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.dictionary_use import DictionaryUse, structure_changes, uses
from catalog_sync.pim.source import PimSource
from catalog_sync.store.mirror import Mirror
from catalog_sync.sync.intake import Intake
from catalog_sync.sync.refresh import PIM

_READ_ONE_BY_ONE = 1000
"""Above so many products, reading all of them is quicker than asking for each."""


async def read_dictionaries(source: PimSource, mirror: Mirror) -> tuple[Dictionaries, Dictionaries]:
    """The dictionaries as the mirror has them, and as they are now; what cannot be read now stays as it was.

    Those of another source are none of this one's.
    """
    known = mirror.bound(PIM)
    is_ours = known is None or known.origin == source.origin
    former = Dictionaries.model_validate(mirror.dictionary(PIM)[0] if is_ours else {})
    return former, (await source.dictionaries()).keeping(former)


async def follow_dictionaries(
    intake: Intake, former: Dictionaries, now: Dictionaries, *, reread: bool
) -> None:
    """Store what the dictionaries say of every product now, and read again those whose documents look different.

    Without `reread` the products have been read after the dictionaries already.
    """
    if intake.mirror.dictionary(PIM)[1] == now.hash:
        return
    changed = structure_changes(former, now) if reread else set()
    version = DictionaryUse(now).version
    for chunk in intake.mirror.living():
        versions = {product.key: version(product) for product, _ in chunk}
        outdated = {
            product.key: versions[product.key] for product, known in chunk if known != versions[product.key]
        }
        if outdated:
            intake.mirror.set_dictionary_hashes(outdated)
        if changed:
            intake.scratch.enqueue(product.key for product, _ in chunk if uses(product, changed))
    if intake.scratch.number_pending() > _READ_ONE_BY_ONE:
        await _read_all(intake)
    await intake.read_pending()


async def _read_all(intake: Intake) -> None:
    """Read everything at once; what was to be read by key still is when not all of it was shown."""
    intake.scratch.set_aside()
    reading = await intake.source.changes(None)
    await intake.take_changes(reading)
    if not reading.complete:
        intake.scratch.take_back()
