"""How every code about category, texts, pictures, attributes, certificates and package comes about."""

from dataclasses import replace
from itertools import repeat

from catalog_sync.sandbox.tiktok.taxonomy import Category
from catalog_sync_tests.sandbox.tiktok.codes import MUG, Case, attribute, create, leaf, put
from catalog_sync_tests.sandbox.tiktok.seller import UPLOAD, Seller, picture

CERAMIC = ("100393", [{"id": "1000045"}])
LAMP = (("100393", [{"id": "1000047"}]), ("100542", [{"id": "1000602"}]))
UKCA = "7182427311584347001"
SIDES = {"length": "12", "width": "12", "height": "10.5", "unit": "CENTIMETER"}
SIZED = leaf(MUG, rules={"size_chart_required": True})


def shown(seller: Seller, width: int = 900) -> str:
    answer = seller.upload(UPLOAD, picture(width, 900), use_case="DESCRIPTION_IMAGE")
    return f'<img src="{answer["data"]["url"]}" width="9" height="9">'


def toy(**certification) -> dict:
    rows = [{"id": "100393", "values": [{"id": "1000039"}]}, {"id": "100200", "values": [{"name": "3+"}]}]
    given = {"certifications": [{"id": UKCA, **certification}]} if certification else {}
    return {"category_id": "604390", "product_attributes": rows, **given}


def evidence(seller: Seller) -> list[dict]:
    return [{"uri": seller.image(use_case="CERTIFICATION_IMAGE")}]


def brand(**changes):
    """Change the first brand of the platform."""

    def change(seller: Seller) -> None:
        first, *others = seller.world.taxonomy.brands
        brands = (replace(first, **changes), *others)
        seller.world.taxonomy = replace(seller.world.taxonomy, brands=brands)

    return change


def first_brand(seller: Seller) -> str:
    return seller.world.taxonomy.brands[0].id


def only_in_germany(seller: Seller) -> None:
    put(seller, "DE", Category("699999", "600030", "Steins", "Steins", is_leaf=True))


def foreign(kind: str):
    """The id of a record of another app's seller."""
    return lambda seller: Seller(seller.world, "US").producers()[kind]


def untranslated(kind: str):
    """Take the market's language from the seller's records."""

    def ids(seller: Seller) -> list[str]:
        made = seller.producers()[f"{kind}_ids"]
        del getattr(seller.app.records, f"{kind}s")[made[0]].profiles["de-DE"]
        return made

    return ids


def repeated(kind: str, times: int):
    return lambda seller: seller.producers()[kind] * times


