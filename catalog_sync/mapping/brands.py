"""The brands that a shop may name, found by id or by name."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from catalog_sync.mapping.value_keys import key
from catalog_sync.mapping.value_words import value_words

_LEAST_ID = 10  # digits; a shorter number is a brand like 4711


class ShopBrand(BaseModel):
    """A brand as a shop sees it (Partner API, Get Brands; one of the statuses is spelled UNAUTHORIEZD)."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    name: str = ""
    authorized_status: str = ""
    brand_status: str = ""
    is_t1_brand: bool = False

    @property
    def authorized(self) -> bool:
        """Whether the shop is authorized for it: only then buyers see it."""
        return self.authorized_status == "AUTHORIZED"

    @property
    def refused(self) -> str | None:
        """Why a listing with it is refused, or none (errors 12052208 and 12052201)."""
        if self.is_t1_brand and not self.authorized:
            return "is only sold by authorized shops"
        if self.authorized and self.brand_status not in ("AVAILABLE", ""):
            return "is not available to this shop in this category"
        return None


class ShopBrands:
    """The brands that the shop may name: all of them, or where there are too many, those that were `asked` for by name."""

    def __init__(self, brands: Iterable[ShopBrand], *, asked: Collection[str] | None = None) -> None:
        self._by_id = {brand.id: brand for brand in brands}
        self._by_name: dict[str, list[ShopBrand]] = {}
        for brand in self._by_id.values():
            if spelt := key(brand.name):
                self._by_name.setdefault(spelt, []).append(brand)
        self._asked = asked

    @classmethod
    def from_rows(
        cls, rows: Iterable[Mapping[str, Any]], *, asked: Collection[str] | None = None
    ) -> "ShopBrands":
        """Build from the `brands` of Get Brands, or rows like them; `asked`: keys of names, None where all are here."""
        return cls((ShopBrand.model_validate(dict(row)) for row in rows), asked=asked)

    def get(self, brand_id: str) -> ShopBrand | None:
        """Return the brand with this id."""
        return self._by_id.get(brand_id)

    def named(self, name: str) -> list[ShopBrand]:
        """Return the brands of this name: those spelt just so, else in any case and punctuation.

        Of several the authorized one, if there is just one.
        """
        alike = self._by_name.get(key(name), [])
        found = [brand for brand in alike if brand.name.strip() == name.strip()] or alike
        authorized = [brand for brand in found if brand.authorized]
        return authorized if len(authorized) == 1 else found

    def names(self) -> list[str]:
        """Return what the brands are called."""
        return [brand.name for brand in self._by_id.values()]

    def lacks_id(self, brand_id: str) -> bool:
        """Whether the shop is known to have no brand with this id; brands cannot be asked for by id."""
        return self._asked is None and brand_id not in self._by_id

    def lacks_name(self, name: str) -> bool:
        """Whether the shop is known to have no brand of this name."""
        asked = self._asked is None or key(name) in self._asked
        return asked and key(name) not in self._by_name


def is_brand_id(text: str) -> bool:
    """Whether a text is meant as an id rather than as a name."""
    return text.isdecimal() and len(text) >= _LEAST_ID


def says_no_brand(*words: str) -> bool:
    """Whether one of the texts says in some language that there is no brand."""
    return not _no_brand().isdisjoint(map(key, words))


@cache
def _no_brand() -> frozenset[str]:
    return frozenset(map(key, value_words().no_brand))
