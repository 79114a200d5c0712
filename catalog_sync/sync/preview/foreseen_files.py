"""What each picture and document of a batch will go through on its way into the shop; nothing is uploaded."""

import asyncio
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from catalog_sync.images.failures import NotAPicture
from catalog_sync.images.inspection import inspect
from catalog_sync.images.planning import Unfit, plan
from catalog_sync.pim.errors import MediaMissing, MediaRefused, PimRefused, PimUnreachable
from catalog_sync.pim.source import PimSource
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.media import is_drawn, known_digests, media_bytes
from catalog_sync.sync.pictures import FILE, Upload, ledger_key, requirements_of, reused
from catalog_sync.sync.placeholders import MediaKey

_AT_ONCE = 8
_STANDS_IN = {"uri": "not uploaded yet"}


@dataclass(frozen=True)
class ForeseenFile:
    """One file: whether it has to be uploaded, and what is done to it before; `steps` is none where it was not read."""

    code: str
    use_case: str
    to_upload: bool
    steps: list[str] | None
    problem: str | None = None


async def foreseen_uploads(
    desk: Desk, wanted: Iterable[MediaKey], source: PimSource | None
) -> dict[MediaKey, Upload]:
    """What would become of each placeholder. With a source, files that the shop lacks are downloaded and looked at.

    What is not uploaded yet has a reference that stands in for TikTok's.
    """
    keys = list(dict.fromkeys(wanted))
    digests = known_digests(desk.mirror, [key.code for key in keys])
    known = desk.uploads.known(list(digests.values()))
    gate = asyncio.Semaphore(_AT_ONCE)

    async def foresee(key: MediaKey) -> Upload:
        digest = digests.get(key.code)
        if digest and (row := known.get(ledger_key(digest, key))):
            return reused(key, digest, row)
        if source is None:
            return Upload(key, digest=digest, reference=_STANDS_IN)
        async with gate:
            return await _looked_at(desk, source, key, digest)

    return {upload.key: upload for upload in await asyncio.gather(*map(foresee, keys))}


def foreseen_file(upload: Upload, *, read: bool) -> ForeseenFile:
    """An upload as people are told of it; `read` tells whether files were looked at."""
    to_upload = not upload.reused and upload.problem is None
    steps = None if to_upload and not read else upload.steps
    return ForeseenFile(
        upload.key.code, upload.key.use_case, to_upload, steps, upload.problem or upload.postponed
    )


async def _looked_at(desk: Desk, source: PimSource, key: MediaKey, digest: str | None) -> Upload:
    try:
        data = await media_bytes(source, desk.mirror, key.code)
        steps = [] if key.use_case == FILE else await asyncio.to_thread(_steps, data, key)
    except (MediaMissing, MediaRefused, NotAPicture, _UnfitError) as unusable:
        return Upload(key, digest=digest, problem=str(unusable))
    except (PimRefused, PimUnreachable) as unreachable:
        return Upload(key, digest=digest, postponed=str(unreachable))
    found = digest if digest and is_drawn(key.code) else hashlib.sha256(data).hexdigest()
    return Upload(key, digest=found, reference=_STANDS_IN, steps=steps, source_bytes=len(data))


class _UnfitError(Exception):
    """No treatment makes the picture fit."""


def _steps(data: bytes, key: MediaKey) -> list[str]:
    treatment = plan(inspect(data), requirements_of(key))
    if isinstance(treatment, Unfit):
        raise _UnfitError(treatment.message)
    return [f"{step.name}: {step.reason}" for step in treatment.steps]
