"""What TikTok cleared when it took a listing is a finding on the same page, until the content goes anew."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from catalog_sync.sync.desk import Desk
from catalog_sync.sync.done import Done
from catalog_sync.sync.platform_warnings import as_finding
from catalog_sync.sync.submit import submit
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.shopfront import Shopfront
from catalog_sync_tests.sync.test_selling import codes

# Partner API, Create Product: the sample answer.
SAMPLE = (
    "The [brand_id]:123 field is incorrect and has been automatically cleared by the system. "
    "Reason: [Brand does not exist]. You can edit it later."
)


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        (SAMPLE, "tiktok_brand_cleared", "brand_id"),
        ("The [brand_id:9] field is incorrect and has been cleared.", "tiktok_brand_cleared", "brand_id"),
        (
            "The [product_attributes:100393] field is incorrect.",
            "tiktok_attribute_dropped",
            "product_attributes",
        ),
        (
            "The [identifier_code:4006] field is incorrect.",
            "tiktok_identifier_cleared",
            "skus.identifier_code",
        ),
        ("The [list_price:9] field is incorrect.", "tiktok_field_cleared", "list_price"),
        ("The picture could be larger", "tiktok_warning", None),
    ],
)
def test_a_warning_is_a_finding_of_what_was_cleared(text: str, code: str, field: str | None) -> None:
    finding = as_finding(text)
    assert (finding.code, finding.field) == (code, field)
    assert text in finding.message


def rows(front: Shopfront) -> list[dict[str, Any]]:
    """What the view `findings` shows of TikTok's warnings."""
    query = sa.text("select * from catalog_sync.findings where code like 'tiktok%' order by code")
    with front.engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


@pytest.fixture
def cleared(front: Shopfront) -> Shopfront:
    """A live mug whose brand the shop cleared when it took it."""
    front.stock(mug())

    async def run(desk: Desk) -> list[Done]:
        [work] = await front.works(desk)
        unknown = replace(work, content=work.content | {"brand_id": "7082427311584347905"})
        return await submit(desk, [unknown], "run")

    [done] = front.at_desk(run)
    assert "tiktok_brand_cleared" in codes(done)
    front.judge()
    front.sweep()
    return front


def test_a_cleared_brand_is_on_the_page_with_who_can_mend_it(cleared: Shopfront) -> None:
    [row] = rows(cleared)
    assert (row["code"], row["identifier"], row["partition_key"]) == ("tiktok_brand_cleared", "MUG-1", "GB")
    assert (row["who"], row["place"]) == ("catalogue manager", "PIM and mapping rules")
    assert row["title"] == "TikTok took the listing without its brand"


def test_it_stays_there_while_prices_go_and_nothing_else_changes(cleared: Shopfront) -> None:
    cleared.offers.put("MUG-1", price="9.99")
    assert cleared.sync()["MUG-1"].actions == ["price"]
    assert [row["code"] for row in rows(cleared)] == ["tiktok_brand_cleared"]


def test_content_that_is_taken_without_a_warning_ends_it(cleared: Shopfront) -> None:
    cleared.pim.put(mug(title="Mug with a narrow handle"))
    assert cleared.sync()["MUG-1"].actions == ["edit"]
    assert rows(cleared) == []
