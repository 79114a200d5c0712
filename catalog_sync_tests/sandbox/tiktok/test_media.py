import pytest

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


def test_only_pdf_files_with_a_name_are_taken(gb):
    answer = gb.upload(FILES, b"%PDF-1.7 ...", name="ce.pdf")
    assert (answer["data"]["format"], answer["data"]["name"]) == ("PDF", "ce.pdf")
    assert gb.upload(FILES, b"%PDF-1.7 ...", name="ce")["code"] == 12019104
    assert gb.upload(FILES, b"PK\x03\x04", name="ce.pdf")["code"] == 12019105
    assert gb.upload(FILES, b"", name="ce.pdf")["code"] == 12019103
    assert gb.upload(FILES, b"%PDF-" + bytes(20 * 1024 * 1024), name="ce.pdf")["code"] == 36009021
