"""Which right a role of the PIM needs for what is read (rest-api/permissions)."""

RIGHTS = {
    "products": "List products",
    "products-uuid": "List products",
    "product-models": "List products",
    "media-files": "List products",
    "attributes": "List attributes",
    "options": "List attribute options",
    "families": "List families",
    "variants": "List family variants",
    "categories": "List categories",
    "channels": "List channels",
    "measurement-families": "List measurement families",
    "asset-families": "List asset families",
    "assets": "List assets",
    "asset-media-files": "List assets",
    "reference-entities": "List reference entities",
    "records": "List reference entity records",
    "reference-entities-media-files": "List reference entity records",
}

BELOW = {
    "attributes": "options",
    "families": "variants",
    "asset-families": "assets",
    "reference-entities": "records",
}
"""What has a right of its own below one of a resource; other things there go with it."""

LINKED = frozenset({"asset-families", "assets", "reference-entities", "records"})
"""What products name and documents show."""


def entity_of(path: str) -> str:
    """The resource that a path below `api/rest/v1/` reads: `options` for `attributes/color/options`."""
    parts = path.split("/")
    return parts[2] if len(parts) > 2 and parts[2] == BELOW.get(parts[0]) else parts[0]


def how_to_grant(entity: str) -> str:
    """What a person has to do in the PIM so that the resource can be read."""
    right = RIGHTS.get(entity)
    named = f'"Overall Web API access" and "{right}"' if right else '"Overall Web API access"'
    return (
        f"Grant {named} to the role of the connection's user (System > Roles > Web API permissions), "
        "or the like to the custom app."
    )
