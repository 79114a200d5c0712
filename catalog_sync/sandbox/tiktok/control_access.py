"""Controls of apps and shops: redirect URL, IP allow list, scopes of an app, and shops that close."""

from ipaddress import ip_network

from pydantic import Field

from catalog_sync.sandbox.tiktok.control_call import Answer, Command, Control, apps_named, shop_named
from catalog_sync.sandbox.tiktok.scopes import SCOPES
from catalog_sync.sandbox.tiktok.world import World


class Redirect(Command):
    """The redirect URL of an app, as Partner Center would hold it."""

    service_id: str
    redirect_url: str


class AllowList(Command):
    """The networks that may call with an app's key, such as 203.0.113.0/24; none means all."""

    app: str | None = None
    networks: list[str] | None


class Scopes(Command):
    """Scopes to take or give: of the authorizations that there are, or (`of_app`) of the app in Partner Center.

    A scope that the app gets back reaches a seller's token only with a new authorization.
    """

    app: str | None = None
    remove: list[str] = Field(default_factory=list)
    add: list[str] = Field(default_factory=list)
    of_app: bool = False


class ShopState(Command):
    """Whether a shop is disabled by the platform (36009043), and whether authorizations cover it any more."""

    region: str
    disabled: bool | None = None
    authorized: bool | None = None


def set_redirect(world: World, command: Redirect) -> Answer:
    """Set where sellers are sent after authorizing an app."""
    app = world.app_of_service(command.service_id)
    if app is None:
        raise ValueError(f"no app with service_id {command.service_id}")
    app.redirect_url = command.redirect_url
    return {}


def set_allow_list(world: World, command: AllowList) -> Answer:
    """Set from where an app may be used."""
    for network in command.networks or ():
        ip_network(network)
    for app in apps_named(world, command.app):
        app.ip_allow_list = None if command.networks is None else tuple(command.networks)
    return {}


def change_scopes(world: World, command: Scopes) -> Answer:
    """Take scopes from authorizations or apps, or give them back."""
    unknown = {*command.remove, *command.add} - {*SCOPES}
    if unknown:
        raise ValueError(f"unknown scopes: {', '.join(sorted(unknown))}; known: {', '.join(SCOPES)}")
    apps = apps_named(world, command.app)
    authorizations = [a for a in world.tokens.authorizations if a.app in apps]
    for app in apps if command.of_app else ():
        app.scopes = _changed(app.scopes, command)
    for authorization in authorizations:
        if not (command.of_app and command.add):
            authorization.granted = _changed(authorization.granted, command)
    return {app.name: list(app.scopes) for app in apps}


def set_shop_state(world: World, command: ShopState) -> Answer:
    """Disable or enable a shop, or end or restore its authorization alone."""
    shop = shop_named(world, command.region)
    if command.disabled is not None:
        shop.disabled = command.disabled
    if command.authorized is not None:
        for authorization in world.tokens.authorizations:
            if authorization.app.app_key == shop.app_key:
                others = [each for each in authorization.shops if each is not shop]
                authorization.shops = [*others, shop] if command.authorized else others
    return {"region": shop.region, "disabled": shop.disabled}


def _changed(scopes: tuple[str, ...], command: Scopes) -> tuple[str, ...]:
    kept = (*scopes, *command.add)
    return tuple(scope for scope in SCOPES if scope in kept and scope not in command.remove)


ACCESS_CONTROLS = (
    Control("POST", "/redirects", Redirect, set_redirect),
    Control("POST", "/allow_list", AllowList, set_allow_list),
    Control("POST", "/scopes", Scopes, change_scopes),
    Control("POST", "/shops", ShopState, set_shop_state),
)
