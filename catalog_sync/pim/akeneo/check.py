"""Looks at an Akeneo PIM the way a first run would: address, credentials, rights, clock, index and sample records."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Literal

from catalog_sync.pim.akeneo.facts import Facts
from catalog_sync.pim.akeneo.listings import BY_UUID, MODELS
from catalog_sync.pim.akeneo.rights import LINKED, how_to_grant
from catalog_sync.pim.akeneo.sample import sample_records
from catalog_sync.pim.errors import PimError
from catalog_sync.pim.parallel import in_parallel
from catalog_sync.pim.source import Checked

STEP_SECONDS = 9
SKEW = timedelta(minutes=1)
OPTIONAL = {"asset-families": "assets", "reference-entities": "records"}
"""What only some editions have; products that keep pictures or certificates there cannot be read without the right."""

Topic = Literal["source", "rights", "clock", "records"]
Download = Callable[[str], Awaitable[bytes]]


async def checked(facts: Facts, now: Callable[[], datetime], download: Download) -> AsyncIterator[Checked]:
    """Line by line as it is found; without address and credentials there is nothing more to find."""
    steps: list[tuple[Topic, Callable[[], Awaitable[list[Checked]]], bool]] = [
        ("source", lambda: _address(facts), True),
        ("rights", lambda: _credentials(facts), True),
        ("rights", lambda: _rights(facts), False),
        ("clock", lambda: _clock(facts, now), False),
        ("source", lambda: _index(facts), False),
        ("records", lambda: sample_records(facts, download), False),
    ]
    for topic, step, needed in steps:
        lines = await _told(topic, step())
        for line in lines:
            yield line
        if needed and any(line.ok is False for line in lines):
            return


async def _told(topic: Topic, work: Awaitable[list[Checked]]) -> list[Checked]:
    """The lines of one step; what stops it becomes its only line."""
    try:
        async with asyncio.timeout(STEP_SECONDS):
            return await work
    except TimeoutError:
        advice = "Look at the network between here and the PIM, and at the PIM's load."
        return [Checked(topic, f"the PIM gave no answer within {STEP_SECONDS} s", ok=False, advice=advice)]
    except PimError as told:
        return [Checked(topic, str(told), ok=False)]


async def _address(facts: Facts) -> list[Checked]:
    routes = await facts.client.routes()
    address = facts.client.settings.base_url
    if routes:
        reached = Checked("source", f"{address} is an Akeneo PIM with {len(routes)} routes")
    else:
        reached = Checked("source", f"{address} answers, but lists no routes", ok=None)
    if (await facts.listings()).products is BY_UUID:
        return [reached, Checked("source", "products are read by uuid")]
    advice = (
        "A product without an identifier is not seen, and one whose identifier changes counts as another."
    )
    return [reached, Checked("source", "products are read by identifier", ok=None, advice=advice)]


async def _credentials(facts: Facts) -> list[Checked]:
    await facts.client.status("channels")
    kind = "custom app's token" if facts.client.settings.token else "connection's credentials"
    return [
        Checked("rights", f"the {kind} are accepted" if kind.endswith("s") else f"the {kind} is accepted")
    ]


async def _rights(facts: Facts) -> list[Checked]:
    """One line for all that may be read, one for each resource that may not."""
    paths = await _paths(facts)
    statuses = await in_parallel(facts.client.status(path) for path in paths.values())
    may = [entity for entity, status in zip(paths, statuses, strict=True) if status == 200]
    lines = [Checked("rights", f"may be read: {', '.join(may)}")] if may else []
    for entity, status in zip(paths, statuses, strict=True):
        if status != 200:
            ok = None if entity in LINKED else False
            advice = how_to_grant(entity) if status in {401, 403} else "See the log of the PIM."
            lines.append(Checked("rights", f"{entity} may not be read ({status})", ok=ok, advice=advice))
    return lines


async def _paths(facts: Facts) -> dict[str, str]:
    """What a run reads, by resource; what is below another resource by an example."""
    listings = await facts.listings()
    plain = ("attributes", "families", "categories", "channels", "measurement-families")
    paths = {name: name for name in (listings.products.path, MODELS.path, *plain)}
    families = await facts.client.first("families")
    if families:
        paths["variants"] = f"families/{families[0]['code']}/variants"
    selects = [raw for raw in await facts.client.first("attributes") if raw["type"].endswith("select")]
    if selects:
        paths["options"] = f"attributes/{selects[0]['code']}/options"
    for owners in OPTIONAL.keys() & await facts.client.routes():
        paths[owners] = owners
        if some := await facts.client.first(owners):
            paths[OPTIONAL[owners]] = f"{owners}/{some[0]['code']}/{OPTIONAL[owners]}"
    return paths


async def _clock(facts: Facts, now: Callable[[], datetime]) -> list[Checked]:
    skew = await facts.client.clock() - now()
    seconds = round(skew.total_seconds())
    advice = "Nothing is lost by it, as the PIM's own clock counts; yet set both by a time server."
    off = abs(skew) > SKEW
    clock = Checked(
        "clock", f"the PIM's clock is {seconds:+} s from ours", ok=None if off else True, advice=advice * off
    )
    zone = await facts.zone()
    back = facts.client.settings.overlap + zone.margin
    read = f"the PIM reads times in {zone.zone} ({zone.how}); each delta reads {back} back"
    advice = (
        "Set time_zone to the zone of the PIM's server, e.g. Europe/Paris: then each delta reads less again."
    )
    return [
        clock,
        Checked("clock", read, ok=True if zone.is_certain else None, advice=advice * (not zone.is_certain)),
    ]


async def _index(facts: Facts) -> list[Checked]:
    """Counts, and whether the search index shows what it counts."""
    listings = await facts.listings()
    products, models = [await listings.count(each) for each in (listings.products, MODELS)]
    told = f"{products} products and {models} product models are counted"
    if not products + models:
        advice = "See whether the connection's user may view the categories, and whether the search index is built."
        return [Checked("source", told, ok=False, advice=advice)]
    shown = [await listings.some(each, 1) for each in (listings.products, MODELS)]
    if bool(products) > bool(shown[0]) or bool(models) > bool(shown[1]):
        advice = "Build the PIM's search index anew; until then no absence is taken for a deletion."
        return [Checked("source", f"{told}, but none is listed", ok=False, advice=advice)]
    return [Checked("source", told)]
