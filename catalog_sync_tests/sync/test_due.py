"""The bounds of a run: products whose planned calls fit in about ten minutes."""

import pytest

from catalog_sync.configuration import BatchConfiguration, Configuration
from catalog_sync.sync.due import planned_calls, within


def rows(*urgencies: int) -> list[dict[str, int]]:
    return [{"urgency": urgency} for urgency in urgencies]


def test_a_batch_ends_where_its_planned_calls_are_used_up() -> None:
    deactivation, create = 0, 4
    batch = rows(deactivation, deactivation, create, create)
    assert within(batch, 8) == batch[:3]
    assert within(batch, 14) == batch


def test_a_batch_takes_one_product_whatever_it_costs() -> None:
    assert len(within(rows(4, 4), 1)) == 1
    assert within([], 1) == []


@pytest.mark.parametrize(("quota", "planned"), [(None, 6000), (50, 6000), (2, 1200), (0.5, 300)])
def test_a_run_plans_ten_minutes_of_calls_at_the_shops_quota(quota: float | None, planned: float) -> None:
    shop = {"app": "row", "shop_id": "7", "region": "GB", "calls_per_second": quota}
    configuration = Configuration.model_validate(
        {
            "environment": "test",
            "apps": {"row": {"app_key": "1", "secret_env": "SECRET", "service_id": "2"}},
            "shops": {"GB": shop},
            "pim": {"akeneo": {"url": "http://pim", "client_id": "1", "username": "1"}},
            "mapping": "rules",
            "batch": BatchConfiguration(),
        }
    )
    assert planned_calls(configuration, "GB") == planned
