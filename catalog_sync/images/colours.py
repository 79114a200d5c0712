"""Brings pixels of any mode and colour profile to 8-bit sRGB without transparency."""

from io import BytesIO

from PIL import Image, ImageCms

DEEP = 1 / 256


def eight_bit(image: Image.Image) -> Image.Image:
    """Scale deep grey to 8 bits: 16-bit integers by 1/256, floats from 0..1."""
    factor = 255.0 if image.mode == "F" else DEEP
    return image.convert("F").point(lambda value: value * factor).convert("L")


def flatten(image: Image.Image) -> Image.Image:
    """Lay transparent pixels on white; the colour profile stays attached."""
    layer = image.convert("RGBA")
    white = Image.new("RGBA", layer.size, (255, 255, 255, 255))
    flat = Image.alpha_composite(white, layer).convert("RGB")
    flat.info["icc_profile"] = image.info.get("icc_profile")
    return flat


def to_srgb(image: Image.Image) -> Image.Image:
    """Convert by the embedded profile; by the plain formula where there is none or it does not fit the pixels."""
    source = image.convert("RGB") if image.mode in {"P", "1", "RGBX"} else image
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    try:
        transform = ImageCms.buildTransform(_profile(image), srgb, source.mode, "RGB")
        return ImageCms.applyTransform(source, transform) or source
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return source.convert("RGB")


def _profile(image: Image.Image) -> ImageCms.ImageCmsProfile:
    if image.mode == "LAB":
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    return ImageCms.ImageCmsProfile(BytesIO(image.info.get("icc_profile") or b""))
