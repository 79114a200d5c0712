"""The bytes behind a media code: a file of the PIM, a document of the certificate folder, or a size chart to be drawn."""

import asyncio
import hashlib
from collections.abc import Iterable

from catalog_sync.images.size_chart import DRAWING_VERSION, draw_size_chart
from catalog_sync.mapping.size_chart import DRAWN
from catalog_sync.pim.source import PimSource
from catalog_sync.store.mirror import Mirror
from catalog_sync.sync import certificate_folder


def is_drawn(code: str) -> bool:
    """Whether the code holds a table to be drawn."""
    return code.startswith(DRAWN)


def known_digests(mirror: Mirror, codes: Iterable[str]) -> dict[str, str]:
    """Media code -> digest, for files downloaded before and for tables, whose digest is that of what they say."""
    every = list(codes)
    stored = mirror.digests([code for code in every if not is_drawn(code)])
    return stored | {code: drawn_digest(code) for code in every if is_drawn(code)}


def drawn_digest(code: str) -> str:
    """The digest that stands for a drawn chart: the table's own, so that other libraries change no listing."""
    return hashlib.sha256(f"{DRAWING_VERSION}|{code}".encode()).hexdigest()


async def media_bytes(source: PimSource, mirror: Mirror, code: str) -> bytes:
    """The bytes; raises what `PimSource.download` does, and NotAPicture for a table that cannot be drawn."""
    if is_drawn(code):
        return await asyncio.to_thread(draw_size_chart, code.removeprefix(DRAWN))
    if code.startswith(certificate_folder.PREFIX):
        return await certificate_folder.download(mirror, code)
    return await source.download(code)
