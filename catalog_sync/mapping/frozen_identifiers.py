"""Identifier codes that a shop has already: TikTok Shop never lets them change, so an edit carries them as they are."""

from collections.abc import Iterator, Mapping
from typing import Any

from catalog_sync.mapping.listing import Finding, MappedListing, Severity

Entry = dict[str, Any]

_CODE = "identifier_code"


def with_frozen_identifiers(mapped: MappedListing, accepted: Mapping[str, Entry]) -> MappedListing:
    """The listing with the codes that its SKUs were submitted with (error 12052593), and a finding where the PIM has others.

    `accepted`: seller SKU -> entry of `skus` as the shop took it last. A code that a SKU of the shop has goes to no other.
    """
    skus, findings = mapped.content.get("skus", []), list[Finding]()
    has = {sku: code for sku, code in _submitted(skus, accepted) if code}
    taken = {_gtin(code): sku for sku, code in has.items()}
    going = [_going(entry, has.get(entry["seller_sku"]), taken, findings) for entry in skus]
    if going == skus:
        return mapped
    content, found = mapped.content | {"skus": going}, [*mapped.findings, *findings]
    return mapped.model_copy(update={"content": content, "findings": found})


def _submitted(skus: list[Entry], accepted: Mapping[str, Entry]) -> Iterator[tuple[str, Entry | None]]:
    """Seller SKU and the code that it was submitted with, also under another name."""
    by_key = {entry["external_sku_id"]: entry for entry in accepted.values() if entry.get("external_sku_id")}
    for entry in skus:
        before = accepted.get(entry["seller_sku"]) or by_key.get(entry.get("external_sku_id", ""), {})
        yield entry["seller_sku"], before.get(_CODE)


def _going(entry: Entry, code: Entry | None, taken: Mapping[str, str], findings: list[Finding]) -> Entry:
    own = entry.get(_CODE)
    if code:
        if _gtin(own) != _gtin(code):
            wanted = own["code"] if own else "none"
            told = f"The shop has the identifier {code['code']} and the PIM {wanted}: TikTok Shop does not let it change, so "
            told += "it stays. If it is wrong, list the variant anew under another SKU."
            findings.append(_finding("identifier_frozen", entry, told))
        return entry | {_CODE: code}
    if own and (other := taken.get(_gtin(own))):
        told = f"The identifier is left out: {other} has {own['code']} in the shop; correct it in the PIM."
        findings.append(_finding("identifier_repeated", entry, told))
        return {name: value for name, value in entry.items() if name != _CODE}
    return entry


def _gtin(code: Entry | None) -> str:
    return str(code["code"]).zfill(14) if code else ""


def _finding(code: str, entry: Entry, message: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.WARN,
        message=message,
        sku=entry["seller_sku"],
        field="skus.identifier_code",
    )
