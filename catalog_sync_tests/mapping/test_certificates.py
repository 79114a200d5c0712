from datetime import date
from itertools import permutations
from typing import Any

import pytest

from catalog_sync.mapping.certificate_library import CertificateDocument, CertificateLibrary
from catalog_sync.mapping.certificate_rules import CertificateLibraryRule
from catalog_sync.mapping.listing import Correction, MappedListing
from catalog_sync.pim.document import Media, Product, Sku
from catalog_sync_tests.mapping.world import TODAY, codes, mapped, product, rules, schema, value, variant

PICTURE = Media(attribute="picture", code="a/b/lamp.jpg")
PDF = Media(attribute="safety_certificate", code="a/b/ukca.pdf")
RULE = {
    "UKCA / UK Declaration of Conformity": {"files": ["safety_certificate"], "valid_until": "valid_until"}
}
REQUIRED = [{"id": "7001", "name": "UKCA / UK Declaration of Conformity", "is_required": True}]
DATED = [REQUIRED[0] | {"is_required": False, "expiration_date": {"is_required": True}}]
LIBRARY_RULE = CertificateLibraryRule.model_validate(
    {
        "family": "certificates",
        "type": "certificate_type",
        "files": ["safety_certificate"],
        "valid_until": "certificate_valid_until",
        "covers": "covers_skus",
        "certifications": {"ukca": ["7001"], "ul": "UL Test Report"},
    }
)


def certified(
    *media: Media, required: bool = False, valid_until: str | None = None, **changes: Any
) -> MappedListing:
    certifications = REQUIRED if required else [REQUIRED[0] | {"is_required": False}]
    item = product(media=[PICTURE, *media], valid_until=value(valid_until))
    arguments = {"rules": rules(certificates=RULE), "schema": schema(product_certifications=certifications)}
    return mapped(item, **(arguments | changes))


def test_the_products_own_document_is_attached_with_its_last_day() -> None:
    listing = certified(PDF, valid_until="2027-01-01")

    assert listing.content["certifications"] == [
        {
            "id": "7001",
            "files": [{"media": {"code": "a/b/ukca.pdf", "use_case": "CERTIFICATION_FILE"}}],
            "expiration_date": 1798847999,
        }
    ]


def test_a_document_may_be_read_in_other_locales_with_its_day() -> None:
    german = Media(attribute="safety_certificate", code="a/b/de.pdf", locale="de_DE")
    days = [*value("2026-12-31", locale="en_US"), *value("2027-01-01", locale="de_DE")]
    [rule] = RULE.values()
    listing = mapped(
        product(media=[PICTURE, german], valid_until=days),
        rules=rules(certificates={"7001": rule | {"locales": ["de_DE"]}}),
        schema=schema(product_certifications=REQUIRED),
    )

    [entry] = listing.content["certifications"]
    assert entry["files"][0]["media"]["code"] == "a/b/de.pdf"
    assert entry["expiration_date"] == 1798847999


def test_a_photographed_certificate_goes_as_an_image() -> None:
    listing = certified(Media(attribute="safety_certificate", code="a/b/scan.PNG"))

    assert listing.content["certifications"][0]["images"] == [
        {"media": {"code": "a/b/scan.PNG", "use_case": "CERTIFICATION_IMAGE"}}
    ]


def test_a_listed_certificate_that_is_not_required_may_be_missing() -> None:
    listing = certified()

    assert (codes(listing), "certifications" in listing.content) == ([], False)


def test_a_missing_required_certificate_blocks() -> None:
    listing = certified(required=True)

    assert (codes(listing), listing.blocked) == (["certificate_missing"], True)
    assert "add it as safety_certificate in the PIM" in listing.findings[0].message


def test_our_own_policy_may_require_what_the_category_does_not() -> None:
    policy = {"7001": RULE["UKCA / UK Declaration of Conformity"] | {"required": True}}

    assert codes(certified(rules=rules(certificates=policy))) == ["certificate_missing"]


def test_a_correction_supplies_the_required_certificate() -> None:
    parameters = {"certification_id": "7001", "media_codes": ["lib/ukca.pdf"], "valid_until": "2027-01-01"}
    correction = Correction(
        corrector="attach_certificate",
        cause="certificate_missing",
        reason="…",
        parameters=parameters,
        source_hash="x",
    )

    listing = certified(required=True, corrections=[correction])

    assert codes(listing) == []
    assert listing.content["certifications"][0]["files"][0]["media"]["code"] == "lib/ukca.pdf"


def test_an_expired_document_is_not_sent() -> None:
    listing = certified(PDF, valid_until="2026-11-19")

    assert (codes(listing), "certifications" in listing.content) == (["certificate_expired"], False)
    assert listing.findings[0].attribute == "valid_until"


