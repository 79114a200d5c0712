"""Plans: a picture that fits is left alone, any other gets exactly the steps it needs, or a reason why not."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.images.inspection import Facts
from catalog_sync.images.planning import Plan, Unfit, plan
from catalog_sync.images.requirements import REQUIREMENTS, Requirements, UseCase

FITTING = Facts("JPEG", 1200, 1200, "RGB", 1, 1, has_alpha=False, profile=None, bytes=300_000)
MAIN = REQUIREMENTS[UseCase.MAIN_IMAGE]
SQUARE = MAIN.model_copy(update={"square": True})


def names(facts, requirements=MAIN):
    return [step.key for step in plan(facts, requirements).steps]


def sized(width, height):
    return replace(FITTING, width=width, height=height)


def test_picture_that_fits_goes_byte_for_byte():
    assert plan(FITTING, MAIN) == Plan(())
    assert plan(FITTING, MAIN).key == "original"


@pytest.mark.parametrize("size", [(900, 1200), (1200, 900), (600, 600), (4000, 3000)])
def test_accepted_ratios_and_sizes_are_kept(size):
    assert names(sized(*size)) == []


@pytest.mark.parametrize(
    ("change", "steps"),
    [
        ({"frames": 3}, ["first_frame"]),
        ({"orientation": 3}, ["orient-3"]),
        ({"mode": "I;16"}, ["eight_bit"]),
        ({"mode": "RGBA", "has_alpha": True}, ["flatten"]),
        ({"mode": "CMYK"}, ["srgb"]),
        ({"profile": "Adobe RGB (1998)"}, ["srgb"]),
        ({"format": "GIF"}, []),
        ({"bytes": 5_000_001}, []),
        ({"width": 5200, "height": 5200}, ["resize-4000-4000"]),
        ({"width": 300, "height": 300}, ["resize-600-600"]),
        ({"width": 400, "height": 1500}, ["pad-1500-1500"]),
        ({"width": 1500, "height": 400}, ["pad-1500-1500"]),
        ({"width": 200, "height": 400}, ["resize-300-600", "pad-600-600"]),
        ({"width": 8000, "height": 2000}, ["resize-4000-1000", "pad-4000-4000"]),
        ({"width": 800, "height": 450, "orientation": 6}, ["orient-6", "pad-800-800"]),
    ],
)
def test_each_need_gets_its_step_and_a_jpeg_at_the_end(change, steps):
    assert names(replace(FITTING, **change)) == [*steps, "jpeg-5000000"]


def test_every_step_gives_its_reason():
    assert all(step.reason for step in plan(replace(sized(400, 1500), format="GIF"), MAIN).steps)


def test_square_is_forced_by_padding():
    assert names(sized(900, 1200), SQUARE) == ["pad-1200-1200", "jpeg-5000000"]
    assert names(sized(1200, 1200), SQUARE) == []


def test_padding_spares_an_enlargement():
    assert names(sized(450, 600), SQUARE) == ["pad-600-600", "jpeg-5000000"]
    assert names(sized(450, 600)) == ["resize-600-800", "jpeg-5000000"]


def test_enlargement_beyond_the_limit_is_too_small():
    unfit = plan(sized(299, 299), MAIN)
    assert unfit.code == "too_small"
    assert "299x299" in unfit.message
    assert isinstance(plan(sized(299, 299), MAIN.model_copy(update={"max_enlargement": 3})), Plan)


def test_free_ratios_are_never_padded():
    assert names(sized(3000, 200), REQUIREMENTS[UseCase.DESCRIPTION_IMAGE]) == []


def test_picture_between_two_limits_is_too_narrow():
    assert plan(sized(8000, 150), REQUIREMENTS[UseCase.DESCRIPTION_IMAGE]).code == "too_narrow"


def test_size_chart_needs_its_own_minimum():
    assert names(sized(800, 1600), REQUIREMENTS[UseCase.SIZE_CHART_IMAGE])[0] == "resize-1024-2048"


@settings(deadline=None)
@given(
    st.integers(1, 20_000),
    st.integers(1, 20_000),
    st.sampled_from([1, 6]),
    st.sampled_from([*REQUIREMENTS.values(), SQUARE]),
)
def test_every_plan_ends_within_the_requirements(width, height, orientation, requirements: Requirements):
    facts = replace(FITTING, width=width, height=height, orientation=orientation)
    found = plan(facts, requirements)
    if isinstance(found, Unfit):
        return
    sizes = [step.numbers for step in found.steps if step.name in {"resize", "pad"}]
    final = sizes[-1] if sizes else facts.shown
    assert requirements.target_min_side <= min(final) or max(final) == requirements.max_side
    assert requirements.min_side <= min(final)
    assert max(final) <= requirements.max_side
    assert not requirements.square or final[0] == final[1]
    if requirements.ratios:
        assert requirements.ratios[0] <= Fraction(*final) <= requirements.ratios[1]
