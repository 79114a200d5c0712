"""How products are parted into listings in a shop: which variant belongs to which, kept from the first time on."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.mapping.listing_parts import Layout
from catalog_sync.store.variant_tables import listing_layouts


class ListingLayouts:
    """The layouts of one shop; a product that is one listing has none."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def of(self, product_keys: Collection[str]) -> dict[str, Layout]:
        """Product key -> its layout."""
        columns = (listing_layouts.c.product_key, listing_layouts.c.axes, listing_layouts.c.parts)
        query = sa.select(*columns).where(
            listing_layouts.c.shop_id == self._shop_id, listing_layouts.c.product_key.in_(product_keys)
        )
        with self._engine.connect() as connection:
            return {key: Layout(tuple(axes), parts) for key, axes, parts in connection.execute(query)}

    def keep(self, layouts: Mapping[str, Layout]) -> None:
        """Remember these, by product key."""
        rows = [
            {
                "shop_id": self._shop_id,
                "product_key": key,
                "axes": [*layout.axes],
                "parts": dict(layout.parts),
            }
            for key, layout in layouts.items()
        ]
        if not rows:
            return
        statement = insert(listing_layouts)
        changes = {"axes": statement.excluded.axes, "parts": statement.excluded.parts}
        with self._engine.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["shop_id", "product_key"], set_=changes), rows
            )
