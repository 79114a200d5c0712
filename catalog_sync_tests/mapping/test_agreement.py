"""Whatever the neutral document allows, in every region: what is sent is accepted, or a finding names the reason."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings

from catalog_sync.mapping.listing import MappedListing
from catalog_sync_tests.mapping.agreement import Market, Verdict, judged, market
from catalog_sync_tests.mapping.generated_products import FAMILIES, Case, cases, seeded
from catalog_sync_tests.sandbox_configuration import REGIONS


@cache
def verdicts() -> list[Verdict]:
    return [verdict for seed in range(120) for verdict in judged(seeded(seed))]


@pytest.mark.parametrize("region", REGIONS)
def test_what_is_sent_is_accepted_or_a_finding_names_the_reason(region: str) -> None:
    @given(cases())
    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def holds(case: Case) -> None:
        verdict = market(region).verdict(case)
        assert not verdict.surprises, verdict

    holds()


def test_seeded_products_go_in_most_cases_and_none_is_refused_unforeseen() -> None:
    unblocked = [not verdict.blocked for verdict in verdicts() if verdict.sold]

    assert [verdict for verdict in verdicts() if verdict.surprises] == []
    assert 0.5 < sum(unblocked) / len(unblocked) < 0.9


def test_nothing_is_withheld_that_would_be_taken_but_by_policy() -> None:
    assert [verdict for verdict in verdicts() if verdict.withheld and not verdict.by_policy] == []


def test_a_seed_is_always_the_same_case_and_the_cases_are_of_every_kind() -> None:
    products = [seeded(seed).product for seed in range(800)]

    assert products[:20] == [seeded(seed).product for seed in range(20)]
    assert {*FAMILIES, "garden_gnomes", None} <= {product.family for product in products}
    assert {0, 1, 2} <= {len(product.axes) for product in products}
    assert {0, 1, 2, 100, 301} <= {len(product.skus) for product in products}


def test_a_payload_that_the_validator_refuses_is_a_surprise_unless_something_was_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = next(
        case for case in map(seeded, range(50)) if judged(case) == [_taken(region) for region in REGIONS]
    )
    mapped = market("GB").mapped(case)
    monkeypatch.setattr(Market, "mapped", lambda *_: _titled(mapped, "Mug \N{WRAPPED PRESENT}"))

    verdict = market("GB").verdict(case)

    assert (verdict.refused, verdict.surprises) == (("12052931",), True)
    assert not replace(verdict, blocked=("title_characters",)).surprises


def test_a_mapping_that_breaks_down_is_a_surprise(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> MappedListing:
        raise ZeroDivisionError

    monkeypatch.setattr(Market, "mapped", broken)

    assert market("GB").verdict(seeded(0)).refused == ("crash ZeroDivisionError",)


def _taken(region: str) -> Verdict:
    return Verdict(region, (), ())


def _titled(listing: MappedListing, title: str) -> MappedListing:
    return listing.model_copy(update={"content": listing.content | {"title": title}})
