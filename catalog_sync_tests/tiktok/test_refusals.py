import json
import os
import pickle
from importlib.resources import files
from pathlib import Path

import orjson
import pytest

from catalog_sync.tiktok import errors
from catalog_sync.tiktok.errors import TikTokError
from catalog_sync.tiktok.refusals import error_class

FIELDS = Path(os.environ.get("CATALOG_SYNC_TEST_REFERENCE", "")) / "tiktok-fields.json"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (36009002, errors.Throttled),
        (12052109, errors.Throttled),
        (36009003, errors.Unavailable),
        (105002, errors.TokenExpired),
        (36004004, errors.AuthorizationLost),
        (101000, errors.WrongShop),
        (105005, errors.ScopeMissing),
        (12052535, errors.SellerMustAct),
        (36009043, errors.SellerDisabled),
        (36009044, errors.SellerDisabled),
        (12052700, errors.SellerDisabled),
        (12052104, errors.PayloadRefused),
        (12052300, errors.MediaRefused),
        (12052038, errors.Locked),
        (12052234, errors.Locked),
        (12052032, errors.NotFound),
        (12052093, errors.QuotaUsedUp),
        (106001, errors.Misconfigured),
        (999999, errors.UnknownAnswer),
    ],
)
def test_a_code_leads_to_the_class_that_says_what_to_do(code, kind):
    assert error_class(code) is kind


QUOTED = ("{}", "'{}'", "`{}`", '"{}"', "[{}]")
SUFFIXES = (
    "",
    " For more details: https://m.tiktok.shop/s/AIu6dbFhs2XW",
    " for more details, see sign and cipher",
)
DOCUMENTED = [
    ("Invalid credentials. The {} query parameter is missing.", "sign", errors.Misconfigured),
    ("Missing {} query parameter", "sign", errors.Misconfigured),
    ("The {} is invalid", "Sign", errors.Misconfigured),
    ("Invalid credentials. The {} is invalid.", "access_token", errors.TokenExpired),
    ("Invalid credentials. Invalid {} header.", "x-tts-access-token", errors.TokenExpired),
    ("Invalid credentials. Missing {}", "X-Tts-Access-Token", errors.TokenExpired),
    ("{} is a required field and has not been provided.", "AccessToken", errors.TokenExpired),
    ("Invalid credentials. Invalid {} query parameter.", "app_key", errors.Misconfigured),
    ("{} is a required field and has not been provided.", "AppKey", errors.Misconfigured),
    ("Invalid credentials. The {} query parameter is invalid or expired.", "timestamp", errors.ClockOff),
    ("The {} is more than 5 minutes old.", "timestamp", errors.ClockOff),
    ("{} must not be less than 0", "Timestamp", errors.ClockOff),
    ("{} is a required field and has not been provided.", "Timestamp", errors.ClockOff),
    ("Unexpected identifier: {}", "shop_cipher", errors.Misconfigured),
    (
        "Unexpected identifier. The {} query parameter is not expected.",
        "category_asset_cipher",
        errors.Misconfigured,
    ),
    ("{} is a required field and has not been provided.", "ShopCipher", errors.Misconfigured),
    ("Invalid {}", "shop_id", errors.Misconfigured),
    ("The {} is invalid.", "ShopId", errors.Misconfigured),
    ("Invalid API {}", "version", errors.Misconfigured),
    ("Invalid {}.", "api_version", errors.Misconfigured),
    ("{} is a required field and has not been provided.", "MainImages", errors.PayloadRefused),
    ("{} of Price is a required field and has not been provided.", "Currency", errors.PayloadRefused),
    ("{} is a required field and has not been provided.", "CategoryVersion", errors.PayloadRefused),
    ("{} of Template is a required field and has not been provided.", "Version", errors.PayloadRefused),
    ("{} of Event is a required field and has not been provided.", "Timestamp", errors.PayloadRefused),
    ("Invalid request. {} is a required field.", "SaveMode", errors.PayloadRefused),
    ("{} must be an object", "package_weight", errors.PayloadRefused),
    ("{} is not supported in this shop", "category version", errors.PayloadRefused),
]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("quoted", QUOTED)
@pytest.mark.parametrize(("message", "name", "kind"), DOCUMENTED)
def test_the_overloaded_gateway_code_is_told_apart_by_its_message(message, name, kind, quoted, suffix):
    assert error_class(36009004, message.format(quoted.format(name)) + suffix, 400) is kind


