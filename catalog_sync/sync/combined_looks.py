"""One look at a product that is several listings: the state that asks for the most, and every finding once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from catalog_sync.store.looks import Look, State

_SEVERAL = timedelta(hours=1)


def together(looks: Sequence[Look]) -> Look:
    """Deferred where one of them is, else parked where one is; due when the first of them is.

    While one waits for an event, the moments of those that wait for none do not count. A look waits for one event only: where they wait for several, the product is looked at again in an hour.
    """
    if len(looks) == 1:
        return looks[0]
    deferred = [look for look in looks if look.state is State.DEFERRED]
    parked = [look for look in looks if look.state is State.PARKED]
    first = (deferred or parked or [*looks])[0]
    events = {look.waits_for for look in looks if look.waits_for}
    moments = [look.due_at for look in looks if look.due_at and (look.waits_for or not events)]
    moments += [datetime.now(UTC) + _SEVERAL] if len(events) > 1 else []
    findings = [finding for look in looks for finding in look.findings]
    return Look(
        product_key=first.product_key,
        look_key=first.look_key,
        state=first.state,
        category_id=next((look.category_id for look in looks if look.category_id), None),
        findings=[finding for place, finding in enumerate(findings) if finding not in findings[:place]],
        due_at=min(moments, default=None),
        waits_for=first.waits_for or next(iter(sorted(events)), None),
    )
