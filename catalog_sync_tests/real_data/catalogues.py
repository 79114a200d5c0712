"""A real catalogue as neutral documents, and where the recorded data lies."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from catalog_sync.mapping.source import OptionLabels
from catalog_sync.pim.document import Product

DATA = Path(os.environ.get("CATALOG_SYNC_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
ABSENT = "CATALOG_SYNC_TEST_DATA names no folder with pim/akeneo-icecat-demo, pim/spree-demo and tiktok"


@dataclass(frozen=True)
class RealCatalogue:
    """Documents, the labels of their options, the dictionary that rules are held against, and each SKU's source row."""

    name: str
    products: list[Product]
    labels: OptionLabels
    dictionary: dict[str, Any]
    rows: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    @property
    def skus(self) -> int:
        """How many SKUs its products have."""
        return sum(len(product.skus) for product in self.products)

    def thinned(self, every: int) -> "RealCatalogue":
        """The same with one of so many of the simple products that have no picture, and all others."""
        chosen = (each for at, each in enumerate(self.products) if each.axes or each.media or at % every == 0)
        return replace(self, products=list(chosen))


def present() -> bool:
    """Tell whether the recorded data is there."""
    folders = ("pim/akeneo-icecat-demo", "pim/spree-demo", "tiktok")
    return all((DATA / folder).is_dir() for folder in folders)
