"""Changes of form in the terminal: shown with what becomes of what, and confirmed in a name."""

from io import StringIO

import pytest
import sqlalchemy as sa
from rich.console import Console

from catalog_sync.change_screen import ChangeScreen
from catalog_sync.store.form_changes import FormChanges
from catalog_sync.sync.holds import HoldError


@pytest.fixture
def number(engine: sa.Engine) -> int:
    """A change that waits in the shop GB."""
    shop = {
        "shop_id": "7",
        "partition_key": "GB",
        "app_key": "a",
        "region": "GB",
        "name": "Shop",
        "cipher": b"",
    }
    names = ", ".join(shop)
    with engine.begin() as connection:
        connection.execute(
            sa.text(f"insert into catalog_sync.shops ({names}) values (:{', :'.join(shop)})"),
            shop,
        )
    seen = FormChanges(engine, "7").see(
        "model:mugs", "model:mugs", "axes", {}, "Its variants differ in size."
    )
    return seen.change_id


def screen(engine: sa.Engine, *, as_json: bool = False) -> tuple[ChangeScreen, StringIO]:
    out = StringIO()
    return ChangeScreen(engine, Console(file=out, width=200), as_json=as_json), out


def test_a_change_is_shown_until_somebody_confirms_it(engine: sa.Engine, number: int) -> None:
    shown, out = screen(engine)
    assert shown.show_all() is False
    assert all(
        word in out.getvalue() for word in (str(number), "GB", "model:mugs", "differ in size", "--change")
    )
    shown.confirm(number, "Ada")
    assert shown.show_all() is True
    assert "confirmed by Ada" in out.getvalue()


def test_it_is_told_as_json_too(engine: sa.Engine, number: int) -> None:
    shown, out = screen(engine, as_json=True)
    shown.show_all()
    assert f'"change_id":{number}' in out.getvalue()


@pytest.mark.parametrize("by", ["", " "])
def test_nobody_in_particular_confirms_nothing(engine: sa.Engine, number: int, by: str) -> None:
    with pytest.raises(HoldError, match="Say who"):
        screen(engine)[0].confirm(number, by)


def test_what_does_not_wait_cannot_be_confirmed(engine: sa.Engine, number: int) -> None:
    with pytest.raises(HoldError, match=rf"no change 99 that waits. Waiting: {number}\."):
        screen(engine)[0].confirm(99, "Ada")


def test_where_nothing_waits_nothing_is_said(engine: sa.Engine) -> None:
    shown, out = screen(engine)
    assert (shown.show_all(), out.getvalue()) == (True, "")
