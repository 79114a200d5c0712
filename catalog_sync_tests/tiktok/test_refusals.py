import json
import os
import pickle
from pathlib import Path

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
        (101000, errors.AuthorizationLost),
        (105005, errors.ScopeMissing),
        (12052535, errors.SellerMustAct),
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


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Invalid credentials. The 'access_token' is invalid.", errors.TokenExpired),
        ("Invalid credentials. Invalid `x-tts-access-token` header.", errors.TokenExpired),
        ("Invalid credentials. Invalid 'app_key' query parameter.", errors.Misconfigured),
        ("The 'timestamp' is more than 5 minutes old.", errors.Misconfigured),
        ("Missing `sign` query parameter", errors.Misconfigured),
        ("Unexpected identifier: shop_cipher", errors.Misconfigured),
        ("Invalid API version", errors.Misconfigured),
        ("MainImages is a required field and has not been provided.", errors.PayloadRefused),
        ("CategoryVersion is a required field and has not been provided.", errors.PayloadRefused),
        ("Version of Template is a required field and has not been provided.", errors.PayloadRefused),
        ("package_weight must be an object", errors.PayloadRefused),
    ],
)
def test_the_overloaded_gateway_code_is_told_apart_by_its_message(message, kind):
    assert error_class(36009004, message, 400) is kind


def test_the_http_status_decides_where_the_code_does_not():
    assert error_class(None, "", 429) is errors.Throttled
    assert error_class(None, "", 503) is errors.Unavailable
    assert error_class(None, "", 418) is errors.UnknownAnswer
    assert error_class(12052104, "", 500) is errors.PayloadRefused


def test_every_code_of_the_reference_has_a_class():
    if not FIELDS.exists():
        pytest.skip("needs the field reference in a folder that CATALOG_SYNC_TEST_REFERENCE names")
    codes = {int(code) for code in json.loads(FIELDS.read_text())["error_codes"]} - {0}
    assert [code for code in codes if error_class(code) is errors.UnknownAnswer] == []


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
