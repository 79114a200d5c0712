"""`check` of the Akeneo source: every line says what was looked at, and what to do where it is not fine."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from catalog_sync_tests.pim.linked_world import linked_pim
from catalog_sync_tests.pim.world import PICTURE, plain, product, run


def check(pim, **settings):
    async def lines():
        async with pim.source(**settings) as source:
            return [line async for line in source.check()]

    return run(lines())


def of(lines, topic, ok=True):
    return [line for line in lines if line.topic == topic and line.ok is ok]


@pytest.fixture
def sound(pim):
    """A PIM with nothing to find wanting."""
    pim.catalogue.uploads[PICTURE] = b"bytes"
    code = pim.catalogue.add_media("cap.jpg", b"bytes")["code"]
    pim.catalogue.entities.products.get("u-cap")["values"] |= plain(picture=code)
    return pim


def test_sound_pim_is_fine_in_every_respect(sound):
    lines = check(sound)
    assert [line for line in lines if line.ok is not True or line.advice] == []
    assert {line.topic for line in lines} == {"source", "rights", "clock", "records"}
    told = "\n".join(line.what for line in lines)
    for part in (
        "http://pim.test/",
        "by uuid",
        "4 products and 3 product models",
        "options",
        "5 bytes",
        "0:10:00",
    ):
        assert part in told


def test_nothing_that_is_secret_is_shown(sound):
    known = sound.credentials
    told = str(check(sound)) + str(check(sound, token=known.app_token))
    for secret in (known.secret, known.password, known.app_token):
        assert secret not in told


def test_address_of_something_else_is_the_only_finding(pim):
    pim.spoil = lambda *_: httpx.Response(200, html="<h1>Welcome</h1>")
    lines = check(pim)
    assert [line.topic for line in lines] == ["source"]
    assert "check the address" in lines[0].what
    assert lines[0].ok is False


def test_address_that_does_not_answer_is_the_only_finding(pim):
    def fail(*_):
        raise httpx.ConnectError("no route")

    pim.spoil = fail
    lines = check(pim)
    assert [(line.topic, line.ok) for line in lines] == [("source", False)]


def test_refused_credentials_are_told_once(pim):
    """Failure mode 15: what to compare, and where."""
    pim.office.credentials = type(pim.credentials)()
    lines = check(pim)
    assert [line.topic for line in lines] == ["source", "source", "rights"]
    assert "compare client id" in lines[-1].what


def test_revoked_custom_app_is_told(pim):
    """Failure mode 15: a user may revoke an app at any time."""
    token = pim.credentials.app_token
    assert of(check(pim, token=token), "rights", ok=False) == []
    pim.office.revoke()
    assert "revoked" in check(pim, token=token)[-1].what


@pytest.mark.parametrize(
    ("entity", "right"), [("options", "List attribute options"), ("variants", "List family variants"),
                          ("categories", "List categories"), ("product-models", "List products")],
)  # fmt: skip
def test_missing_right_is_named_and_the_others_are_still_looked_at(sound, entity, right):
    """Failure mode 15: 403 on one entity only."""
    sound.behaviour.forbidden = {entity}
    (line, *_) = of(check(sound), "rights", ok=False)
    assert line.what == f"{entity} may not be read (403)"
    assert f'"{right}"' in line.advice
    assert any("channels" in line.what for line in of(check(sound), "rights"))


@pytest.mark.parametrize(
    ("entity", "right"),
    [
        ("asset-families", "List asset families"),
        ("assets", "List assets"),
        ("records", "List reference entity records"),
    ],
)
def test_missing_right_to_what_products_name_deserves_attention(tmp_path, entity, right):
    """Failure mode 15: products that name none of it are read without the right."""
    pim = linked_pim(tmp_path)
    pim.behaviour.forbidden = {entity}
    (line,) = of(check(pim), "rights", ok=None)
    assert line.what == f"{entity} may not be read (403)"
    assert f'"{right}"' in line.advice


def test_clock_that_is_off_deserves_attention_but_loses_nothing(sound):
    """Failure mode 10: the PIM's own clock counts."""
    sound.clock.offset += timedelta(minutes=5)
    (line,) = of(check(sound), "clock", ok=None)
    assert any(f"+{seconds} s" in line.what for seconds in (299, 300))


def test_zone_other_than_utc_is_told_with_what_to_set(sound):
    """Failure mode 10: how far each delta reads back, and why."""
    sound.behaviour.time_zone = ZoneInfo("America/New_York")
    (line,) = of(check(sound), "clock", ok=None)
    assert "UTC-05:00" in line.what
    assert "1:10:00" in line.what
    assert "time_zone" in line.advice
    assert of(check(sound, time_zone="America/New_York"), "clock", ok=None) == []


def test_index_that_shows_none_of_what_it_counts_is_not_fine(sound):
    """Failure mode 9: an empty list with a count."""
    sound.behaviour.index_short_by = 100
    (line,) = of(check(sound), "source", ok=False)
    assert "none is listed" in line.what


def test_pim_that_shows_no_product_at_all_is_not_fine(sound):
    """Failure mode 9: an empty index, or a user who may view no category."""
    sound.behaviour.index_empty = True
    (line,) = of(check(sound), "source", ok=False)
    assert "0 products" in line.what


def test_records_that_lack_what_a_listing_needs_are_told(sound):
    """Failure modes 14 and 15: no identifier, no family, a file that was lost, a value of a wrong shape."""
    bare = product("a-bare", "x") | {"family": None}
    bare["values"] = {}
    lost = product("a-lost", "LOST", picture="l/o/s/t/lost.jpg")
    broken = product("a-broken", "BROKEN", name="a\0b")
    for row in (bare, lost, broken):
        sound.catalogue.entities.products.put(row)
    lines = check(sound)
    wanting = {line.what for line in of(lines, "records", ok=None)}
    assert wanting == {
        "1 of 6 sample products have no identifier, e.g. a-bare",
        "1 of 6 sample products have no family, e.g. a-bare",
    }
    wrong = [line.what for line in of(lines, "records", ok=False)]
    assert any("BROKEN" in what for what in wrong)
    assert any("l/o/s/t/lost.jpg" in what for what in wrong)
