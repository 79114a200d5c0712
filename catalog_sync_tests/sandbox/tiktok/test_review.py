import pytest

from catalog_sync_tests.sandbox.tiktok.seller import Seller, demo_world

LAMP = [
    {"id": "100393", "values": [{"id": "1000047"}]},
    {"id": "100542", "values": [{"id": "1000601"}]},
    {"id": "101610", "values": [{"id": "1000325"}]},
]


@pytest.fixture
def gb() -> Seller:
    return Seller(demo_world(review_delay=0))


def verdict(seller: Seller, **changes) -> list[dict]:
    product = seller.get(seller.create(**changes))
    assert product["status"] == ("FAILED" if product["audit_failed_reasons"] else "ACTIVATE")
    return product["audit_failed_reasons"]


def images(*uris: str) -> list[dict]:
    return [{"uri": uri} for uri in uris]


def test_without_a_delay_the_next_read_shows_the_verdict(gb):
    assert verdict(gb) == []


def test_the_review_wants_listed_certificates_even_when_the_rules_call_them_optional(gb):
    lamp = {"category_id": "600161", "product_attributes": LAMP}
    rules = gb.data("GET", "/product/202309/categories/600161/rules", category_version="v1")
    assert [row["is_required"] for row in rules["product_certifications"]] == [False]
    assert len(verdict(gb, **lamp)) == 1
    certificate = {"id": "7182427311584347001", "images": images(gb.image(use_case="CERTIFICATION_IMAGE"))}
    assert verdict(gb, **lamp, certifications=[certificate]) == []


def test_the_review_wants_six_hundred_pixels_on_every_main_image(gb):
    assert verdict(gb, main_images=images(gb.image(600, 600))) == []
    assert len(verdict(gb, main_images=images(gb.image(600, 600), gb.image(599, 599)))) == 1


def test_the_review_wants_the_first_image_square_as_it_was_uploaded(gb):
    square, wide, converted = gb.image(), gb.image(1000, 800), gb.image(1600, 800)
    assert verdict(gb, main_images=images(square, wide)) == []
    assert len(verdict(gb, main_images=images(wide))) == 1
    assert len(verdict(gb, main_images=images(converted))) == 1


@pytest.mark.parametrize("title", ["Mug with Free Shipping", "Mug gratis ongkir", "Mug, a 100% cure"])
def test_the_review_refuses_banned_words_in_the_title(gb, title):
    assert len(verdict(gb, title=title)) == 1


def test_rules_can_be_switched_off_per_shop():
    world = demo_world(review_delay=0)
    gb, us = Seller(world, "GB"), Seller(world, "US")
    gb.sandbox("POST", "/settings", {"region": "GB", "review_rules": {"banned_words": False}})
    assert verdict(gb, title="Mug free shipping") == []
    assert len(verdict(us, title="Mug free shipping")) == 1


def test_reasons_vary_in_wording_with_seed_and_product():
    def positions(seed: int) -> list[str]:
        gb = Seller(demo_world(review_delay=0, seed=seed))
        return [verdict(gb, title="Mug free shipping")[0]["reasons"][0] for _ in range(12)]

    assert positions(1) == positions(1)
    assert len(set(positions(1))) > 1
    assert positions(1) != positions(2)


def test_varied_wordings_are_many_more_and_speak_the_markets_language():
    def texts(region: str, **settings) -> set[str]:
        seller = Seller(demo_world(review_delay=0, **settings), region)
        refused = [seller.create(title="Mug with free shipping, made of stoneware") for _ in range(60)]
        return {seller.get(id_)["audit_failed_reasons"][0]["reasons"][0] for id_ in refused}

    assert len(texts("GB")) == 3
    assert len(texts("GB", reason_wordings="varied")) == 6
    assert len(texts("DE")) == 4
    assert any("unzulässige" in text for text in texts("DE"))
    assert any("dilarang" in text for text in texts("ID", reason_wordings="varied"))


def test_a_scripted_rejection_is_used_once_and_overrides_the_rules(gb):
    reason = {
        "position": "Product",
        "reasons": ["Insufficient Product Information"],
        "suggestions": ["Add size."],
    }
    gb.sandbox("POST", "/verdicts", {"region": "GB", "seller_sku": "MUG-1", "reasons": [reason]})
    assert verdict(gb) == [{"listing_platform": "TIKTOK_SHOP", **reason}]
    assert verdict(gb) == []


def test_a_scripted_approval_overrides_the_rules(gb):
    gb.sandbox("POST", "/verdicts", {"region": "GB", "seller_sku": "MUG-1", "reasons": []})
    assert verdict(gb, title="Mug free shipping") == []


def test_a_paused_review_gives_no_verdicts_until_it_goes_on(gb):
    gb.sandbox("POST", "/settings", {"region": "GB", "review_paused": True})
    product_id = gb.create()
    gb.world.clock.advance(3600)
    assert gb.get(product_id)["status"] == "PENDING"
    gb.sandbox("POST", "/settings", {"region": "GB", "review_paused": False})
    assert gb.get(product_id)["status"] == "ACTIVATE"
