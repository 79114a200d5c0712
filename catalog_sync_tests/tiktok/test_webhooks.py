"""Webhooks as they come in: only what an app of ours signed is heard, and every documented shape is understood."""

import hashlib
import hmac
import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from tiktok_shop_api.webhooks import Webhooks as Oracle

from catalog_sync.tiktok.oauth import App
from catalog_sync.tiktok.webhook_models import (
    Audit,
    OtherData,
    ProductAuditStatusChange,
    ProductCategoryChange,
    ProductCreation,
    ProductInformationChange,
    ProductStatusChange,
    SellerDeauthorization,
    SkuStatus,
    SkuStatusChange,
    UpcomingAuthorizationExpiration,
)
from catalog_sync.tiktok.webhooks import (
    MAX_BODY_BYTES,
    NotANotification,
    NotSigned,
    TooLarge,
    parse,
    receive,
    verify,
)

VECTORS = Path(os.environ.get("CATALOG_SYNC_TEST_REFERENCE", "absent")) / "signing-vectors.json"
ROW = App(app_key="rowkey", app_secret=SecretStr("row secret"))
US = App(app_key="uskey", app_secret=SecretStr("us secret"))
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def signature(app: App, body: bytes) -> str:
    return hmac.new(
        app.app_secret.get_secret_value().encode(), app.app_key.encode() + body, hashlib.sha256
    ).hexdigest()


def body(number: int, data: object, **more: object) -> bytes:
    envelope = {"type": number, "tts_notification_id": "7327112393057371910", "shop_id": "7494", "data": data}
    return json.dumps({**envelope, "timestamp": 1767225600, **more}).encode()


def data_of(number: int, data: object) -> object:
    return parse(body(number, data)).data


def vectors() -> list[dict]:
    if not VECTORS.exists():
        pytest.skip("needs the signing vectors in a folder that CATALOG_SYNC_TEST_REFERENCE names")
    return json.loads(VECTORS.read_text())["webhook"]


def test_every_recorded_webhook_is_taken_for_what_its_app_signed():
    for vector in vectors():
        app = App(app_key=vector["app_key"], app_secret=SecretStr(vector["app_secret"]))
        raw = vector["raw_body"].encode()
        assert verify([ROW, app], raw, vector["authorization_header"]) == app.app_key, vector["name"]


def test_every_recorded_webhook_with_a_notification_id_is_read():
    for vector in vectors():
        raw = vector["raw_body"].encode()
        if "tts_notification_id" in vector["raw_body"]:
            assert parse(raw).type == json.loads(raw)["type"]
        else:
            with pytest.raises(NotANotification, match="tts_notification_id"):
                parse(raw)


def test_the_app_whose_secret_fits_is_found_among_several():
    raw = body(5, {"product_id": 1})
    assert receive([ROW, US], raw, signature(US, raw)).app_key == "uskey"
    assert receive([ROW, US], raw, signature(ROW, raw)).app_key == "rowkey"


@pytest.mark.parametrize("given", [None, "", "Bearer x", "ünï", "\ud800", "0" * 64])
def test_a_missing_or_foreign_signature_is_refused(given):
    with pytest.raises(NotSigned) as refused:
        receive([ROW, US], body(5, {"product_id": 1}), given)
    assert refused.value.http_status == 401


def test_the_right_signature_in_another_dress_is_refused():
    raw = body(5, {"product_id": 1})
    for dressed in (signature(ROW, raw).upper(), f"Bearer {signature(ROW, raw)}", signature(ROW, raw)[:-1]):
        with pytest.raises(NotSigned):
            verify([ROW], raw, dressed)


@given(raw=st.binary(max_size=300), place=st.integers(0), bit=st.integers(0, 7))
def test_a_body_with_any_bit_turned_is_refused(raw, place, bit):
    signed = signature(ROW, raw)
    assert verify([US, ROW], raw, signed) == "rowkey"
    tampered = bytearray(raw or b"x")
    tampered[place % len(tampered)] ^= 1 << bit
    with pytest.raises(NotSigned):
        verify([US, ROW], bytes(tampered), signed)


@given(raw=st.binary(max_size=100), place=st.integers(0, 63), other=st.characters())
def test_a_signature_with_any_character_changed_is_refused(raw, place, other):
    signed = signature(ROW, raw)
    tampered = signed[:place] + other + signed[place + 1 :]
    if tampered != signed:
        with pytest.raises(NotSigned):
            verify([ROW], raw, tampered)


@given(raw=st.binary(max_size=300), key=st.text("abc123", min_size=1), secret=st.text(min_size=1))
def test_an_independent_verifier_agrees(raw, key, secret):
    signed = signature(App(app_key=key, app_secret=SecretStr(secret)), raw)
    assert Oracle.verify(app_key=key, app_secret=secret, raw_body=raw, signature=signed)
    assert verify([App(app_key=key, app_secret=SecretStr(secret))], raw, signed) == key


def test_a_body_larger_than_any_webhook_is_refused_before_it_is_hashed_or_read():
    raw = b" " * (MAX_BODY_BYTES + 1)
    for read in (lambda: verify([ROW], raw, signature(ROW, raw)), lambda: parse(raw)):
        with pytest.raises(TooLarge) as refused:
            read()
        assert refused.value.http_status == 413


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
ENVELOPES = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from([5, 6, 7, 15, 16, 18, 37, 50, 1]) | JSON,
        "tts_notification_id": st.just("1") | JSON,
        "timestamp": JSON,
        "data": JSON
        | st.fixed_dictionaries(
            {"product_id": JSON},
            optional={"audit": JSON, "skus": JSON, "update_time": JSON, "expiration_time": JSON},
        ),
    },
)


