"""Inspection reads headers only, and names what is no picture."""

import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from catalog_sync.images.failures import NotAPicture
from catalog_sync.images.inspection import Facts, inspect
from catalog_sync_tests.images.pictures import encode, halves, picture, turned


def png_of_size(width, height):
    """A PNG that claims a size and has no pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "AVIF"])
def test_format_and_size_come_from_the_content(kind):
    facts = inspect(picture(40, 30, format=kind))
    assert (facts.format, facts.width, facts.height, facts.frames) == (kind, 40, 30, 1)


def test_orientation_turns_the_shown_size_but_not_the_stored_one():
    facts = inspect(turned(halves(60, 80), 6))
    assert (facts.orientation, facts.width, facts.height, facts.shown) == (6, 60, 80, (80, 60))


@pytest.mark.parametrize("orientation", [0, 9, 300])
def test_orientation_out_of_range_is_none(orientation):
    assert inspect(turned(halves(), orientation)).orientation == 1


def test_broken_exif_says_nothing_about_the_picture():
    assert inspect(encode(halves(), exif=b"Exif\x00\x00garbage")).orientation == 1


@pytest.mark.parametrize(("mode", "alpha"), [("RGBA", True), ("LA", True), ("RGB", False), ("P", False)])
def test_transparency_is_seen_in_the_mode(mode, alpha):
    assert inspect(encode(Image.new(mode, (8, 8)), format="PNG")).has_alpha is alpha


def test_transparent_palette_colour_is_transparency():
    assert inspect(encode(Image.new("P", (8, 8)), format="PNG", transparency=0)).has_alpha


def test_frames_are_counted():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    assert inspect(encode(frames[0], format="GIF", save_all=True, append_images=frames[1:])).frames == 3


def test_colour_profile_is_named_and_an_unreadable_one_ignored():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert inspect(picture(icc_profile=srgb)).is_srgb
    assert "sRGB" in inspect(picture(icc_profile=srgb)).profile
    assert inspect(picture(icc_profile=b"not a profile")).profile is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n <!DOCTYPE html><html>404</html>", "html"),
        (b"%PDF-1.7 ...", "pdf"),
        (b'<?xml version="1.0"?><svg/>', "svg"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "heic"),
        (b"plain text", "unreadable"),
        (picture()[:20], "unreadable"),
        (picture(format="PNG")[:20], "unreadable"),
    ],
)
def test_what_is_no_picture_is_named(data, code):
    with pytest.raises(NotAPicture) as raised:
        inspect(data)
    assert raised.value.code == code


@pytest.mark.parametrize("side", [9000, 12000, 60000])
def test_decompression_bombs_are_refused_by_their_header(side):
    with pytest.raises(NotAPicture, match="million pixels") as raised:
        inspect(png_of_size(side, side))
    assert raised.value.code == "too_many_pixels"


def test_no_pixel_is_decoded():
    assert inspect(png_of_size(500, 400)).shown == (500, 400)


STARTS = [
    picture(8, 8, format=kind)[:length]
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF")
    for length in (16, 200)
]


@settings(deadline=None)
@given(st.binary(max_size=200) | st.builds(bytes.__add__, st.sampled_from(STARTS), st.binary(max_size=200)))
def test_any_bytes_give_facts_or_a_typed_refusal(data):
    with suppress(NotAPicture):
        assert isinstance(inspect(data), Facts)
