"""What a control is: a method and path under `/_sandbox`, the parameters it takes, and the function it calls."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from catalog_sync.sandbox.tiktok.model import App, Shop
from catalog_sync.sandbox.tiktok.world import World

Answer = dict[str, Any] | list[Any]


class Command(BaseModel):
    """Parameters of a control: the JSON body of a POST, the query of a GET; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid")


class Nothing(Command):
    """No parameters."""


@dataclass(frozen=True)
class Control:
    """One control; the first line of the docstring of `handle` tells what it does. A ValueError becomes a 400."""

    method: str
    path: str
    takes: type[Command]
    handle: Callable[[World, Any], Answer | Awaitable[Answer]]

    @property
    def line(self) -> str:
        """Return the line of the index."""
        parameters = ", ".join(
            name if field.is_required() else f"[{name}]" for name, field in self.takes.model_fields.items()
        )
        does = (self.handle.__doc__ or "").partition("\n")[0]
        return f"{self.method:4} /_sandbox{self.path:25} {does}" + (f" ({parameters})" if parameters else "")


def readable(error: ValidationError) -> str:
    """Return what is wrong with which parameter, in one line."""
    rows = [(".".join(map(str, row["loc"])), row["msg"]) for row in error.errors()]
    return "; ".join(f"{where}: {what}" if where else what for where, what in rows)


def shop_named(world: World, region: str) -> Shop:
    """Return the shop of a region; a ValueError when there is none."""
    shop = world.shop_in(region)
    if shop is None:
        known = ", ".join(shop.region for shop in world.shops.values())
        raise ValueError(f"no shop in region {region}; known: {known}")
    return shop


def apps_named(world: World, name: str | None) -> list[App]:
    """Return the app of this name, or all for none; a ValueError when there is no such app."""
    apps = [app for app in world.apps.values() if name in (None, app.name)]
    if not apps:
        raise ValueError(f"no app {name}; known: {', '.join(app.name for app in world.apps.values())}")
    return apps
