"""Brings the pictures and documents of a batch into the shop: downloaded, made right, and uploaded once."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import orjson

from catalog_sync.images.failures import NotAPicture
from catalog_sync.images.inspection import inspect
from catalog_sync.images.planning import TREATMENT_VERSION, Unfit, plan
from catalog_sync.images.requirements import REQUIREMENTS, Requirements, UseCase
from catalog_sync.images.treatment import treat
from catalog_sync.pim.errors import MediaMissing, MediaRefused, PimRefused, PimUnreachable
from catalog_sync.pim.source import PimSource
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.media import drawn_digest, is_drawn, known_digests, media_bytes
from catalog_sync.sync.placeholders import MediaKey
from catalog_sync.sync.waiting import next_day, retry_at
from catalog_sync.tiktok import errors as tiktok

FILE = "CERTIFICATION_FILE"
_AT_ONCE = 32
"""Uploads at once: enough for 50 calls a second that take 600 ms (rate times latency)."""
_PREPARED_AT_ONCE = 8
"""Pictures downloaded or treated at once: what bounds memory and this machine's work."""


@dataclass(frozen=True)
class Upload:
    """What became of one placeholder: TikTok's reference, the problem that a person can read, or why not yet.

    `postponed_until` is an ISO instant, where one is known.
    """

    key: MediaKey
    digest: str | None = None
    reference: dict[str, Any] | None = None
    problem: str | None = None
    postponed: str | None = None
    postponed_until: str | None = None
    steps: list[str] = field(default_factory=list)
    source_bytes: int = 0
    bytes: int = 0
    reused: bool = False


async def upload_pictures(desk: Desk, source: PimSource, wanted: Iterable[MediaKey]) -> list[Upload]:
    """Upload what the shop does not have yet; a picture's failure is its own."""
    by_code: defaultdict[str, list[MediaKey]] = defaultdict(list)
    for key in dict.fromkeys(wanted):
        by_code[key.code].append(key)
    digests = known_digests(desk.mirror, by_code)
    worker = _Worker(desk, source, desk.uploads.known(list(digests.values())))
    gate = asyncio.Semaphore(_AT_ONCE)

    async def handle(code: str, keys: list[MediaKey]) -> list[Upload]:
        async with gate:
            return await worker.uploads(code, keys, digests.get(code))

    done = await asyncio.gather(*(handle(code, keys) for code, keys in by_code.items()))
    return [upload for uploads in done for upload in uploads]


