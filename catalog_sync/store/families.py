"""The families of the mirror: how many products each has, in which PIM categories, and a few of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from catalog_sync.pim.document import Product
from catalog_sync.store.pim_tables import pim_products


@dataclass(frozen=True)
class FamilyGroup:
    """The living, enabled products of a family that are in the same PIM categories."""

    family: str
    categories: tuple[str, ...]
    products: int


def family_groups(engine: sa.Engine) -> list[FamilyGroup]:
    """All of them, by family."""
    columns = (pim_products.c.family, pim_products.c.categories)
    query = sa.select(*columns, sa.func.count()).where(*_SOLD, pim_products.c.family.is_not(None))
    with engine.connect() as connection:
        rows = connection.execute(query.group_by(*columns).order_by(*columns)).all()
    return [FamilyGroup(family, tuple(categories), number) for family, categories, number in rows]


def some_products(
    engine: sa.Engine, family: str, categories: Sequence[Sequence[str]], limit: int
) -> list[Product]:
    """The first products of a family, spread over groups of PIM categories, so that they show what it holds."""
    each = max(1, -(-limit // max(1, len(categories))))
    found: list[Product] = []
    with engine.connect() as connection:
        for group in categories:
            query = sa.select(pim_products.c.document).where(
                *_SOLD, pim_products.c.family == family, pim_products.c.categories == list(group)
            )
            rows = connection.scalars(query.order_by(pim_products.c.product_key).limit(each))
            found += [Product.model_validate(document) for document in rows]
            if len(found) >= limit:
                break
    return found[:limit]


_SOLD = (pim_products.c.deleted_at.is_(None), pim_products.c.enabled)
