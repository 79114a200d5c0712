"""How complete a product is: what of its family's required attributes has a value, per channel and locale."""

from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.loading import Row


def completenesses(catalogue: Catalogue, row: Row) -> list[Row]:
    """Akeneo's `completenesses` of a product; none without a family."""
    family = catalogue.find("families", row["family"]) if row.get("family") else None
    if family is None:
        return []
    required: dict[str, list[str]] = family.get("attribute_requirements") or {}
    values = catalogue.entities.merged_values(row)
    return [
        {
            "scope": channel["code"],
            "locale": locale,
            "data": _percent(required.get(channel["code"], []), values, channel, locale),
        }
        for channel in catalogue.resources["channels"]
        for locale in channel.get("locales", [])
    ]


def _percent(required: list[str], values: dict[str, list[Row]], channel: Row, locale: str) -> int:
    places = {(scope, named) for scope in (None, channel["code"]) for named in (None, locale)}
    filled = [
        code
        for code in required
        if any((each.get("scope"), each.get("locale")) in places for each in values.get(code, []))
    ]
    return 100 * len(filled) // len(required) if required else 100
