import json
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from catalog_sync.images.failures import NotAPicture
from catalog_sync.images.inspection import inspect
from catalog_sync.images.planning import Plan, plan
from catalog_sync.images.requirements import REQUIREMENTS, UseCase
from catalog_sync.images.size_chart import draw_size_chart


def told(**changes: Any) -> str:
    chart = {"title": "Fit", "columns": ["Size", "Chest"], "rows": [["S", "90"], ["M", "96"]], "font": None}
    return json.dumps(chart | changes)


def test_the_same_table_gives_the_same_bytes_and_another_one_others() -> None:
    assert draw_size_chart(told()) == draw_size_chart(told())
    assert draw_size_chart(told()) != draw_size_chart(told(rows=[["S", "91"], ["M", "96"]]))


@pytest.mark.parametrize("rows", [[["S", "90"]], [["S", "90"]] * 40])
def test_a_drawn_chart_meets_the_requirements_as_it_is(rows: list[list[str]]) -> None:
    data = draw_size_chart(told(rows=rows))

    treatment = plan(inspect(data), REQUIREMENTS[UseCase.SIZE_CHART_IMAGE])
    assert isinstance(treatment, Plan)
    assert not treatment.steps
    assert min(Image.open(BytesIO(data)).size) >= 1024


def test_a_long_title_is_not_cut_off_at_the_edge() -> None:
    picture = Image.open(BytesIO(draw_size_chart(told(title="W" * 60)))).convert("L")

    assert picture.crop((1170, 0, 1200, 120)).getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("chart", "why"),
    [
        ("no json", "cannot be drawn"),
        (told(rows=[["S"]]), "cannot be drawn"),
        (told(font="no-such-font.ttf"), "There is no font no-such-font.ttf"),
        (told(columns=["x" * 40] * 12, rows=[]), "too wide"),
    ],
)
def test_what_cannot_be_drawn_says_why(chart: str, why: str) -> None:
    with pytest.raises(NotAPicture, match=why):
        draw_size_chart(chart)
