"""Controls of authorizations: how the auth host behaves, new codes, what is granted, and what ends early."""

from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter

from catalog_sync.sandbox.tiktok.control_call import Answer, Command, Control, Nothing, apps_named, shop_named
from catalog_sync.sandbox.tiktok.oauth import Authorization, AuthorizationSettings
from catalog_sync.sandbox.tiktok.world import World

_SETTINGS = TypeAdapter(AuthorizationSettings)


class Behaviour(Command):
    """Fields of AuthorizationSettings, by name."""

    model_config = ConfigDict(extra="allow")


class Grant(Command):
    """Who authorizes which shops of an app: a seller of another name has none of ours; user type 1 is a creator."""

    app: str
    regions: list[str] | None = None
    seller: str = "seller"
    user_type: Literal[0, 1, 3] = 0


class Revocation(Command):
    """Whose authorizations end, and how their tokens are answered from then on."""

    app: str | None = None
    answer: Literal[105002, 36009004] | None = None


class Expiry(Command):
    """Whose access tokens expire now."""

    app: str | None = None


def tell_behaviour(world: World, _command: Nothing) -> Answer:
    """Tell how the auth host behaves: lifetimes, rotation, disputed answers, consent."""
    return vars(world.tokens.settings)


def change_behaviour(world: World, command: Behaviour) -> Answer:
    """Change how the auth host behaves: lifetimes, rotation, disputed answers, consent."""
    settings, given = world.tokens.settings, command.model_extra or {}
    unknown = given.keys() - vars(settings).keys()
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(vars(settings))}")
    world.tokens.settings = _SETTINGS.validate_python({**vars(settings), **given})
    return vars(world.tokens.settings)


def grant(world: World, command: Grant) -> Answer:
    """Authorize an app as a seller would; answers with the code."""
    app = apps_named(world, command.app)[0]
    shops = app.shops if command.regions is None else [shop_named(world, r) for r in command.regions]
    covered = [shop for shop in shops if shop in app.shops and command.seller == "seller"]
    return {"auth_code": world.tokens.grant_code(app, command.seller, covered, command.user_type)}


def revoke(world: World, command: Revocation) -> Answer:
    """Revoke authorizations as their sellers would: all tokens die."""
    apps = apps_named(world, command.app)
    ended = [each for each in world.tokens.authorizations if each.app in apps]
    for authorization in ended:
        world.tokens.revoke(authorization, command.answer)
    return {"revoked": len(ended)}


def expire(world: World, command: Expiry) -> Answer:
    """Let access tokens expire now; their refresh tokens live on."""
    for app in apps_named(world, command.app):
        world.tokens.expire_access(app)
    return {}


def tell_tokens(world: World, _command: Nothing) -> Answer:
    """Tell of every authorization its scopes, expiries and generations, and no secret."""
    return {"authorizations": [_authorization(each) for each in world.tokens.authorizations]}


def _authorization(authorization: Authorization) -> dict[str, Any]:
    return {
        "app": authorization.app.name,
        "open_id": authorization.open_id,
        "user_type": authorization.user_type,
        "shops": [shop.region for shop in authorization.shops],
        "scopes": list(authorization.granted),
        "refresh_token_expires": authorization.expires,
        "revoked": authorization.revoked_as is not None,
        "tokens": [
            {
                "generation": token.generation,
                "access_token_expires": token.access_expires,
                "refresh_token_lives": token.refresh_lives,
            }
            for token in authorization.tokens
        ],
    }


AUTHORIZATION_CONTROLS = (
    Control("GET", "/authorization", Nothing, tell_behaviour),
    Control("POST", "/authorization", Behaviour, change_behaviour),
    Control("POST", "/authorizations", Grant, grant),
    Control("POST", "/authorizations/revoke", Revocation, revoke),
    Control("GET", "/tokens", Nothing, tell_tokens),
    Control("POST", "/tokens/expire", Expiry, expire),
)
