"""Goods that the demo's mapping rules and the sandbox shop in Great Britain accept: mugs, lamps, their certificate."""

from io import BytesIO

from PIL import Image

from catalog_sync.pim.document import Media, Product, Sku
from catalog_sync_tests.mapping.world import metric, value

PDF = b"%PDF-1.4\n%%EOF\n"


def picture(width: int = 800, height: int = 800, colour: int = 0) -> bytes:
    """A plain JPEG; other colours are other bytes."""
    stream = BytesIO()
    Image.new("RGB", (width, height), (colour, 120, 80)).save(stream, "JPEG")
    return stream.getvalue()


def mug(number: int = 1, **changes) -> Product:
    """A mug: nothing for the review to object to when its picture is square."""
    return _simple(number, "MUG", "mugs", {"material": value(["ceramic"])}, **changes)


def coloured_mugs(*colors: str) -> Product:
    """One listing of mugs in these colours, each a variant with a SKU of its own."""
    [one] = mug().skus
    skus = [
        Sku(key=f"mug-{color}", sku=f"MUG-{color.upper()}", values={"color": value(color)})
        for color in colors
    ]
    return Product(
        key="model:mugs",
        identifier="MUGS",
        family="mugs",
        axes=["color"],
        values=one.values,
        media=one.media,
        skus=skus,
    )


def lamp(number: int = 1, **changes) -> Product:
    """A lamp: the review wants a UKCA certificate for it."""
    own = {
        "material": value(["steel"]),
        "lamp_type": value("desk"),
        "power_source": value("corded_electric"),
        "battery": value("none"),
    }
    return _simple(number, "LAMP", "table_lamps", own, **changes)


def certificate(covers: str = "LAMP-1", until: str = "2099-12-31", code: str = "docs/ukca.pdf") -> Product:
    """A document of the certificate library."""
    values = {
        "certificate_type": value("ukca"),
        "certificate_valid_until": value(until),
        "covers_skus": value(covers),
    }
    media = [Media(attribute="safety_certificate", code=code)]
    sku = Sku(key="document", sku="UKCA-1", values=values, media=media)
    return Product(key="product:document", identifier="UKCA-1", family="certificates", skus=[sku])


def picture_code(sku: str) -> str:
    """The media code of a product's picture, unless it names others."""
    return f"pictures/{sku}.jpg"


def _simple(
    number: int, kind: str, family: str, own: dict, *, pictures=None, title=None, enabled=True
) -> Product:
    identifier = f"{kind}-{number}"
    codes = [picture_code(identifier)] if pictures is None else pictures
    names = ("picture", "picture_2", "picture_3")
    values = own | {
        "brand": value("no_brand"),
        "name": value(title or f"{kind.title()} with a wide handle, number {number}", locale="en_US"),
        "description": value("<p>Made by hand, and made to last.</p>", locale="en_US", channel="ecommerce"),
        "weight": metric("0.45", "KILOGRAM"),
        "package_length": metric("12", "CENTIMETER"),
        "package_width": metric("12", "CENTIMETER"),
        "package_height": metric("10.5", "CENTIMETER"),
    }
    media = [Media(attribute=name, code=code) for name, code in zip(names, codes, strict=False)]
    key = identifier.lower()
    sku = Sku(key=key, sku=identifier, values=values, media=media)
    return Product(key=f"product:{key}", identifier=identifier, family=family, enabled=enabled, skus=[sku])
