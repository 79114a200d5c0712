"""What the model of the delta plays with: items as the PIM's people know them, and what a mirror should hold of them."""

from dataclasses import dataclass, replace

from catalog_sync.pim.document import Product, Sku

COLORS = ("red", "blue", "green")


@dataclass(frozen=True)
class Item:
    """One sellable thing: alone, or a variant of a model, from which it has its title."""

    key: str
    parent: str | None = None
    title: str | None = "Mug"
    color: str | None = None
    enabled: bool = True

    @property
    def listing(self) -> str:
        """The key of the listing it belongs to."""
        return f"model:{self.parent}" if self.parent else f"product:{self.key}"

    def with_(self, **changes: object) -> "Item":
        """The item with something changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


Listings = dict[str, frozenset[Item]]


def expected(items: dict[str, Item]) -> Listings:
    """The listings that these items make."""
    listings: dict[str, set[Item]] = {}
    for item in items.values():
        listings.setdefault(item.listing, set()).add(item)
    return {key: frozenset(found) for key, found in listings.items()}


def mirrored(product: Product) -> frozenset[Item]:
    """What a document of the mirror says, in the same terms."""
    parent = product.key.removeprefix("model:") if product.key.startswith("model:") else None
    return frozenset(_item(sku, parent) for sku in product.skus)


def _item(sku: Sku, parent: str | None) -> Item:
    def plain(attribute: str) -> str | None:
        values = sku.values.get(attribute)
        return values[0].data if values else None

    return Item(sku.key, parent, plain("title"), plain("color"), sku.enabled)