class _Worker:
    """One batch's uploads; equal bytes that arrive under two codes wait for each other."""

    def __init__(
        self, desk: Desk, source: PimSource, known: dict[tuple[str, str, str], dict[str, Any]]
    ) -> None:
        self._desk = desk
        self._source = source
        self._known = known
        self._turns: defaultdict[tuple[str, str, str], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._preparing = asyncio.Semaphore(_PREPARED_AT_ONCE)

    async def uploads(self, code: str, keys: list[MediaKey], digest: str | None) -> list[Upload]:
        """The uploads of one media code; nothing is downloaded when the shop has it all."""
        if digest and all(ledger_key(digest, key) in self._known for key in keys):
            return [self._reused(digest, key) for key in keys]
        try:
            async with self._preparing:
                data = await media_bytes(self._source, self._desk.mirror, code)
        except (MediaMissing, MediaRefused) as unavailable:
            self._desk.mirror.remember_media(code, None, None, str(unavailable))
            return [Upload(key, problem=str(unavailable)) for key in keys]
        except (PimRefused, PimUnreachable) as unreachable:
            return [Upload(key, postponed=str(unreachable)) for key in keys]
        except NotAPicture as refused:
            return [Upload(key, digest=digest, problem=str(refused)) for key in keys]
        if not is_drawn(code):
            digest = hashlib.sha256(data).hexdigest()
            self._desk.mirror.remember_media(code, digest, len(data), None)
        return [await self._upload(digest or drawn_digest(code), data, key) for key in keys]

    def _reused(self, digest: str, key: MediaKey) -> Upload:
        return reused(key, digest, self._known[ledger_key(digest, key)])

    async def _upload(self, digest: str, data: bytes, key: MediaKey) -> Upload:
        known_as = ledger_key(digest, key)
        async with self._turns[known_as]:
            if known_as not in self._known:
                self._known |= self._desk.uploads.known([digest])
            if known_as in self._known:
                return self._reused(digest, key)
            upload = await self._first_upload(digest, data, key)
            if not upload.postponed:
                self._remember(known_as, upload)
            return upload

    async def _first_upload(self, digest: str, data: bytes, key: MediaKey) -> Upload:
        try:
            if key.use_case == FILE:
                reference, steps, size = await self._send_file(data, key), list[str](), len(data)
            else:
                reference, steps, size = await self._send_picture(data, key)
        except (NotAPicture, _UnfitError, tiktok.MediaRefused) as refused:
            return Upload(key, digest=digest, problem=str(refused), source_bytes=len(data))
        except tiktok.QuotaUsedUp as spent:
            return _postponed(key, digest, str(spent), next_day())
        except tiktok.TikTokError as failed:
            if not failed.retry:
                raise
            return _postponed(key, digest, str(failed), retry_at(failed.retry_after))
        return Upload(key, digest, reference, steps=steps, source_bytes=len(data), bytes=size)

    async def _send_file(self, data: bytes, key: MediaKey) -> dict[str, Any]:
        name = PurePosixPath(key.code.split("#")[0]).name
        self._desk.ensure_may_write()
        uploaded = await self._desk.client.upload_file(data, name)
        return {"id": uploaded.id, "name": uploaded.name or name, "format": uploaded.format or "PDF"}

    async def _send_picture(self, data: bytes, key: MediaKey) -> tuple[dict[str, Any], list[str], int]:
        treatment = plan(inspect(data), requirements_of(key))
        if isinstance(treatment, Unfit):
            raise _UnfitError(treatment.message)
        async with self._preparing:
            treated = await asyncio.to_thread(treat, data, treatment)
        self._desk.ensure_may_write()
        filename = f"{hashlib.sha256(treated).hexdigest()[:16]}.{inspect(treated).format.lower()}"
        uploaded = await self._desk.client.upload_image(treated, filename, key.use_case)
        steps = [f"{step.name}: {step.reason}" for step in treatment.steps]
        return {"uri": uploaded.uri}, steps, len(treated)

    def _remember(self, known_as: tuple[str, str, str], upload: Upload) -> None:
        reference = upload.reference or {"problem": upload.problem}
        self._desk.uploads.remember(known_as, reference, upload.bytes, upload.steps)
        self._known[known_as] = {"reference": reference, "bytes": upload.bytes, "steps": upload.steps}


def reused(key: MediaKey, digest: str, row: Mapping[str, Any]) -> Upload:
    """What became of a placeholder whose bytes the shop has already, by the ledger's row of that upload."""
    reference = row["reference"]
    return Upload(
        key,
        digest=digest,
        reference=None if "problem" in reference else reference,
        problem=reference.get("problem"),
        steps=row["steps"],
        bytes=row["bytes"],
        reused=True,
    )


def _postponed(key: MediaKey, digest: str, why: str, until: datetime) -> Upload:
    return Upload(key, digest=digest, postponed=why, postponed_until=until.isoformat())


class _UnfitError(Exception):
    """No treatment makes the picture fit."""


def requirements_of(key: MediaKey) -> Requirements:
    """The use case's requirements with what the mapping rules or a correction ask beyond them."""
    options = orjson.loads(key.options)
    names = {"min_side": "target_min_side", "max_enlargement": "max_enlargement", "square": "square"}
    update = {names[name]: value for name, value in options.items()}
    return REQUIREMENTS[UseCase(key.use_case)].model_copy(update=update)


def ledger_key(digest: str, key: MediaKey) -> tuple[str, str, str]:
    """By what the ledger knows an upload: digest, use case, treatment."""
    treatment = "as it is" if key.use_case == FILE else f"{TREATMENT_VERSION}:{key.options}"
    return digest, key.use_case, treatment
