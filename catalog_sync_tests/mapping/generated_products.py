"""Products of any kind that the neutral document allows, with their offers: one description, seeded or by hypothesis."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from catalog_sync.pim.document import Media, Offer, Product, Sku, Value
from catalog_sync_tests.mapping.generated_offers import offer_of
from catalog_sync_tests.mapping.generated_values import (
    LOCALES,
    ODD_KEYS,
    ODD_SKUS,
    Values,
    attributes,
    families,
    options,
)

FAMILIES = ("cushions", "table_lamps", "mugs", "water_bottles", "t_shirts", "face_creams", "plush_toys", "backpacks", "phone_cases")  # fmt: skip
UNRULED = ("kitchen_knives", "certificates", "garden_gnomes", "", None)
CARE = (0.0,) * 8 + (0.03,) * 8 + (0.12,) * 3 + (0.5,)
"""How often something goes wrong, product by product: some are spotless, some a heap."""
AXES = {"cushions": ("color",), "t_shirts": ("color", "size"), "backpacks": ("color",), "phone_cases": ("color",)}  # fmt: skip
ODD_AXES = ("color", "size", "material", "name", "weight", "ean", "finish", "brand")
LEFT_OUT = frozenset({"sku", "name", "description", "ean", "certificate_type", "covers_skus"})


@dataclass(frozen=True)
class Case:
    """A product and the offers of its SKUs, and whether it meets further rules than the demo's."""

    product: Product
    offers: dict[str, Offer]
    further: bool = False


def seeded(seed: int) -> Case:
    """The case of this number, always the same one."""
    return drawn(Random(seed))


def cases() -> st.SearchStrategy[Case]:
    """All cases, with texts of hypothesis among them."""
    return st.builds(drawn, st.randoms(use_true_random=False), st.lists(st.text(max_size=60), max_size=3))


def drawn(rng: Random, texts: Sequence[str] = ()) -> Case:
    """Draw one case; `texts` are mixed into what is messy."""
    return _Draw(rng, texts).case()


