"""How every code about SKUs, their sales attributes, pictures and identifiers comes about."""

from catalog_sync_tests.sandbox.tiktok.codes import BLUE, MUG, RED, Case, create, leaf, sku, variants
from catalog_sync_tests.sandbox.tiktok.seller import Seller

EAN = {"type": "EAN", "code": "4006381333931"}
DOTS = {"value_name": "Dots"}


def pictured(seller: Seller, width: int = 800, use_case: str = "ATTRIBUTE_IMAGE") -> dict:
    return {"sku_img": {"uri": seller.image(width, 800, use_case)}}


SKU_CASES: tuple[Case, ...] = (
    create(
        12052050,
        "ID",
        skus=lambda s: [
            s.sku(f"M{n}", sales_attributes=[{"id": "100007", "value_name": f"S{n}"}]) for n in range(101)
        ],
    ),
    sku(12052054, seller_sku="x" * 51),
    sku(12019059, "DE", seller_sku="MÜ-12345"),
    sku(12019059, before=leaf(MUG, rules={"seller_sku_required": True}), seller_sku=None),
    sku(12019059, seller_sku="MUG\u200b1"),
    sku(12052554, seller_sku="杯子"),
    sku(12052235, external_urls=["mug"]),
    sku(12052238, external_urls=["https://example.com/" + "x" * 500]),
    sku(12052574, sku_unit_count="1"),
    sku(12052574, "DE", sku_unit_count="0.001"),
    sku(12052916, sku_weight={"value": "1", "unit": "POUND"}),
    sku(12052910, external_sku_id="x" * 1000),
    create(
        12052996,
        skus=lambda s: [s.sku(external_sku_id="S", sales_attributes=[color]) for color in (RED, BLUE)],
    ),
    variants(12052241, [DOTS]),
    variants(12052242, [{"name": "x" * 21, **DOTS}]),
    variants(12052243, [{"name": "花纹", **DOTS}]),
    variants(12052933, [{"name": "!!!", **DOTS}]),
    variants(12052152, [{"name": "Counterfeit", **DOTS}]),
    variants(12052244, [RED, BLUE]),
    variants(12052250, [{"name": "Pattern", "value_name": "点"}]),
    variants(12052934, [{"name": "Pattern", "value_name": "!!!"}]),
    variants(12052153, [{"name": "Pattern", "value_name": "Replica"}]),
    variants(12052525, [{"name": str(n), **DOTS} for n in "abcd"]),
    variants(12052527, [{"id": "666", **DOTS}]),
    variants(12052529, [{"id": "100000", "value_id": "666"}]),
    variants(12052550, [RED], [{"id": "100007", "value_name": "L"}]),
    variants(12052560, [RED], [RED]),
    variants(12052560, [RED], [RED | {"value_name": " red"}]),
    variants(12052520, [RED | {"sku_img": {"uri": "tos-nowhere"}}]),
    sku(12052524, sales_attributes=lambda s: [RED | pictured(s, 1600, "")]),
    sku(12052528, sales_attributes=lambda s: [RED | pictured(s), {"name": "Form", **DOTS} | pictured(s)]),
    sku(
        12052356,
        sales_attributes=lambda s: [
            RED | pictured(s) | {"supplementary_sku_images": [{"uri": s.image()}] * 9}
        ],
    ),
    sku(12052357, sales_attributes=lambda s: [RED | {"supplementary_sku_images": [{"uri": s.image()}]}]),
    sku(12052591, identifier_code=EAN | {"code": "400638133393"}),
    sku(12052598, identifier_code={"type": "ISBN", "code": "0X04429570"}),
    sku(12052600, identifier_code={"code": EAN["code"]}),
    create(
        12052592,
        skus=lambda s: [
            s.sku(identifier_code=EAN, sales_attributes=[RED]),
            s.sku(identifier_code=EAN, sales_attributes=[BLUE]),
        ],
    ),
    sku(12052291, extra_identifier_codes=[EAN["code"]]),
    sku(12052292, "DE", extra_identifier_codes=[EAN["code"]] * 11),
    sku(12052294, "DE", extra_identifier_codes=["12"]),
)