def test_a_document_is_good_on_its_last_day() -> None:
    listing = certified(PDF, valid_until="2026-11-20")

    assert codes(listing) == ["certificate_expires_soon"]
    assert "expires on 2026-11-20" in listing.findings[0].message
    assert listing.content["certifications"][0]["expiration_date"] == 1795219199  # the end of that day


@pytest.mark.parametrize(
    ("last", "found"), [("2026-12-19", ["certificate_expires_soon"]), ("2026-12-20", [])]
)
def test_a_document_that_ends_within_the_days_of_the_rules_is_told(last: str, found: list[str]) -> None:
    assert codes(certified(PDF, valid_until=last)) == found
    assert (
        codes(certified(PDF, valid_until=last, rules=rules(certificates=RULE, certificate_warning_days=0)))
        == []
    )


def test_a_document_is_not_sent_before_its_first_day() -> None:
    rule = {"7001": {"files": ["safety_certificate"], "valid_from": "valid_from"}}
    item = product(media=[PICTURE, PDF], valid_from=value("2026-11-21"))

    listing = mapped(item, rules=rules(certificates=rule))

    assert (codes(listing), "certifications" in listing.content) == (["certificate_not_yet_valid"], False)
    assert listing.findings[0].attribute == "valid_from"


@pytest.mark.parametrize(
    ("last", "turn"),
    [
        ("2026-11-20", "2026-11-21"),
        ("2026-12-01", "2026-12-02"),
        ("2027-12-31", "2027-12-02"),
        ("9999-12-31", None),
        (None, None),
    ],
)
def test_a_listing_knows_the_next_day_on_which_its_document_is_told_of_or_gone(
    last: str | None, turn: str | None
) -> None:
    for listing in (
        certified(PDF, valid_until=last),
        certified(required=True, certificates=library(document(certificate_valid_until=last))),
    ):
        assert listing.turns_on == (date.fromisoformat(turn) if turn else None)


def test_a_listing_without_its_document_knows_the_day_on_which_that_begins() -> None:
    rule = {"7001": {"files": ["safety_certificate"], "valid_from": "valid_from"}}
    item = product(media=[PICTURE, PDF], valid_from=value("2026-11-21"))

    listing = mapped(item, rules=rules(certificates=rule), schema=schema(product_certifications=REQUIRED))

    assert (listing.blocked, listing.turns_on) == (True, date(2026, 11, 21))


def test_a_day_that_cannot_be_read_is_not_taken_for_no_day() -> None:
    listing = certified(PDF, valid_until="31.12.2027")

    assert (codes(listing), "certifications" in listing.content) == (["certificate_date_unreadable"], False)


def test_a_versioned_picture_is_still_a_picture() -> None:
    listing = certified(Media(attribute="safety_certificate", code="scan.png#12-99"))

    assert "images" in listing.content["certifications"][0]


def test_a_certification_that_wants_a_date_is_not_sent_without_one() -> None:
    listing = certified(PDF, schema=schema(product_certifications=DATED))

    assert (codes(listing), "certifications" in listing.content) == (["certificate_date_missing"], False)


def document(**changes: Any) -> Product:
    data = {
        "certificate_type": "ukca",
        "certificate_valid_until": "2027-06-30",
        "covers_skus": "LAMP-9\n  LAMP-1 \n\n",
    } | changes
    name = data.pop("identifier", "DOC-1")
    values = {key: value(item) for key, item in data.items() if item is not None}
    media = [Media(attribute="safety_certificate", code=f"lib/{name}.pdf")]
    sku = Sku(key="u", sku=name, values=values, media=media)
    return Product(key=f"product:{name}", identifier=name, family="certificates", skus=[sku])


def library(*documents: Product, **changes: Any) -> CertificateLibrary:
    rule = LIBRARY_RULE.model_copy(update=changes)
    return CertificateLibrary.from_products(documents, rule)


def covering(
    *documents: Product, item: Product | None = None, leaf: str | None = "600161", **changes: Any
) -> CertificateDocument | None:
    wanted = schema().rules.product_certifications[0]
    return library(*documents, **changes).covering(item or product(), wanted, TODAY, leaf)


def attached(listing: MappedListing) -> list[str]:
    entries = listing.content.get("certifications", [])
    return [file["media"]["code"] for entry in entries for file in entry["files"]]


def test_the_library_finds_the_document_that_covers_a_product() -> None:
    found = covering(document())

    assert found == CertificateDocument(
        "DOC-1", "ukca", ("lib/DOC-1.pdf",), date(2027, 6, 30), frozenset({"LAMP-1", "LAMP-9"})
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"certificate_type": "ul"},
        {"certificate_type": None},
        {"certificate_valid_until": "2026-11-19"},
        {"certificate_valid_until": "June 2027"},
        {"certificate_valid_from": "2026-11-21"},
        {"covers_skus": "LAMP-10"},
        {"covers_skus": None},
        {"served_leaves": "600162"},
    ],
)
def test_the_library_offers_no_document_of_another_type_product_leaf_or_time(changes: dict[str, Any]) -> None:
    rule = {"valid_from": "certificate_valid_from", "leaves": "served_leaves"}

    assert covering(document(**changes), **rule) is None