@given(st.binary(max_size=200) | JSON.map(lambda v: json.dumps(v).encode()))
def test_whatever_bytes_come_reading_them_ends_typed(raw):
    with suppress(NotANotification):
        parse(raw)


@given(ENVELOPES)
def test_whatever_an_envelope_holds_reading_it_ends_typed(envelope):
    with suppress(NotANotification):
        assert parse(json.dumps(envelope).encode()).tts_notification_id


def test_a_refused_body_names_its_fields_but_never_their_values():
    with pytest.raises(NotANotification) as refused:
        parse(body(5, {"product_id": "s3cret"}))
    assert "data.product_id" in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_a_product_id_is_the_same_as_number_and_as_text():
    for id_ in (1729592969712207008, "1729592969712207008"):
        assert data_of(5, {"product_id": id_}).product_id == "1729592969712207008"


def test_a_product_id_that_is_not_whole_is_refused():
    for id_ in (1.5, True, "", "abc", [1]):
        with pytest.raises(NotANotification, match="product_id"):
            data_of(16, {"product_id": id_})


def test_times_come_in_seconds_or_milliseconds():
    for stamp in (1767225600, 1767225600000, "1767225600"):
        notification = parse(body(16, {"product_id": 1, "update_time": stamp}, timestamp=stamp))
        assert (notification.timestamp, notification.data.update_time) == (NEW_YEAR, NEW_YEAR)


def test_every_type_that_matters_has_its_fields():
    stamp = {"update_time": 1767225600}
    change = data_of(
        5, {"product_id": 1, "status": "PRODUCT_AUDIT_FAILURE", "suspended_reason": "why", **stamp}
    )
    assert (type(change), change.status, change.suspended_reason) == (
        ProductStatusChange, "PRODUCT_AUDIT_FAILURE", "why",
    )  # fmt: skip
    changed = {"change_source": "SELLER_CENTER", "changed_fields": ["title"]}
    information = data_of(15, {"product_id": "1", **changed, **stamp})
    assert isinstance(information, ProductInformationChange)
    assert (information.change_source, information.changed_fields) == ("SELLER_CENTER", ("title",))
    creation = data_of(16, {"product_id": 1, "product_types": ["COMBINED_PRODUCT"], **stamp})
    assert isinstance(creation, ProductCreation)
    assert creation.product_types == ("COMBINED_PRODUCT",)
    moved = data_of(18, {"product_id": "1", "previous_category_id": "6", "current_category_id": "7", **stamp})
    assert isinstance(moved, ProductCategoryChange)
    assert (moved.previous_category_id, moved.current_category_id) == ("6", "7")
    switched = {"sku_id": "8", "status": "DEACTIVATED", "deactivation_source": "SELLER"}
    skus = data_of(50, {"product_id": "1", "skus": [switched], **stamp})
    assert isinstance(skus, SkuStatusChange)
    assert skus.skus == (SkuStatus(**switched),)


def test_why_a_product_is_only_pre_approved_is_understood_in_both_spellings():
    for spelling, reasons in (
        ("pre_approved_reasons", ["KYC_PENDING"]),
        ("pre_approved_reason", ["KYC_PENDING"]),
        ("pre_approved_reason", "KYC_PENDING"),
    ):
        change = data_of(37, {"product_id": 1, "audit": {"status": "PRE_APPROVED", spelling: reasons}})
        assert isinstance(change, ProductAuditStatusChange)
        assert change.audit == Audit(status="PRE_APPROVED", pre_approved_reasons=("KYC_PENDING",))


def test_an_empty_reason_is_none():
    assert (
        data_of(37, {"product_id": 1, "audit": {"pre_approved_reason": ""}}).audit.pre_approved_reasons == ()
    )


def test_the_end_of_an_authorization_is_told():
    ended = data_of(6, {"message": "gone"})
    ending = data_of(7, {"message": "soon", "expiration_time": "1767225600"})
    assert (type(ended), ended.message) == (SellerDeauthorization, "gone")
    assert (type(ending), ending.expiration_time) == (UpcomingAuthorizationExpiration, NEW_YEAR)


def test_unknown_types_and_unknown_fields_are_kept():
    other = parse(body(999, {"a": {"b": 1}}, seller_open_id="open", news=1))
    assert (type(other.data), other.data.model_extra) == (OtherData, {"a": {"b": 1}})
    assert (other.seller_open_id, other.model_extra) == ("open", {"news": 1})
    assert data_of(5, {"product_id": 1, "news": 1}).model_extra == {"news": 1}


def test_a_webhook_without_data_is_read_when_its_type_needs_none():
    envelope = {"type": 6, "tts_notification_id": 1}
    assert parse(json.dumps(envelope).encode()).data == SellerDeauthorization()
    assert parse(json.dumps({**envelope, "data": None}).encode()).tts_notification_id == "1"


def test_no_secret_shows_in_what_was_received_or_refused():
    raw = body(6, {})
    assert "row secret" not in repr(receive([ROW], raw, signature(ROW, raw)))
    with pytest.raises(NotSigned) as refused:
        receive([ROW], raw, "x")
    assert "row secret" not in repr(refused.value)
