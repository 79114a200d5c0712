import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.review.corrections import MAX_ATTEMPTS
from catalog_sync.review.reasons import causes, classify, reason_fingerprint
from catalog_sync.sandbox.tiktok.review_rules import INDONESIAN, WORDINGS

TEXTS = [
    ("certificate_missing", "Product", "The product certification is missing. Please upload UKCA."),
    ("certificate_missing", "Certification", "Required qualification miss"),
    ("certificate_missing", "Product", "Please provide a UL test report for this product."),
    ("certificate_missing", "Produk", "Sertifikat SNI wajib diunggah untuk produk ini."),
    ("certificate_missing", "Product", "Dokumen pendukung belum lengkap, unggah izin edar BPOM"),
    ("certificate_missing", "product", "Missing safety documents"),
    ("certificate_expired", "Certificates", "The submitted certificate has expired."),
    ("certificate_content", "Certificates", "The document does not match the product."),
    ("image_not_square", "Main image", "The main image must be square."),
    ("image_not_square", "Images", "First picture should have a 1:1 aspect ratio"),
    ("image_not_square", "Gambar", "Gambar utama harus berbentuk persegi (rasio 1:1)"),
    ("image_too_small", "Main Image", "First image: resolution must be at least 600*600px"),
    ("image_too_small", "main image", "Image resolution is too low"),
    ("image_too_small", "Gambar utama", "Foto terlalu kecil, minimal 600 piksel"),
    ("image_content", "Images", "The picture contains a watermark"),
    ("title_banned_words", "Product Name", 'The title contains prohibited words: "free shipping"'),
    ("title_banned_words", "Product Name", "Please remove promotional content such as gratis ongkir"),
    ("title_banned_words", "Nama Produk", "Judul mengandung kata yang dilarang"),
    ("category_mismatch", "Category", "Incorrect category choice"),
    ("category_mismatch", "Kategori", "Produk tidak sesuai dengan kategori"),
    (
        "category_prohibited",
        "Category",
        "This category is prohibited or unsupported on TikTok Shop. Select another category.",
    ),
    ("attribute_missing", "Product attributes", "property is required"),
    ("attribute_missing", "Atribut", "Atribut wajib belum diisi"),
    ("prohibited", "product", "prohibited product"),
    ("prohibited", "Produk", "Barang terlarang tidak boleh dijual"),
    ("ip", "Product", "Suspected counterfeit: intellectual property violation"),
    ("ip", "Brand", "A brand authorization is required to publish this listing."),
    ("frozen", "Product", "This product was frozen by the platform"),
    ("quota", "shop", "Exceeded the product listing limit for the seller."),
    ("size_chart_missing", "Size chart", "Product sizechart image is required"),
    ("duplicate", "Product", "Duplicate listings"),
    ("price_abnormal", "Price", "Abnormal price"),
    ("information_incomplete", "Product Name", "Insufficient or Incomplete Product Information"),
    ("rules_violated", "product", "violate listing rules"),
    (
        "rules_violated",
        "product",
        "The product violates TikTok Shopping listing rules, please check and resubmit.",
    ),
    ("unknown", "Product", "Mercury is in retrograde"),
    ("unknown", None, ""),
]


@pytest.mark.parametrize(("code", "position", "text"), TEXTS)
def test_the_markets_words_tell_the_cause(code: str, position: str | None, text: str) -> None:
    assert classify(position, text).code == code
    assert classify(position, text.upper()).code == code


def test_the_position_helps_where_the_words_are_silent() -> None:
    assert classify("Main image", "Should be square").code == "image_not_square"
    assert classify(None, "Should be square").code == "unknown"


def test_every_cause_that_a_program_mends_names_a_corrector() -> None:
    assert all(cause.corrector for cause in causes().values() if cause.who == "program")


def test_the_fingerprint_of_a_known_cause_ignores_wording_and_order() -> None:
    first = reason_fingerprint(
        [("Images", "The main image must be square"), ("Product", "Certificate missing")]
    )
    again = reason_fingerprint(
        [("Product", "Sertifikat SNI wajib"), ("image", "use a 1:1 picture"), ("image", "not square")]
    )

    assert first == again
    assert first != reason_fingerprint([("Product", "Certificate missing")])


def test_the_fingerprint_of_unknown_words_ignores_numbers_only() -> None:
    assert reason_fingerprint([(None, "Oddity 17 found")]) == reason_fingerprint([(None, "oddity 18 found.")])
    assert reason_fingerprint([(None, "Oddity found")]) != reason_fingerprint(
        [(None, "Another oddity found")]
    )


def test_two_attempts_are_made_for_one_fingerprint() -> None:
    assert MAX_ATTEMPTS == 2


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_has_a_cause(text: str, position: str) -> None:
    assert classify(position, text).code in {"unknown", *causes()}


SANDBOX_RULES = {
    "certificate": "certificate_missing",
    "image_size": "image_too_small",
    "square_main_image": "image_not_square",
    "banned_words": "title_banned_words",
}
SANDBOX_TEXTS = [
    (rule, wording) for rule, wordings in WORDINGS.items() for wording in [*wordings, INDONESIAN[rule]]
]


@pytest.mark.parametrize(("rule", "wording"), SANDBOX_TEXTS)
@pytest.mark.parametrize(
    "certificate", ["UL Test Report", "UKCA / UK Declaration of Conformity", "SNI", "BPOM"]
)
def test_everything_the_sandbox_says_is_understood(
    rule: str, wording: tuple[str, ...], certificate: str
) -> None:
    position, reason, _ = (text.format(certificate=certificate, word="gratis ongkir") for text in wording)

    assert classify(position, reason).code == SANDBOX_RULES[rule]