def test_a_document_may_serve_a_whole_leaf() -> None:
    found = covering(document(covers_skus=None, served_leaves="600161\n600162"), leaves="served_leaves")

    assert found is not None


def test_a_document_that_covers_some_variants_only_is_not_attached_and_the_finding_names_the_others() -> None:
    item = product(variant("LAMP-2"), variant("LAMP-3"))
    demanding = schema(product_certifications=REQUIRED)

    partial = document(covers_skus="LAMP-2")

    listing = mapped(item, schema=demanding, certificates=library(partial))

    assert covering(partial, item=item) is None
    message = next(finding for finding in listing.findings if finding.code == "certificate_missing").message
    assert "Document DOC-1 of the library does not cover LAMP-3." in message


def test_the_document_that_lasts_longest_is_taken_whatever_the_order() -> None:
    documents = [
        document(identifier=name, certificate_valid_until=last)
        for name, last in [("A", "2027-06-30"), ("B", "2028-01-01"), ("C", "2028-01-01"), ("D", "2026-01-01")]
    ]

    found = {getattr(covering(*order), "identifier", None) for order in permutations(documents)}

    assert found == {"C"}


def test_products_of_other_families_are_no_documents() -> None:
    assert covering(document().model_copy(update={"family": "lamps"})) is None


def test_what_the_leaf_requires_is_taken_from_the_library() -> None:
    listing = certified(required=True, certificates=library(document()))

    assert (codes(listing), attached(listing)) == ([], ["lib/DOC-1.pdf"])


def test_what_the_leaf_only_lists_goes_where_the_rules_say_so() -> None:
    assert attached(certified(certificates=library(document()))) == []
    assert attached(certified(certificates=library(document(), attach="listed"))) == ["lib/DOC-1.pdf"]


def test_the_products_own_document_comes_first_and_an_expired_one_gives_way_to_the_library() -> None:
    known = library(document())

    assert attached(certified(PDF, required=True, certificates=known)) == ["a/b/ukca.pdf"]
    expired = certified(PDF, required=True, valid_until="2026-01-01", certificates=known)
    assert (codes(expired), attached(expired)) == (["certificate_expired"], ["lib/DOC-1.pdf"])


def test_more_certificates_than_a_listing_takes_are_told_and_the_required_ones_go_first() -> None:
    listed = [
        {"id": str(number), "name": f"Paper {number}", "is_required": number == 12} for number in range(1, 13)
    ]
    rule = {item["name"]: {"files": ["safety_certificate"]} for item in listed}
    item = product(media=[PICTURE, PDF])

    listing = mapped(item, rules=rules(certificates=rule), schema=schema(product_certifications=listed))

    sent = [entry["id"] for entry in listing.content["certifications"]]
    assert sent == ["12", *(str(number) for number in range(1, 10))]
    [found] = listing.findings
    assert (found.code, listing.blocked) == ("certificates_left_out", False)
    assert "these are not sent: Paper 10 (10), Paper 11 (11)." in found.message


def test_more_files_than_a_certificate_takes_are_told() -> None:
    pages = [Media(attribute="safety_certificate", code=f"a/b/{number}.pdf") for number in range(12)]

    listing = certified(*pages)

    [entry] = listing.content["certifications"]
    assert len(entry["files"]) == 10
    assert codes(listing) == ["certificates_left_out"]
    assert "a/b/10.pdf, a/b/11.pdf" in listing.findings[0].message


def test_a_missing_certificate_tells_why_the_library_has_none() -> None:
    listing = certified(required=True, certificates=library(document(certificate_valid_until="2026-11-19")))

    assert (codes(listing), listing.blocked) == (["certificate_missing"], True)
    assert "Document DOC-1 of the library expired on 2026-11-19." in listing.findings[0].message


@pytest.mark.parametrize("renewed", [True, False])
def test_a_corrections_document_that_has_expired_since_is_replaced_or_left_out(renewed: bool) -> None:
    old = {"certification_id": "7001", "media_codes": ["lib/old.pdf"], "valid_until": "2026-11-19"}
    correction = Correction(
        corrector="attach_certificate", cause="x", reason="x", parameters=old, source_hash="x"
    )
    known = library(document()) if renewed else None

    listing = certified(corrections=[correction], certificates=known)

    assert attached(listing) == (["lib/DOC-1.pdf"] if renewed else [])
    assert codes(listing) == ["certificate_expired"]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"certifications": {}}, "needs a family of documents in the PIM, a folder, or both"),
        ({"family": "certificates", "certifications": {}}, "needs type, files, covers or leaves"),
    ],
)
def test_a_library_rule_says_what_it_lacks(rule: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        CertificateLibraryRule.model_validate(rule)