CONTENT_CASES: tuple[Case, ...] = (
    create(12019011, package_weight=None),
    create(12019012, package_dimensions=None),
    create(12019061, package_weight={"value": "1", "unit": "POUND"}),
    create(12052003, package_dimensions=SIDES | {"height": "1.255"}),
    create(12052004, package_dimensions=SIDES | {"width": "0"}),
    create(12052005, package_dimensions=SIDES | {"length": "long"}),
    create(12052006, package_weight={"value": "0.1255", "unit": "KILOGRAM"}),
    create(12052181, package_weight={"value": "0.0", "unit": "KILOGRAM"}),
    create(12052915, "US", package_weight={"value": "1", "unit": "POUND"}),
    create(12052916, package_weight={"value": "100", "unit": "GRAM"}),
    create(12052023, category_id="1"),
    create(12052024, category_id="600030"),
    create(12052217, category_version="v2"),
    create(12052230, "US", category_id="600161"),
    create(12052446, before=only_in_germany, category_id="699999"),
    create(12052220, before=leaf(MUG, permission_statuses=("PROHIBITED",))),
    create(12052223, before=leaf(MUG, permission_statuses=("INVITE_ONLY",))),
    create(12052225, before=leaf(MUG, permission_statuses=("NON_MAIN_CATEGORY",))),
    create(12052222, is_cod_allowed=True),
    create(12052051, "ID", title="Mug keramik"),
    create(12052261, title=" "),
    create(12052262, title="杯子 mug"),
    create(12052931, title="Mug &nbsp; large"),
    create(12052013, description="<p>" + "ab" * 5000 + "</p>"),
    create(12052015, description=""),
    create(12052056, description=lambda s: "".join(repeat(shown(s), 31))),
    create(12052340, description='<img src="https://example.com/a.jpg" width="9" height="9">'),
    create(12052341, description=lambda s: shown(s, 4000)),
    create(12052344, description="<p>open"),
    create(12052345, description="<script>x()</script>"),
    create(12052346, description="<p>杯子</p>"),
    create(12052348, description='<img src="https://example.com/a.jpg">'),
    create(12052349, description="<p>a<p>b</p></p>"),
    create(12052350, description='<p onclick="x()">x</p>'),
    create(12052352, description="<div>" * 11 + "a" + "</div>" * 11),
    create(12052932, description="<p>a&nbsp;b</p>"),
    create(12052028, main_images=[]),
    create(12052300, main_images=[{"uri": "tos-nowhere"}]),
    create(12052301, main_images=lambda s: [{"uri": s.image(299, 299, "ATTRIBUTE_IMAGE")}]),
    create(12052302, main_images=lambda s: [{"uri": s.image(4001, 4001, "")}]),
    create(12052305, main_images=lambda s: [{"uri": s.image(1000, 500, "")}]),
    create(12052306, main_images=lambda s: [{"uri": s.image()}] * 10),
    create(12052360, video={"id": "v0"}),
    create(12052104, product_attributes=[]),
    attribute(12052151, ("100393", [{"name": "Replica porcelain"}])),
    attribute(12052182, *LAMP, ("101610", [{"id": "1024358"}]), leaf="600161"),
    attribute(
        12052183, *LAMP, ("101610", [{"id": "1000325"}]), ("100216", [{"id": "1024361"}]), leaf="600161"
    ),
    attribute(12052240, CERAMIC, ("9", [{"name": "x"}])),
    attribute(12052246, LAMP[0], ("100542", [{"id": "1000602"}, {"id": "1000603"}]), leaf="600161"),
    attribute(12052247, LAMP[0], ("100542", [{"name": "Wind"}]), leaf="600161"),
    attribute(12052248, ("100393", [{}])),
    attribute(12052249, ("100393", [{"name": "x" * 2001}])),
    attribute(12052250, ("100393", [{"name": "陶瓷"}])),
    attribute(12052251, ("100393", [{"name": "Bone"}, {"name": "Bone"}])),
    attribute(12052253, ("100393", [{"id": "1000045"}, {"id": "1000045"}])),
    attribute(12052254, CERAMIC, CERAMIC),
    attribute(12052256, CERAMIC, ("100300", [{"name": "half a litre"}]), leaf="600032"),
    attribute(12052935, ("100393", [{"name": "Clay 🎁"}])),
    create(12052105, **toy(images=[])),
    create(
        12052385,
        **toy(images=[], files=[], expiration_date=1)
        | {"certifications": lambda s: [{"id": UKCA, "images": evidence(s), "expiration_date": 1}]},
    ),
    create(12052650, **toy(images=[{"uri": "tos-nowhere"}])),
    create(12052655, certifications=lambda s: [{"id": "1", "images": evidence(s)}]),
    create(12052656, **toy() | {"certifications": lambda s: [{"id": UKCA, "images": evidence(s)}] * 2}),
    create(12052657, **toy() | {"certifications": lambda s: [{"id": UKCA, "images": evidence(s) * 11}]}),
    create(12052658, **toy(files=[{"id": "v0", "name": "a.pdf", "format": "PDF"}])),
    create(12052128, size_chart={"template": {"id": "1"}}),
    create(12052670, size_chart={"image": {"uri": "tos-nowhere"}}),
    create(12052671, size_chart=lambda s: {"image": {"uri": s.image(1000, 1000)}}),
    create(12052673, before=SIZED),
    create(12052201, before=brand(status="UNAVAILABLE"), brand_id=first_brand),
    create(12052208, before=brand(authorized=False, t1=True), brand_id=first_brand),
    create(12052282, "DE", manufacturer_ids=None),
    create(12052283, "DE", manufacturer_ids=lambda s: [f"{n}" for n in range(11)]),
    create(12052284, "DE", manufacturer_ids=["1"]),
    create(12052285, "DE", manufacturer_ids=foreign("manufacturer_ids")),
    create(12052295, "DE", manufacturer_ids=repeated("manufacturer_ids", 2)),
    create(12052365, "DE", manufacturer_ids=untranslated("manufacturer")),
    create(12052287, "DE", responsible_person_ids=None),
    create(12052288, "DE", responsible_person_ids=lambda s: [f"{n}" for n in range(11)]),
    create(12052289, "DE", responsible_person_ids=["1"]),
    create(12052290, "DE", responsible_person_ids=foreign("responsible_person_ids")),
    create(12052296, "DE", responsible_person_ids=repeated("responsible_person_ids", 2)),
    create(12052366, "DE", responsible_person_ids=untranslated("responsible_person")),
    create(12052330, listing_platforms=["TOKOPEDIA"]),
    create(12052706, "ID", minimum_order_quantity=21),
    create(12052707, minimum_order_quantity=2),
    create(12052316, is_pre_owned=True),
    create(12052910, external_product_id="x" * 1000),
    create(12052910, search_terms=["mug"] * 16),
    create(12052910, selling_format="AUCTION"),
    create(12052910, delivery_option_ids=["1"]),
    create(12052910, "ID", delivery_option_ids=["1", "1"]),
    create(12052910, scheduled_sale={"is_enabled_scheduled_sale": True, "schedule_sale_time": 1}),
    create(12052931, title="Mug\twith a handle"),
    create(12052931, title="Mug ⭐"),
    create(12052932, description="<p>" + "&amp;" * 10 + " a</p>"),
    create(12052319, purchase_order_quantity_limit={"maximum_order_quantity": 0}),
)
