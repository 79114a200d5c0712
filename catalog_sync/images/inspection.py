"""Looks at a picture's header: what it is and how large, without decoding a pixel."""

from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image, ImageCms

from catalog_sync.images.failures import NotAPicture, decoding

READABLE_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "AVIF")

SRGB_MODES = frozenset({"RGB", "RGBA", "RGBX", "P", "PA", "L", "LA", "1"})

MAX_PIXELS = 80_000_000
"""Above, decoding would take hundreds of megabytes of memory: refused, whatever the file's size."""

LOOKALIKES = (
    (
        "html",
        (b"<!doctype html", b"<html", b"<head", b"<body"),
        "an HTML page, often an error page of the PIM",
    ),
    ("pdf", (b"%pdf-",), "a PDF document"),
    ("svg", (b"<svg",), "an SVG drawing"),
)


@dataclass(frozen=True)
class Facts:
    """What a picture's header tells: size in pixels as stored, before its EXIF `orientation` (1 to 8) is applied."""

    format: str
    width: int
    height: int
    mode: str
    orientation: int
    frames: int
    has_alpha: bool
    profile: str | None
    bytes: int

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height as people see it."""
        return (self.height, self.width) if self.orientation >= 5 else (self.width, self.height)

    @property
    def is_deep_grey(self) -> bool:
        """Whether it has one channel of more than 8 bits."""
        return self.mode.startswith(("I", "F"))

    @property
    def is_srgb(self) -> bool:
        """Whether the colours need no conversion: sRGB or grey, or nothing else is claimed."""
        claimed = self.profile is None or "srgb" in self.profile.casefold()
        return claimed and (self.mode in SRGB_MODES or self.is_deep_grey)


def inspect(data: bytes) -> Facts:
    """Tell the facts of a picture; raises NotAPicture for anything else."""
    image = open_picture(data)
    with decoding(NotAPicture("truncated", "The picture's header is cut off: upload the file again.")):
        return Facts(
            format=str(image.format),
            width=image.width,
            height=image.height,
            mode=image.mode,
            orientation=_orientation(image),
            frames=getattr(image, "n_frames", 1),
            has_alpha=image.has_transparency_data,
            profile=_profile(image),
            bytes=len(data),
        )


def open_picture(data: bytes) -> Image.Image:
    """Open without decoding, its size checked; raises NotAPicture."""
    try:
        with decoding(_refusal(data)):
            image = Image.open(BytesIO(data), formats=READABLE_FORMATS)
    except NotAPicture as failure:
        if isinstance(failure.__cause__, Image.DecompressionBombError | Image.DecompressionBombWarning):
            raise _too_large() from failure
        raise
    if image.width * image.height > MAX_PIXELS:
        raise _too_large()
    return image


def _too_large() -> NotAPicture:
    limit = MAX_PIXELS // 1_000_000
    return NotAPicture(
        "too_many_pixels", f"The picture has over {limit} million pixels: upload a smaller one."
    )


def _refusal(data: bytes) -> NotAPicture:
    """Say what the bytes are instead, from how they begin."""
    if not data:
        return NotAPicture("empty", "The file is empty: upload it again.")
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for code, beginnings, what in LOOKALIKES:
        if start.startswith(beginnings) or (start.startswith(b"<?xml") and beginnings[0] in start):
            return NotAPicture(code, f"The file is {what}: upload a JPEG or PNG.")
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}:
        return NotAPicture("heic", "The file is a HEIC photo: upload a JPEG or PNG.")
    return NotAPicture(
        "unreadable", "The file is no picture we can read, or its header is cut off: upload a JPEG or PNG."
    )


def _orientation(image: Image.Image) -> int:
    """Read EXIF's orientation; Pillow's own getexif would decode a PNG to find it."""
    exif = Image.Exif()
    try:
        if image.format == "TIFF":
            exif = image.getexif()
        elif "exif" in image.info:
            exif.load(image.info["exif"])
        orientation = exif.get(ExifTags.Base.Orientation, 1)
    except Exception:  # noqa: BLE001 - broken EXIF is common and says nothing about the pixels
        return 1
    return orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1


def _profile(image: Image.Image) -> str | None:
    """Name the embedded colour profile; none when there is none that can be read."""
    embedded = image.info.get("icc_profile")
    if not embedded:
        return None
    try:
        return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(embedded))).strip()
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return None
