"""Carries out a plan: the same bytes and plan give the same JPEG; an empty plan gives back the bytes it was given."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image

from catalog_sync.images.colours import eight_bit, flatten, to_srgb
from catalog_sync.images.failures import NotAPicture, decoding
from catalog_sync.images.inspection import open_picture
from catalog_sync.images.planning import Plan, Step, StepName

QUALITIES = (92, 85, 75, 60)
WHITE = (255, 255, 255)

TRANSPOSED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def treat(data: bytes, plan: Plan) -> bytes:
    """Decode, take the plan's steps and encode; raises NotAPicture when the pixels are not all there."""
    image = open_picture(data)
    with decoding(
        NotAPicture("truncated", "The picture's pixels are cut off or broken: upload the file again.")
    ):
        _draft(image, plan)
        image.load()
    if not plan.steps:
        return data
    *steps, jpeg = plan.steps
    with decoding(
        NotAPicture("unreadable", f"The picture's pixels ({image.mode}) cannot be converted: export it anew.")
    ):
        for step in steps:
            image = TREATMENTS[step.name](image, step)
        return _jpeg(image.convert("RGB"), jpeg.numbers[0])


def _draft(image: Image.Image, plan: Plan) -> None:
    """Let the JPEG decoder reduce by 2, 4 or 8 where the result is smaller anyway (others ignore it)."""
    sizes = {step.name: step.numbers for step in plan.steps}
    if not plan.steps:
        image.draft(None, (1, 1))
    elif "resize" in sizes:
        width, height = sizes["resize"]
        turned = sizes.get("orient", (1,))[0] >= 5
        image.draft(None, (height, width) if turned else (width, height))


def _resize(image: Image.Image, step: Step) -> Image.Image:
    width, height = step.numbers
    return image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)


def _pad(image: Image.Image, step: Step) -> Image.Image:
    width, height = step.numbers
    canvas = Image.new("RGB", (width, height), WHITE)
    canvas.paste(image.convert("RGB"), ((width - image.width) // 2, (height - image.height) // 2))
    return canvas


TREATMENTS: dict[StepName, Callable[[Image.Image, Step], Image.Image]] = {
    "first_frame": lambda image, _: image.copy(),
    "orient": lambda image, step: image.transpose(TRANSPOSED[step.numbers[0]]),
    "eight_bit": lambda image, _: eight_bit(image),
    "flatten": lambda image, _: flatten(image),
    "srgb": lambda image, _: to_srgb(image),
    "resize": _resize,
    "pad": _pad,
}


def _jpeg(image: Image.Image, max_bytes: int) -> bytes:
    """Encode in the best quality that fits; when none does, halve the size and try again."""
    for quality in QUALITIES:
        encoded = BytesIO()
        image.save(encoded, "JPEG", quality=quality, subsampling=0, optimize=True, icc_profile=None, exif=b"")
        if encoded.tell() <= max_bytes or max(image.size) == 1:
            return encoded.getvalue()
    return _jpeg(image.reduce(2), max_bytes)