def test_the_http_status_decides_where_the_code_does_not():
    assert error_class(None, "", 429) is errors.Throttled
    assert error_class(None, "", 503) is errors.Unavailable
    assert error_class(None, "", 418) is errors.UnknownAnswer
    assert error_class(12052104, "", 500) is errors.PayloadRefused


CLASSES = {
    "R": (errors.Throttled, errors.Unavailable),
    "T": (errors.TokenExpired,),
    "A": (errors.AuthorizationLost, errors.ScopeMissing, errors.WrongShop),
    "S": (errors.Misconfigured,),
    "P": (errors.PayloadRefused,),
    "M": (errors.MediaRefused,),
    "C": (errors.SellerMustAct, errors.SellerDisabled),
    "L": (errors.Locked,),
    "N": (errors.NotFound,),
    "Q": (errors.QuotaUsedUp,),
}
"""The reference's class of action (`error_actions`) -> ours."""
LACKS_A_PERMISSION = (
    *(12009014, 12019114, 12052094, 12052142, 12052278, 12052701),
    *(12052702, 12052705, 12052849, 12052992, 12052994, 38023050),
)
DIFFERENT = {
    12052234: (errors.Locked, "a category upgrade runs for up to two hours: no call may wait that long"),
    36009004: (errors.PayloadRefused, "its message decides; one that says nothing else is about a field"),
    **dict.fromkeys(
        LACKS_A_PERMISSION,
        (errors.SellerMustAct, "the seller has to apply; authorizing again changes nothing"),
    ),
}
"""Where we deliberately do something else than the reference says, and why."""
UNDOCUMENTED = {36004005, 98001005, 98001006}
"""Codes of the token endpoints, which have no table in the reference."""


@pytest.fixture(scope="module")
def documented():
    if not FIELDS.exists():
        pytest.skip("needs the field reference in a folder that CATALOG_SYNC_TEST_REFERENCE names")
    codes = json.loads(FIELDS.read_text())["error_codes"]
    return {int(code): entry["action"] for code, entry in codes.items() if entry["action"] != "OK"}


def test_every_code_of_the_reference_leads_to_what_the_reference_says_to_do(documented):
    assert len(documented) == 415
    wrong = {
        code: error_class(code).__name__
        for code, action in documented.items()
        if code not in DIFFERENT and error_class(code) not in CLASSES[action]
    }
    assert wrong == {}


def test_the_differences_from_the_reference_are_those_that_are_meant(documented):
    assert {code: error_class(code) for code in DIFFERENT} == {
        code: kind for code, (kind, _) in DIFFERENT.items()
    }
    assert [code for code in DIFFERENT if error_class(code) in CLASSES[documented[code]]] == []


def test_no_code_is_made_up(documented):
    table = orjson.loads(files("catalog_sync.tiktok").joinpath("error_codes.json").read_bytes())
    codes = [code for codes in table.values() for code in codes]
    assert len(codes) == len(set(codes))
    assert set(codes) - documented.keys() == UNDOCUMENTED
    assert documented.keys() - set(codes) == {36009004}


def test_an_error_of_the_gateway_is_retried_but_a_blind_change_is_not():
    assert all(
        error_class(code).retry for code in (12001000, 12052881, 33001002, 36009002, 36009003, 36009007)
    )
    assert not errors.Throttled.undecided
    assert errors.Unavailable.undecided


def test_an_error_says_what_where_and_what_to_do():
    error = errors.PayloadRefused("title empty", "Create Product", 12052261, "2026REQ", 200)
    assert str(error) == (
        "Create Product: title empty (code 12052261, HTTP 200, request_id 2026REQ) "
        "Mend the product data or its mapping."
    )


def test_every_class_has_advice_of_its_own():
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, TikTokError)
    ]
    assert len({kind.advice for kind in kinds}) == len(kinds)


def test_an_error_survives_the_way_between_processes():
    error = errors.Throttled("slow down", "Get Product", 36009002, "2026REQ", 429)
    error.retry_after = 2.0
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.retry_after) == (errors.Throttled, str(error), 2.0)
