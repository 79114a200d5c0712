"""Treatment: what comes out can be seen, never cropped, always the same, and never from half a picture."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from catalog_sync.images.failures import NotAPicture
from catalog_sync.images.inspection import inspect
from catalog_sync.images.planning import Plan, Unfit, plan
from catalog_sync.images.requirements import REQUIREMENTS, Requirements, UseCase
from catalog_sync.images.treatment import treat
from catalog_sync_tests.images.pictures import (
    BLUE,
    PHOTOS,
    RED,
    close,
    decoded,
    encode,
    halves,
    noise,
    picture,
    turned,
)

EDGE_CASES = PHOTOS / "derived-edge-cases"
MAIN = REQUIREMENTS[UseCase.MAIN_IMAGE]
WHITE = (255, 255, 255)


def treated(data, requirements=MAIN):
    return treat(data, plan(inspect(data), requirements))


def test_picture_that_fits_comes_back_byte_for_byte():
    data = picture()
    assert treated(data) is data


@pytest.mark.parametrize("orientation", range(2, 9))
def test_turned_pictures_are_stored_as_they_are_shown(orientation):
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    result = decoded(treated(turned(halves().transpose(Image.Transpose(back)), orientation)))
    assert result.size == (600, 800)
    assert close(result.getpixel((300, 100)), RED)
    assert close(result.getpixel((300, 700)), BLUE)
    assert inspect(encode(result)).orientation == 1


def test_transparency_becomes_white():
    image = Image.new("RGBA", (800, 800), (*RED, 255))
    image.paste((0, 0, 0, 0), (0, 0, 400, 800))
    result = decoded(treated(encode(image, format="PNG")))
    assert close(result.getpixel((100, 400)), WHITE)
    assert close(result.getpixel((700, 400)), RED)


def test_cmyk_without_a_profile_becomes_rgb():
    result = decoded(treated(picture(mode="CMYK", colour=(0, 255, 255, 0), quality=95)))
    assert result.mode == "RGB"
    assert close(result.getpixel((400, 400)), (255, 0, 0))


def test_colours_of_a_wide_profile_are_converted():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    lab = encode(Image.new("LAB", (800, 800), (255, 128, 128)), format="TIFF")
    assert close(decoded(treated(lab)).getpixel((1, 1)), WHITE)
    assert decoded(treated(picture(icc_profile=profile))).mode == "RGB"


def test_profile_that_does_not_fit_the_pixels_does_no_harm():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    result = decoded(treated(picture(icc_profile=lab)))
    assert close(result.getpixel((1, 1)), RED)
    assert "icc_profile" not in result.info


def test_deep_grey_keeps_its_brightness():
    data = encode(Image.new("I;16", (800, 800), 128 * 256), format="PNG")
    assert close(decoded(treated(data)).getpixel((1, 1)), (128, 128, 128))


def test_only_the_first_frame_is_taken():
    frames = [Image.new("RGB", (800, 800), colour) for colour in (RED, BLUE)]
    data = encode(frames[0], format="WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert close(decoded(treated(data)).getpixel((1, 1)), RED)


def test_padding_centres_the_whole_picture_on_white():
    result = decoded(treated(picture(1500, 400)))
    assert result.size == (1500, 1500)
    assert close(result.getpixel((750, 10)), WHITE)
    assert close(result.getpixel((5, 750)), RED)
    assert close(result.getpixel((1494, 750)), RED)


def test_reduction_keeps_all_of_a_turned_picture():
    result = decoded(treated(turned(halves(4000, 5200).transpose(Image.Transpose.ROTATE_90), 6)))
    assert result.size == (3076, 4000)
    assert close(result.getpixel((10, 10)), RED)
    assert close(result.getpixel((3060, 3990)), BLUE)


def test_heavy_pictures_are_made_to_fit_their_bytes():
    light = MAIN.model_copy(update={"max_bytes": 200_000})
    result = treated(noise(1200, 1200), light)
    assert len(result) <= 200_000
    assert decoded(result).size[0] in {1200, 600}


def test_the_same_plan_makes_the_same_bytes():
    data = encode(halves(900, 400), format="PNG")
    assert treated(data) == treated(data)


@pytest.mark.parametrize("size", [(800, 800), (400, 800)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_truncated_pixels_are_refused_with_or_without_steps(kind, size):
    image = Image.effect_noise(size, 90).convert("RGB")
    data = encode(image, format=kind)
    half = data[: len(data) // 2]
    with pytest.raises(NotAPicture) as raised:
        treated(half)
    assert raised.value.code in {"truncated", "unreadable"}


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"]),
    st.integers(0, 10_000),
    st.binary(min_size=1, max_size=8),
)
def test_damaged_pictures_are_treated_or_refused(kind, place, damage):
    data = bytearray(encode(halves(64, 48), format=kind))
    place %= len(data)
    data[place : place + len(damage)] = damage
    tiny = Requirements(min_side=1, target_min_side=1, square=True)
    with suppress(NotAPicture):
        assert Image.open(BytesIO(treated(bytes(data), tiny))).format in {"JPEG", kind}


EXPECTED = {
    "alpha_cutout_cap.png": ["flatten", "jpeg"],
    "alpha_cutout_cap.webp": ["flatten", "jpeg"],
    "animated_tee.gif": ["first_frame", "resize", "jpeg"],
    "animated_tee.webp": ["first_frame", "flatten", "resize", "jpeg"],
    "cmyk_cap.jpg": ["srgb", "jpeg"],
    "dress.avif": ["jpeg"],
    "dress.bmp": ["resize", "jpeg"],
    "dress.tiff": ["resize", "jpeg"],
    "exact_300x300_cap.jpg": ["resize", "jpeg"],
    "exact_600x600_cap.jpg": [],
    "exif3_tee.jpg": ["orient", "jpeg"],
    "exif6_tee.jpg": ["orient", "jpeg"],
    "exif8_tee.jpg": ["orient", "jpeg"],
    "gray16.png": ["eight_bit", "resize", "jpeg"],
    "gray_dress.jpg": [],
    "html_error_page_named.jpg": "html",
    "just_under_300_cap.jpg": "too_small",
    "large_5200_cap.jpg": ["resize", "jpeg"],
    "palette_dress.png": ["resize", "jpeg"],
    "png_content_named.jpg": ["resize", "jpeg"],
    "progressive_tee.jpg": [],
    "tall_4x15_dress.jpg": ["pad", "jpeg"],
    "tiny_160_cap.jpg": "too_small",
    "truncated_tee.jpg": "truncated",
    "wide_15x4_dress.jpg": ["pad", "jpeg"],
    "zero_byte.jpg": "empty",
}


@pytest.mark.skipif(not EDGE_CASES.is_dir(), reason="CATALOG_SYNC_TEST_DATA names no folder with pim/photos")
@pytest.mark.parametrize(("file", "outcome"), EXPECTED.items())
def test_real_edge_cases_come_out_as_expected(file, outcome):
    assert outcome_of((EDGE_CASES / file).read_bytes()) == outcome


def outcome_of(data):
    """Names of the steps, or the code of the refusal; what was treated must need no further step."""
    try:
        found = plan(inspect(data), MAIN)
        if isinstance(found, Unfit):
            return found.code
        result = treat(data, found)
    except NotAPicture as refusal:
        return refusal.code
    assert plan(inspect(result), MAIN) == Plan(())
    return [step.name for step in found.steps]
