from datetime import date
from typing import Any

import pytest

from catalog_sync.mapping.certificate_library import CertificateDocument, CertificateLibrary
from catalog_sync.mapping.listing import Correction, MappedListing
from catalog_sync.mapping.rules import CertificateLibraryRule
from catalog_sync.pim.document import Media, Product, Sku
from catalog_sync_tests.mapping.world import TODAY, codes, mapped, product, rules, schema, value

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
            "expiration_date": 1798761600,
        }
    ]


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


def test_a_document_is_good_on_its_last_day() -> None:
    assert codes(certified(PDF, valid_until="2026-11-20")) == []


def test_a_certification_that_wants_a_date_is_not_sent_without_one() -> None:
    listing = certified(PDF, schema=schema(product_certifications=DATED))

    assert (codes(listing), "certifications" in listing.content) == (["certificate_date_missing"], False)


def document(**changes: Any) -> Product:
    data = {
        "certificate_type": "ukca",
        "certificate_valid_until": "2027-06-30",
        "covers_skus": "LAMP-9\n  LAMP-1 \n\n",
    } | changes
    values = {name: value(item) for name, item in data.items() if item is not None}
    media = [Media(attribute="safety_certificate", code="lib/ukca.pdf")]
    sku = Sku(key="u", sku="DOC-1", values=values, media=media)
    return Product(key="product:u", identifier="DOC-1", family="certificates", skus=[sku])


def covering(*documents: Product, item: Product | None = None) -> CertificateDocument | None:
    library = CertificateLibrary.from_products(documents, LIBRARY_RULE)
    return library.covering(item or product(), schema().rules.product_certifications[0], TODAY)


def test_the_library_finds_the_document_that_covers_a_product() -> None:
    found = covering(document())

    assert found == CertificateDocument(
        "DOC-1", "ukca", ("lib/ukca.pdf",), date(2027, 6, 30), frozenset({"LAMP-1", "LAMP-9"})
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"certificate_type": "ul"},
        {"certificate_type": None},
        {"certificate_valid_until": "2026-11-19"},
        {"covers_skus": "LAMP-10"},
        {"covers_skus": None},
    ],
)
def test_the_library_offers_no_document_of_another_type_product_or_time(changes: dict[str, Any]) -> None:
    assert covering(document(**changes)) is None


def test_the_document_that_lasts_longest_is_taken() -> None:
    found = covering(
        document(),
        document(certificate_valid_until="2028-01-01"),
        document(certificate_valid_until="2027-01-01"),
    )

    assert found is not None
    assert found.valid_until == date(2028, 1, 1)


def test_products_of_other_families_are_no_documents() -> None:
    assert covering(document().model_copy(update={"family": "lamps"})) is None


def test_a_missing_certificate_points_to_the_document_that_covers_it() -> None:
    library = CertificateLibrary.from_products([document()], LIBRARY_RULE)

    listing = certified(required=True, certificates=library)

    assert "document DOC-1 of the library covers it" in listing.findings[0].message
