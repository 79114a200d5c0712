"""Plans what a picture needs to meet its requirements; one that meets them gets no step and stays byte for byte."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from catalog_sync.images.inspection import Facts
from catalog_sync.images.requirements import Requirements

TREATMENT_VERSION = 1
"""To be raised whenever the same picture and use case would come out differently than before."""

StepName = Literal["first_frame", "orient", "eight_bit", "flatten", "srgb", "resize", "pad", "jpeg"]
Size = tuple[int, int]


@dataclass(frozen=True)
class Step:
    """One treatment with its numbers (pixels, bytes or an EXIF orientation) and why it is needed."""

    name: StepName
    reason: str
    numbers: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """Name and numbers, e.g. `pad-800-800`."""
        return "-".join([self.name, *map(str, self.numbers)])


@dataclass(frozen=True)
class Plan:
    """The steps in the order they are taken; `jpeg` ends every plan that has any."""

    steps: tuple[Step, ...]

    @property
    def key(self) -> str:
        """Name of the outcome, for caches: equal bytes and equal key give equal bytes."""
        return (
            f"v{TREATMENT_VERSION}:" + "+".join(step.key for step in self.steps) if self.steps else "original"
        )


@dataclass(frozen=True)
class Unfit:
    """The picture cannot meet the requirements: `too_small` or, between two limits, `too_narrow`."""

    code: Literal["too_small", "too_narrow"]
    message: str


def plan(facts: Facts, requirements: Requirements) -> Plan | Unfit:
    """Find the steps that make the picture fit, or why it cannot."""
    geometry = _geometry(facts, requirements)
    if isinstance(geometry, Unfit):
        return geometry
    steps = (*_pixels(facts), *geometry)
    reason = "other steps" if steps else _container(facts, requirements)
    return Plan((*steps, Step("jpeg", reason, (requirements.max_bytes,))) if reason else ())


def _pixels(facts: Facts) -> Iterator[Step]:
    if facts.frames > 1:
        yield Step("first_frame", f"{facts.frames} frames")
    if facts.orientation != 1:
        yield Step("orient", "stored turned or mirrored", (facts.orientation,))
    if facts.is_deep_grey:
        yield Step("eight_bit", f"deep grey ({facts.mode})")
    if facts.has_alpha:
        yield Step("flatten", "transparency")
    if not facts.is_srgb:
        yield Step("srgb", f"colours are {facts.profile or facts.mode}")


def _container(facts: Facts, requirements: Requirements) -> str:
    """Say why the file itself is not accepted, or nothing."""
    if facts.format not in requirements.formats:
        return f"format {facts.format}"
    return f"{facts.bytes} bytes" if facts.bytes > requirements.max_bytes else ""


def _geometry(facts: Facts, requirements: Requirements) -> tuple[Step, ...] | Unfit:
    shown, padded = facts.shown, _is_padded(facts.shown, requirements)
    scale = _scale(shown, padded, requirements)
    if scale > requirements.max_enlargement:
        return Unfit("too_small", _too_small(shown, requirements))
    fitted = _scaled(shown, scale)
    canvas = (max(fitted), max(fitted)) if padded else fitted
    if min(canvas) < requirements.min_side:
        return Unfit("too_narrow", _too_narrow(shown, requirements))
    resize = Step("resize", f"{shown[0]}x{shown[1]} px", fitted)
    pad = Step("pad", "must be square" if requirements.square else "outside the accepted ratios", canvas)
    return (*((resize,) if fitted != shown else ()), *((pad,) if canvas != fitted else ()))


def _is_padded(shown: Size, requirements: Requirements) -> bool:
    if requirements.square or requirements.ratios is None:
        return requirements.square
    lowest, highest = requirements.ratios
    return not lowest <= Fraction(*shown) <= highest


def _scale(shown: Size, padded: bool, requirements: Requirements) -> Fraction:
    """Enlarge until the shorter side of the result reaches the target, or reduce to the largest side allowed."""
    shorter, longer = max(shown) if padded else min(shown), max(shown)
    wanted = max(Fraction(1), Fraction(requirements.target_min_side, shorter))
    if wanted > requirements.max_enlargement:
        return wanted
    return min(wanted, Fraction(requirements.max_side, longer))


def _scaled(shown: Size, scale: Fraction) -> Size:
    """Round so that neither the target nor the limit is missed by a pixel."""
    rounded = ceil if scale > 1 else floor
    return max(1, rounded(shown[0] * scale)), max(1, rounded(shown[1] * scale))


def _too_small(shown: Size, requirements: Requirements) -> str:
    return (
        f"The picture has {shown[0]}x{shown[1]} px; enlarging it to {requirements.target_min_side} px would take more "
        f"than {requirements.max_enlargement} times: upload a larger one."
    )


def _too_narrow(shown: Size, requirements: Requirements) -> str:
    return (
        f"The picture has {shown[0]}x{shown[1]} px; no size has both sides between {requirements.min_side} and "
        f"{requirements.max_side} px: upload one with a less extreme ratio."
    )
