"""One measured figure with the goal it has to meet."""

from dataclasses import asdict, dataclass
from typing import Any

import orjson


@dataclass(frozen=True)
class Figure:
    """A figure that may be `at_most` or `at_least` so much, or is only told when neither is given."""

    name: str
    value: float
    unit: str
    detail: dict[str, Any]
    at_most: float | None = None
    at_least: float | None = None

    @property
    def goal(self) -> str:
        """The goal as text, e.g. `<= 1.05`."""
        bounds = (("<=", self.at_most), (">=", self.at_least))
        return " and ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)

    @property
    def holds(self) -> bool:
        """Whether the goal is met."""
        above = self.at_least is None or self.value >= self.at_least
        return above and (self.at_most is None or self.value <= self.at_most)

    def line(self) -> str:
        """The figure as one line of JSON."""
        row = asdict(self) | {"value": round(self.value, 4), "goal": self.goal, "holds": self.holds}
        names = ("name", "value", "unit", "goal", "holds", "detail")
        return orjson.dumps({name: row[name] for name in names}).decode()
