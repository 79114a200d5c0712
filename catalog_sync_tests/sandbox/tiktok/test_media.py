import io

import pytest
from PIL import Image

from catalog_sync_tests.sandbox.tiktok.seller import UPLOAD, Seller, demo_world, picture

FILES = "/product/202309/files/upload"


@pytest.fixture(scope="module")
def gb() -> Seller:
    return Seller(demo_world())


@pytest.mark.parametrize(
    ("width", "height", "use_case", "code"),
    [
        (299, 400, "MAIN_IMAGE", 12038014),
        (300, 300, "MAIN_IMAGE", 0),
        (4001, 4000, "MAIN_IMAGE", 12038014),
        (299, 299, "ATTRIBUTE_IMAGE", 0),
        (100, 100, "", 0),
        (99, 500, "", 12038014),
        (1023, 2000, "SIZE_CHART_IMAGE", 12019116),
        (1024, 1024, "SIZE_CHART_IMAGE", 0),
        (800, 800, "PORTRAIT", 36009004),
    ],
)
def test_sizes_are_judged_by_the_declared_use_case(gb, width, height, use_case, code):
    assert gb.upload(UPLOAD, picture(width, height), use_case=use_case)["code"] == code


@pytest.mark.parametrize(
    ("use_case", "size"),
    [
        ("MAIN_IMAGE", (500, 500)),
        ("ATTRIBUTE_IMAGE", (500, 500)),
        ("DESCRIPTION_IMAGE", (1000, 500)),
        ("", (1000, 500)),
    ],
)
def test_only_main_and_attribute_images_are_made_square(gb, use_case, size):
    data = gb.upload(UPLOAD, picture(1000, 500), use_case=use_case)["data"]
    assert (data["width"], data["height"]) == size


def test_a_ratio_between_three_to_four_and_four_to_three_is_kept(gb):
    data = gb.upload(UPLOAD, picture(800, 600), use_case="MAIN_IMAGE")["data"]
    assert (data["width"], data["height"]) == (800, 600)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP"])
def test_formats_of_the_platform_are_taken(gb, kind):
    assert gb.upload(UPLOAD, picture(300, 300, kind))["code"] == 0


def test_what_cannot_be_decoded_is_refused(gb):
    whole = picture(600, 600, "PNG")
    assert gb.upload(UPLOAD, whole[: len(whole) // 2])["code"] == 12038004
    jpeg = picture(600, 600)
    assert gb.upload(UPLOAD, jpeg[: len(jpeg) // 2])["code"] == 12038004
    assert gb.upload(UPLOAD, b"not a picture")["code"] == 12038004
    assert gb.upload(UPLOAD, picture(300, 300, "GIF"))["code"] == 12038015
    assert gb.upload(UPLOAD, b"")["code"] == 12038002


def test_more_than_ten_megabytes_are_refused(gb):
    assert gb.upload(UPLOAD, picture(300, 300) + bytes(10 * 1024 * 1024))["code"] == 12038005


def test_the_same_bytes_get_a_new_uri(gb):
    assert gb.image() != gb.image()


def test_a_heic_picture_is_refused_by_name_where_it_cannot_be_decoded(gb, monkeypatch):
    heic = b"\x00\x00\x00\x18ftypheic" + bytes(600)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    answer = gb.upload(UPLOAD, heic)
    assert answer["code"] == 12038015
    assert "pillow-heif" in answer["message"]


def optimize(seller: Seller, uri: str) -> dict:
    body = {"images": [{"uri": uri, "optimization_mode": ["WHITE_BACKGROUND"]}]}
    return seller.data("POST", "/product/202404/images/optimize", body)["images"][0]


def test_an_optimized_picture_is_ready_seconds_later_and_usable(gb):
    uri = gb.upload(UPLOAD, picture(700, 700, colour="navy"), use_case="MAIN_IMAGE")["data"]["uri"]
    assert optimize(gb, uri)["optimize_status"] == "PROCESSING"
    gb.world.clock.advance(2)
    assert optimize(gb, uri)["optimize_status"] == "PROCESSING"
    gb.world.clock.advance(2)
    ready = optimize(gb, uri)
    assert (ready["optimize_status"], ready["original_uri"], ready["width"]) == ("SUCCESS", uri, 700)
    assert optimize(gb, uri)["optimized_uri"] == ready["optimized_uri"] != uri
    assert gb.refusal(main_images=[{"uri": ready["optimized_uri"]}]) == 0
    assert optimize(gb, ready["optimized_uri"])["optimize_status"] == "IGNORE"


def half_white(inner: bool) -> bytes:
    """A navy picture with a white left half, or a white one with a navy middle."""
    stream, navy = io.BytesIO(), "navy"
    image = Image.new("RGB", (400, 400), "white" if inner else navy)
    image.paste(navy if inner else "white", (100, 100, 300, 300) if inner else (0, 0, 200, 400))
    image.save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(("inner", "status"), [(True, "IGNORE"), (False, "PROCESSING")])
def test_a_picture_that_stands_on_white_is_left_alone(gb, inner, status):
    row = optimize(gb, gb.upload(UPLOAD, half_white(inner))["data"]["uri"])
    assert row["optimize_status"] == status
    assert "optimized_uri" not in row


def test_only_pdf_files_with_a_name_are_taken(gb):
    answer = gb.upload(FILES, b"%PDF-1.7 ...", name="ce.pdf")
    assert (answer["data"]["format"], answer["data"]["name"]) == ("PDF", "ce.pdf")
    assert gb.upload(FILES, b"%PDF-1.7 ...", name="ce")["code"] == 12019104
    assert gb.upload(FILES, b"PK\x03\x04", name="ce.pdf")["code"] == 12019105
    assert gb.upload(FILES, b"", name="ce.pdf")["code"] == 12019103
    assert gb.upload(FILES, b"%PDF-" + bytes(20 * 1024 * 1024), name="ce.pdf")["code"] == 36009021
