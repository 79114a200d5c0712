"""The figure of disagreement counts what it says, on products of few seeds."""

import pytest

from catalog_sync_tests.benchmarks import agreement
from catalog_sync_tests.mapping.agreement import Verdict


def test_a_product_counts_once_however_many_shops_refuse_it_and_other_findings_are_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    verdicts = [
        Verdict("DE", ("12052104", "12052051"), ()),
        Verdict("GB", ("12052104",), ()),
        Verdict("ID", (), ("axis_unmapped",)),
        Verdict("US", (), ("description_characters",)),
        Verdict("US", (), (), sold=False),
    ]
    monkeypatch.setattr(agreement, "judged", lambda _: verdicts)
    tally = agreement.Tally()
    tally.add(7)

    assert (tally.products, tally.listings, tally.sent, tally.surprising) == (1, 4, 2, [7])
    assert tally.refused == {"12052104": 2}
    assert (tally.policy, tally.strict) == ({"axis_unmapped": 1}, {"description_characters": 1})


def test_what_many_workers_counted_is_joined() -> None:
    first, second = agreement.Tally(), agreement.Tally()
    first.add(1)
    second.add(2)
    both = agreement.Tally()
    both.add(1)
    both.add(2)

    first.join(second)

    assert first == both
