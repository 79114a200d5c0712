"""Manufacturers and responsible persons of EU product safety: the seller's records, translated by the platform."""

import re
from collections.abc import Iterator
from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.listing.characters import CHINESE
from catalog_sync.sandbox.tiktok.listing.limits import EU
from catalog_sync.sandbox.tiktok.seller_records import EU_LOCALES, EuRecord

MOST = 1_000
ADDRESS_LENGTH = 500
TRADE_NAME_LENGTH = 200
EMAIL = re.compile(r"[^@\s\u4e00-\u9fff]+@[^@\s\u4e00-\u9fff]+\.[^@\s\u4e00-\u9fff]+")
DIAL_CODE = re.compile(r"\+\d{1,4}")
EU_DIAL_CODES = frozenset(
    {
        *("+30", "+31", "+32", "+33", "+34", "+36", "+39", "+40", "+43", "+45", "+46", "+48", "+49"),
        *("+351", "+352", "+353", "+356", "+357", "+358", "+359", "+370", "+371", "+372", "+385"),
        *("+386", "+420", "+421"),
    }
)


def create_manufacturer(call: Call) -> Data:
    """Create Manufacturer; the answer names the record that products refer to."""
    for code in _manufacturer_faults(call.body):
        raise Refusal(code)
    return {"manufacturer_id": _keep(call, call.app.records.manufacturers, 38023032)}


def create_responsible_person(call: Call) -> Data:
    """Create Responsible Person, who must be reachable in the EU."""
    for code in _person_faults(call.body):
        raise Refusal(code)
    return {"responsible_person_id": _keep(call, call.app.records.responsible_persons, 38023027)}


def search_manufacturers(call: Call) -> Data:
    """Search Manufacturers by ids, or by a keyword in the name."""
    return _search(call, call.app.records.manufacturers, "manufacturer")


def search_responsible_persons(call: Call) -> Data:
    """Search Responsible Persons by ids, or by a keyword in the name."""
    return _search(call, call.app.records.responsible_persons, "responsible_person")


def _keep(call: Call, records: dict[str, EuRecord], full: int) -> str:
    _require_local(call)
    if call.body.get("locale") and call.body["locale"] not in EU_LOCALES:
        raise Refusal(38023057)
    if len(records) >= MOST:
        raise Refusal(full)
    profile = {name: value for name, value in call.body.items() if name != "locale"}
    record = EuRecord(call.world.new_id(), {locale: dict(profile) for locale in EU_LOCALES})
    records[record.id] = record
    return record.id


def _require_local(call: Call) -> None:
    if call.app.shops and all(shop.seller_type == "CROSS_BORDER" for shop in call.app.shops):
        raise Refusal(38023050)


def _manufacturer_faults(body: Data) -> Iterator[int]:
    phone = body["phone_number"]
    yield from _text_faults(body["name"], 255, empty=38023033, long=38023044)
    yield from _email_faults(body["email"])
    if phone.get("availability", "AVAILABLE") not in {"AVAILABLE", "UNAVAILABLE"}:
        yield 38023060
    elif phone.get("availability", "AVAILABLE") == "AVAILABLE":
        if not DIAL_CODE.fullmatch(phone.get("country_code") or ""):
            yield 38023046
        yield from _number_faults(phone.get("local_number") or "", 20)
    yield from _text_faults(body["address"], ADDRESS_LENGTH, empty=38023034, long=38023043)
    if body.get("registered_trade_name") is not None:
        name = body["registered_trade_name"]
        yield from _text_faults(name, TRADE_NAME_LENGTH, empty=38023037, long=38023045)


def _person_faults(body: Data) -> Iterator[int]:
    address = body["address"]
    yield from _text_faults(body["name"], 200, empty=38023022, long=38023044)
    yield from _email_faults(body["email"])
    if body["phone_number"]["country_code"] not in EU_DIAL_CODES:
        yield 38023028
    yield from _number_faults(body["phone_number"]["local_number"], 11)
    for line in address.values():
        yield from _text_faults(line or "-", ADDRESS_LENGTH, empty=38023024, long=38023043)
    if not address["street_address_line1"].strip() or not address["postal_code"].strip():
        yield 38023024
    if address["country"] not in EU:
        yield 38023026


def _text_faults(text: str, most: int, *, empty: int, long: int) -> Iterator[int]:
    if not text.strip() or CHINESE.search(text):
        yield empty
    elif len(text) > most:
        yield long


def _email_faults(text: str) -> Iterator[int]:
    yield from [] if EMAIL.fullmatch(text) else [38023042]


def _number_faults(number: str, most: int) -> Iterator[int]:
    yield from [] if re.fullmatch(rf"\d{{7,{most}}}", number) else [38023041]


def _search(call: Call, records: dict[str, EuRecord], kind: str) -> Data:
    _require_local(call)
    size, start = _page(call.query)
    ids, locales = call.body.get(f"{kind}_ids") or [], call.body.get("locales") or list(EU_LOCALES)
    if len(ids) > size:
        raise Refusal(38023049)
    if set(locales) - set(EU_LOCALES):
        raise Refusal(38023057)
    keyword = (call.body.get("keyword") or "").lower()
    found = [
        record
        for record in records.values()
        if (not ids or record.id in ids)
        and any(keyword in profile["name"].lower() for profile in record.profiles.values())
    ]
    return {
        f"{kind}s": [_row(record, locales) for record in found[start : start + size]],
        "total_count": len(found),
        "next_page_token": str(start + size) if start + size < len(found) else "",
    }


def _page(query: dict[str, str]) -> tuple[int, int]:
    size, token = query.get("page_size", ""), query.get("page_token") or "0"
    if not size.isdigit() or not 1 <= int(size) <= 100:
        raise Refusal(38023047)
    if not token.isdigit():
        raise Refusal(38023048)
    return int(size), int(token)


def _row(record: EuRecord, locales: list[str]) -> dict[str, Any]:
    profiles = [
        {"locale": locale, **record.profiles[locale]} for locale in locales if locale in record.profiles
    ]
    return {"id": record.id, "regional_profiles": profiles}
