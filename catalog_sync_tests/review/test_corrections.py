from datetime import date
from typing import Any

import pytest

from catalog_sync.mapping.certificate_library import CertificateDocument, CertificateLibrary
from catalog_sync.mapping.certificate_rules import CertificateLibraryRule
from catalog_sync.mapping.hashes import content_hash
from catalog_sync.mapping.listing import Correction, Finding, MappedListing
from catalog_sync.review.corrections import correct
from catalog_sync.review.reasons import UNKNOWN, causes, classify
from catalog_sync_tests.mapping.world import TODAY, mapped, product, schema, value

CERTIFICATIONS = [
    {"id": "7001", "name": "UKCA / UK Declaration of Conformity"},
    {"id": "7002", "name": "UL Test Report"},
]
RULE = CertificateLibraryRule.model_validate(
    {
        "family": "c",
        "type": "t",
        "files": ["f"],
        "covers": "s",
        "certifications": {"ukca": 7001, "ul": "UL Test Report"},
    }
)
SCHEMA = schema(product_certifications=CERTIFICATIONS)
LISTING = mapped(schema=SCHEMA)


def library(*types: str) -> CertificateLibrary:
    documents = (
        CertificateDocument(f"DOC-{kind}", kind, (f"{kind}.pdf",), date(2027, 6, 30), frozenset({"LAMP-1"}))
        for kind in types
    )
    return CertificateLibrary(documents, RULE)


def certificate(
    text: str, certificates: CertificateLibrary | None, listing: MappedListing = LISTING
) -> Correction | Finding:
    return correct(
        causes()["certificate_missing"], text, product(), listing, SCHEMA, certificates, today=TODAY
    )


def test_the_document_of_the_library_is_attached() -> None:
    correction = certificate("Certificate missing", library("ukca"))

    assert correction == Correction(
        corrector="attach_certificate",
        cause="certificate_missing",
        reason="Certificate missing",
        parameters={"certification_id": "7001", "media_codes": ["ukca.pdf"], "valid_until": "2027-06-30"},
        source_hash=content_hash(LISTING.content),
    )


def test_the_certificate_that_the_market_names_is_the_one_attached() -> None:
    correction = certificate("Please provide the UL Test Report.", library("ukca", "ul"))

    assert isinstance(correction, Correction)
    assert correction.parameters["certification_id"] == "7002"


def test_a_document_for_another_certificate_than_the_named_one_is_not_attached() -> None:
    finding = certificate("Please provide the UL Test Report.", library("ukca"))

    assert isinstance(finding, Finding)
    assert "UL Test Report (7002)" in finding.message


@pytest.mark.parametrize("certificates", [None, library()])
def test_without_a_document_a_person_is_told_which_one_to_add(
    certificates: CertificateLibrary | None,
) -> None:
    finding = certificate("Sertifikat wajib diunggah", certificates)

    assert isinstance(finding, Finding)
    assert finding.code == "review_certificate_missing"
    assert "“Sertifikat wajib diunggah”" in finding.message
    assert (
        "add one for UKCA / UK Declaration of Conformity (7001) or UL Test Report (7002)" in finding.message
    )


def test_a_certificate_that_is_attached_already_is_not_attached_again() -> None:
    content = LISTING.content | {"certifications": [{"id": "7001"}, {"id": "7002"}]}

    finding = certificate(
        "Certificate missing", library("ukca", "ul"), LISTING.model_copy(update={"content": content})
    )

    assert isinstance(finding, Finding)


def test_an_expired_certificate_is_replaced_by_a_valid_document() -> None:
    content = LISTING.content | {"certifications": [{"id": "7001"}]}
    listing = LISTING.model_copy(update={"content": content})

    correction = correct(
        causes()["certificate_expired"],
        "UKCA expired",
        product(),
        listing,
        SCHEMA,
        library("ukca"),
        today=TODAY,
    )

    assert isinstance(correction, Correction)
    assert correction.parameters["certification_id"] == "7001"


def corrected(text: str, listing: MappedListing = LISTING, position: str = "") -> Correction | Finding:
    return correct(classify(position, text), text, product(), listing, SCHEMA, None, today=TODAY)


def treated(**treatment: Any) -> MappedListing:
    return LISTING.model_copy(update={"content": {"main_images": [{"media": {"code": "x"} | treatment}]}})


def test_main_images_are_squared_once() -> None:
    first, again = (
        corrected("Main image must be square"),
        corrected("Main image must be square", treated(square=True)),
    )

    assert isinstance(first, Correction)
    assert (first.corrector, first.parameters) == ("square_main_images", {})
    assert isinstance(again, Finding)


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("The main image is too small", 600),
        ("Image resolution must be at least 800x800 px", 800),
        ("image below 300 px", 600),
    ],
)
def test_main_images_are_enlarged_to_the_side_that_the_market_names(text: str, side: int) -> None:
    correction = corrected(text)

    assert isinstance(correction, Correction)
    assert correction.parameters == {"min_side": side, "max_enlargement": 2.0}


def test_images_that_were_enlarged_already_are_a_persons_task() -> None:
    assert isinstance(corrected("Image too small", treated(min_side=600)), Finding)


@pytest.mark.parametrize(
    ("title", "text", "words"),
    [
        ("Lamp FREE SHIPPING", "The title contains banned words", ["free shipping"]),
        ("Lamp mega-sale", "Prohibited words in title: “mega-sale”", ["mega-sale"]),
        ("Krim 100% cure gratis ongkir", "Kata terlarang pada judul", ["gratis ongkir", "100% cure"]),
    ],
)
def test_words_that_the_market_refuses_are_taken_out_of_the_title(
    title: str, text: str, words: list[str]
) -> None:
    correction = corrected(text, mapped(product(name=value(title))))

    assert isinstance(correction, Correction)
    assert correction.parameters == {"words": words}


def test_a_title_without_any_known_word_is_a_persons_task() -> None:
    assert isinstance(corrected("The title contains banned words"), Finding)


def test_a_title_of_nothing_but_refused_words_is_a_persons_task() -> None:
    assert isinstance(
        corrected("The title contains banned words", mapped(product(name=value("Free shipping!")))), Finding
    )


@pytest.mark.parametrize("code", ["prohibited", "ip", "frozen", "category_mismatch", "attribute_missing"])
def test_what_a_program_must_not_decide_goes_to_a_person_with_the_markets_words(code: str) -> None:
    finding = correct(
        causes()[code], "Their own words", product(), LISTING, SCHEMA, library("ukca"), today=TODAY
    )

    assert isinstance(finding, Finding)
    assert (finding.code, finding.severity) == (f"review_{code}", "block")
    assert "“Their own words”" in finding.message


def test_an_unknown_cause_goes_to_a_person() -> None:
    finding = correct(UNKNOWN, "Odd", product(), LISTING, None, None, today=TODAY)

    assert isinstance(finding, Finding)
    assert finding.code == "review_unknown"
