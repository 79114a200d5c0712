"""What people have to see of drops as long as it lasts."""

from catalog_sync.pim.drops.history import History
from catalog_sync.pim.source import Problem


def drop_problems(history: History) -> list[Problem]:
    """What people see in every reading: the refusals that stand, and flaws of what was applied."""
    refused = [(fate, f"{fate.name} is refused: {fate.reason}") for fate in history.refusals]
    flawed = [(fate, f"{fate.name}: {fate.reason}") for fate in history.flawed]
    return [
        Problem(f"drop:{fate.name}", fate.name, text, repeated=True) for fate, text in [*flawed, *refused]
    ]