class _Draw:
    """One product in the making: `wrong` tells whether the next thing goes wrong."""

    def __init__(self, rng: Random, texts: Sequence[str]) -> None:
        self.rng = rng
        self.values = Values(rng, texts)
        self.care = rng.choice(CARE)
        self.family = rng.choice(UNRULED) if rng.random() < 0.04 else rng.choice(FAMILIES)
        self.number = rng.randrange(10**6)

    def wrong(self) -> bool:
        return self.rng.random() < self.care

    def case(self) -> Case:
        axes = self._axes()
        shared, media = self._shared(axes), self._pictures()
        skus = [self._sku(place, axes) for place in range(self._count(axes))]
        if not axes and len(skus) == 1:
            skus = [skus[0].model_copy(update={"values": shared | skus[0].values, "media": media})]
        code = f"P-{self.number}" if not self.wrong() else self.rng.choice(ODD_KEYS)
        product = Product(
            key=f"model:{code}" if axes else f"product:{code}",
            identifier=self.values.text() if self.wrong() else code,
            family=self.family,
            family_variant=self._family_variant(axes),
            categories=self.rng.sample(["kitchen", "drinkware", "home", "nowhere"], self.rng.randint(0, 2)),
            enabled=not (self.wrong() and self.rng.random() < 0.2),
            axes=axes,
            values=shared,
            media=media,
            skus=skus,
        )
        offers = (offer_of(sku.sku, self.rng, self.wrong) for sku in skus if sku.sku)
        return Case(product, {offer.sku: offer for offer in offers if offer}, self.rng.random() < 0.3)

    def _axes(self) -> list[str]:
        if self.wrong():
            return [self.rng.choice(ODD_AXES) for _ in range(self.rng.randint(0, 4))]
        known = AXES.get(self.family or "", ())
        return list(known) if self.rng.random() < 0.6 else []

    def _family_variant(self, axes: Sequence[str]) -> str | None:
        return f"{self.family}_{'_'.join(axes)}" if axes and self.family else None

    def _count(self, axes: Sequence[str]) -> int:
        if not axes:
            return self.rng.randint(0, 2) if self.wrong() else 1
        if self.rng.random() < 0.01:
            return self.rng.choice((100, 101, 300, 301))
        return (
            self.rng.choice((0, 1, 5, 20))
            if self.wrong()
            else self.rng.randint(1, self.rng.choice((2, 3, 6)))
        )

    def _shared(self, axes: Sequence[str]) -> dict[str, list[Value]]:
        names = [
            name for name in families().get(self.family or "", families()["mugs"]) if name not in LEFT_OUT
        ]
        found = {name: self._of(name) for name in names if not (self.wrong() and self.rng.random() < 0.4)}
        texts = {
            "name": self.values.texts(self.family or "", careless=self.wrong, html=False),
            "description": self.values.texts(self.family or "", careless=self.wrong, html=True),
        }
        codes = {"ean": self._ean()} if not axes else {}
        odd = {self.rng.choice(ODD_AXES): [Value(data=self.values.anything())] for _ in range(self.wrong())}
        return {
            name: values
            for name, values in (found | texts | codes | odd).items()
            if values and name not in axes
        }

    def _of(self, name: str) -> list[Value]:
        row = attributes()[name]
        if row["type"] in {"pim_catalog_image", "pim_catalog_file"}:
            return []
        family = row.get("metric_family") or ""
        wrong = self.wrong()
        data = (
            self.values.messy(row["type"], family)
            if wrong
            else self.values.right(row["type"], options().get(name, ["x"]), family)
        )
        locale = self.rng.choice(LOCALES) if self.wrong() and self.rng.random() < 0.3 else None
        return [Value(data=data, locale=locale)]

    def _ean(self) -> list[Value]:
        if self.wrong():
            return [Value(data=self.values.odd_ean())]
        return [Value(data=self.values.ean())] if self.rng.random() < 0.8 else []

    def _pictures(self) -> list[Media]:
        names = (
            ("picture", "picture_2", "picture_3")
            if not self.wrong()
            else ("picture_2", "picture") * self.rng.randint(0, 8)
        )
        pictures = [
            Media(attribute=name, code=f"{self.number}/{place}.jpg") for place, name in enumerate(names)
        ]
        paper = [Media(attribute="safety_certificate", code=f"{self.number}.pdf")] if not self.wrong() else []
        return [*pictures, *paper]

    def _sku(self, place: int, axes: Sequence[str]) -> Sku:
        values = {axis: data for axis in axes if (data := self._on_axis(axis, place, axes))}
        values |= {"ean": self._ean()} if axes else {}
        values |= {name: self._of(name) for name in ("weight", "package_length") if self.wrong()}
        picture = (
            [Media(attribute="variation_picture", code=f"{self.number}-{place}.jpg")]
            if self.rng.random() < 0.5
            else []
        )
        return Sku(
            key=f"uuid-{self.number}-{place}" if not self.wrong() else self.rng.choice(ODD_KEYS),
            sku=self._name(place),
            enabled=not (self.wrong() and self.rng.random() < 0.3),
            values={name: data for name, data in values.items() if data},
            media=picture,
        )

    def _name(self, place: int) -> str | None:
        if not self.wrong():
            return f"SKU-{self.number}-{place}"
        return self.rng.choice((None, f"SKU-{self.number}-0", self.rng.choice(ODD_SKUS), self.values.text()))

    def _on_axis(self, axis: str, place: int, axes: Sequence[str]) -> list[Value]:
        if self.wrong():
            data = self.rng.choice(
                (self.values.text(), self.values.anything(), "red", " Red", "x" * 60 + str(place % 3))
            )
            return [Value(data=data)] if data is not None else []
        codes = options().get(axis, [f"kind {number}" for number in range(9)])
        stride = len(options()["color"]) if axes.index(axis) else 1
        chosen = place // stride
        return [
            Value(
                data=codes[chosen % len(codes)]
                if chosen < len(codes)
                else f"{codes[chosen % len(codes)]} {chosen}"
            )
        ]
