"""The pace by itself: how far it falls, and how it grows."""

from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.tiktok.pacing_rates import SLOWEST, Pace, Second, first_pace

RATES = st.floats(SLOWEST, 1000)
STEPS = st.floats(0.001, 0.5)
PACES = st.builds(Pace, rate=RATES, safe=RATES, step=STEPS, patience=st.floats(1, 160))


@given(PACES, st.integers(0, 1000), st.floats(0, 1), st.integers(0, 10_000))
def test_a_fall_never_speeds_a_lane_up_nor_stops_it(pace, made, share, since):
    assert SLOWEST <= pace.fallen(Second(made, share * made), since).rate <= pace.rate


@given(PACES, st.floats(0.2, 3), st.floats(1, 1000))
def test_growth_never_passes_the_ceiling(pace, seconds, ceiling):
    assert pace.grown(seconds, ceiling).rate <= ceiling


@given(PACES, st.floats(0.2, 3))
def test_without_a_ceiling_every_step_grows_at_least_a_little(pace, seconds):
    assert pace.grown(seconds, None).rate >= pace.rate + SLOWEST


def test_a_known_quota_is_where_a_lane_starts():
    assert 0.97 * 50 <= first_pace(50).rate < 50


def test_after_a_ramp_the_pace_falls_to_what_was_accepted():
    assert 0.97 * 50 <= Pace(80, 25, 0.5, 10).fallen(Second(55, 50), 100).rate < 50


def test_a_single_refusal_at_a_steady_pace_costs_little_of_it():
    assert Pace(49, 49, 0.01, 10).fallen(Second(47, 47), 1000).rate >= 0.99 * 49


def test_a_second_in_which_few_calls_were_made_says_little_about_the_quota():
    assert Pace(49, 49, 0.01, 10).fallen(Second(36, 35), 20).rate >= 0.98 * 49


def test_a_second_in_which_many_calls_were_refused_tells_the_quota():
    assert 39 <= Pace(49, 49, 0.01, 10).fallen(Second(49, 40), 20).rate < 40


def test_a_probe_that_hurts_leads_back_to_where_it_was_safe():
    assert 48.5 <= Pace(50.5, 49, 0.04, 10).fallen(Second(49, 49), 1000).rate <= 49


def test_the_edge_is_probed_ever_more_rarely():
    pace, patiences = first_pace(50), []
    for _ in range(8):
        pace = pace.fallen(Second(48, 48), 1000)
        patiences.append(pace.patience)
    assert patiences == sorted(patiences)
    assert patiences[0] >= 10
    assert patiences[-1] >= 120


def test_trouble_is_left_behind_quickly():
    trouble = Pace(49, 49, 0.01, 160).fallen(Second(40, 5), 20)
    assert trouble.patience <= 2
    grown = trouble
    for _ in range(8):
        grown = grown.grown(1, None)
    assert grown.rate > 49
