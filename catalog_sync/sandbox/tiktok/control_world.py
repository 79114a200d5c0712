"""Controls of the world as a whole: where it is, its clock, its settings, and the way back to its start."""

from typing import Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from catalog_sync.sandbox.tiktok.announcement import announcement
from catalog_sync.sandbox.tiktok.control_call import (
    Answer,
    Command,
    Control,
    Nothing,
    apps_named,
    readable,
    shop_named,
)
from catalog_sync.sandbox.tiktok.control_views import world_summary
from catalog_sync.sandbox.tiktok.shop_settings import REVIEW_RULES, ShopSettings
from catalog_sync.sandbox.tiktok.world import World

_SETTINGS = TypeAdapter(ShopSettings)


class Advance(Command):
    """Move the clock by so many seconds, also back."""

    advance_seconds: float = Field(ge=-1e9, le=1e9, allow_inf_nan=False)


class Change(Command):
    """Settings by name (fields of ShopSettings) of one shop, of one app and its shops, or of all."""

    model_config = ConfigDict(extra="allow")

    region: str | None = None
    app: str | None = None
    review_rules: dict[str, bool] = Field(default_factory=dict)


def tell_world(world: World, _command: Nothing) -> Answer:
    """Tell where the world is reached, its apps and shops."""
    return world_summary(world)


def tell_clock(world: World, _command: Nothing) -> Answer:
    """Tell the world's time in unix seconds."""
    return {"now": world.clock.now()}


def move_clock(world: World, command: Advance) -> Answer:
    """Move the world's clock."""
    world.clock.advance(command.advance_seconds)
    return {"now": world.clock.now()}


def tell_settings(world: World, _command: Nothing) -> Answer:
    """Tell the settings of every shop."""
    return {shop.region: _plain(shop.settings) for shop in world.shops.values()}


def change_settings(world: World, command: Change) -> Answer:
    """Change settings of a shop, of an app with its shops, or of all."""
    unknown = command.review_rules.keys() - REVIEW_RULES
    if unknown:
        raise ValueError(f"unknown review rules: {', '.join(sorted(unknown))}")
    given = command.model_extra or {}
    apps = [] if command.region else apps_named(world, command.app)
    shops = [shop_named(world, command.region)] if command.region else [s for app in apps for s in app.shops]
    wanted = [*(shop.settings for shop in shops), *(app.settings for app in apps)]
    checked = [settings_with(settings, given) for settings in wanted]
    for settings, values in zip(wanted, checked, strict=True):
        for name, value in values.items():
            setattr(settings, name, value)
        for rule, on in command.review_rules.items():
            (settings.review_rules.add if on else settings.review_rules.discard)(rule)
    return {shop.region: _plain(shop.settings) for shop in shops}


def settings_with(settings: ShopSettings, given: dict[str, Any]) -> dict[str, Any]:
    """Return the given values as settings hold them; a ValueError names what is unknown or out of place."""
    unknown = given.keys() - vars(settings).keys()
    if unknown:
        known = ", ".join(sorted(vars(settings)))
        raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}; known: {known}")
    try:
        checked = _SETTINGS.validate_python({**vars(settings), **given})
    except ValidationError as error:
        raise ValueError(readable(error)) from error
    return {name: getattr(checked, name) for name in given}


def reset(world: World, _command: Nothing) -> Answer:
    """Go back to the start: the same keys, shops and authorization codes, nothing listed."""
    world.reset()
    return announcement(world)


def _plain(settings: ShopSettings) -> dict[str, Any]:
    return {**vars(settings), "review_rules": sorted(settings.review_rules)}


WORLD_CONTROLS = (
    Control("GET", "/world", Nothing, tell_world),
    Control("GET", "/clock", Nothing, tell_clock),
    Control("POST", "/clock", Advance, move_clock),
    Control("GET", "/settings", Nothing, tell_settings),
    Control("POST", "/settings", Change, change_settings),
    Control("POST", "/reset", Nothing, reset),
)
