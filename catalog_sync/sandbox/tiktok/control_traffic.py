"""Controls of what comes in and what goes wrong: calls counted, and faults."""

from dataclasses import asdict
from typing import Annotated

from pydantic import Field

from catalog_sync.sandbox.tiktok.control_call import Answer, Command, Control, Nothing
from catalog_sync.sandbox.tiktok.endpoints.table import ENDPOINTS
from catalog_sync.sandbox.tiktok.faults import ANY_ENDPOINT, KINDS, Fault
from catalog_sync.sandbox.tiktok.oauth_routes import TOKEN_LABELS
from catalog_sync.sandbox.tiktok.world import World

LABELS = {endpoint.label for endpoint in ENDPOINTS} | {ANY_ENDPOINT, *TOKEN_LABELS}


class FaultOrder(Command):
    """A fault for calls of an endpoint, named as the counts name it, or of every API endpoint: `*`.

    Without share, duration and count it hits the next call only.
    """

    endpoint: str
    kind: str
    count: Annotated[int, Field(gt=0)] | None = None
    seconds: Annotated[float, Field(ge=0)] = 0.0
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    duration: Annotated[float, Field(gt=0)] | None = None


def tell_calls(world: World, _command: Nothing) -> Answer:
    """Tell how many calls came in, by shop, endpoint and outcome."""
    return world.calls.counts()


def reset_calls(world: World, _command: Nothing) -> Answer:
    """Forget the calls counted so far."""
    world.calls.reset()
    return {}


def tell_faults(world: World, _command: Nothing) -> Answer:
    """Tell which faults are at work, and which kinds there are."""
    return {"faults": [asdict(fault) for fault in world.faults.standing()], "kinds": KINDS}


def add_fault(world: World, order: FaultOrder) -> Answer:
    """Put a fault to work."""
    if order.endpoint not in LABELS:
        raise ValueError(f"unknown endpoint {order.endpoint}; known: {', '.join(sorted(LABELS))}")
    if order.kind not in KINDS:
        raise ValueError(f"unknown kind {order.kind}; known: {', '.join(KINDS)}")
    fault = Fault(**order.model_dump())
    if not order.model_fields_set & {"count", "share", "duration"}:
        fault.count = 1
    world.faults.add(fault)
    return {}


def clear_faults(world: World, _command: Nothing) -> Answer:
    """End all faults."""
    world.faults.clear()
    return {}


TRAFFIC_CONTROLS = (
    Control("GET", "/calls", Nothing, tell_calls),
    Control("POST", "/calls/reset", Nothing, reset_calls),
    Control("GET", "/faults", Nothing, tell_faults),
    Control("POST", "/faults", FaultOrder, add_fault),
    Control("POST", "/faults/clear", Nothing, clear_faults),
)
