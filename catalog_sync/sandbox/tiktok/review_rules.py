"""What the review objects to, in the free and varying words of a reviewer."""

import random
from collections.abc import Iterator
from typing import Any

from catalog_sync.sandbox.tiktok.model import Image, Product, Shop, Version
from catalog_sync.sandbox.tiktok.review_wordings import GERMAN, VARIED, VARIED_LOCAL, Wording
from catalog_sync.sandbox.tiktok.world import World

SHORTER_SIDE = 600
BANNED_WORDS = ("free shipping", "gratis ongkir", "kostenloser versand", "100% cure")
WORDINGS: dict[str, list[Wording]] = {
    "certificate": [
        (
            "Qualification",
            "Required certification is missing.",
            "Upload a valid {certificate} for this product.",
        ),
        (
            "Product Certification",
            "The product lacks the compliance document that is mandatory for this category.",
            "Please provide the following document and resubmit: {certificate}.",
        ),
        ("product", "Missing {certificate}", "Add the certificate under product qualifications."),
    ],
    "image_size": [
        (
            "Main Image",
            "The resolution of the product image is too low.",
            "Use images of at least 600*600px that show the product clearly.",
        ),
        ("Product Image", "Low quality image: blurry or less than 600 x 600 pixels.", "Replace the image."),
        ("main image", "Image resolution must be at least 600*600px", "Upload a higher resolution image."),
    ],
    "square_main_image": [
        (
            "Main Image",
            "The first product image does not have an aspect ratio of 1:1.",
            "Upload a square image.",
        ),
        ("Product Image", "Main image must be square (1:1).", "Crop or pad the first image to a 1:1 ratio."),
        ("main image", "Incorrect aspect ratio of the cover image", "The recommended ratio is 1:1."),
    ],
    "banned_words": [
        (
            "Product Name",
            "The product name contains promotional or misleading wording: {word}.",
            "Remove promotional information and unproven claims from the title.",
        ),
        ("Product Title", 'Prohibited words in the title ("{word}").', "Edit the title and resubmit."),
        ("product name", "Title violates listing rules: {word}", "Describe the product only."),
    ],
}
INDONESIAN: dict[str, Wording] = {
    "certificate": (
        "Kualifikasi",
        "Sertifikat wajib belum dilampirkan.",
        "Unggah {certificate} yang masih berlaku.",
    ),
    "image_size": ("Gambar Produk", "Resolusi gambar terlalu rendah.", "Gunakan gambar minimal 600*600px."),
    "square_main_image": (
        "Gambar Utama",
        "Rasio gambar utama bukan 1:1.",
        "Unggah gambar utama berbentuk persegi.",
    ),
    "banned_words": ("Nama Produk", 'Nama produk memuat kata terlarang: "{word}".', "Hapus kata tersebut."),
}
LOCAL = {"id": INDONESIAN, "de": GERMAN}


def reasons_against(world: World, shop: Shop, product: Product, version: Version) -> list[dict[str, Any]]:
    """Return the reasons to refuse a version, as `audit_failed_reasons` spells them; none means approval.

    The wording depends on the world's seed, the product and the submission.
    """
    return [
        _worded(random.Random(f"{world.seed}:{product.id}:{product.submission}:{rule}"), shop, rule, details)  # noqa: S311
        for rule, details in _objections(world, shop, version)
        if rule in shop.settings.review_rules
    ]


def _objections(world: World, shop: Shop, version: Version) -> Iterator[tuple[str, dict[str, str]]]:
    content = version.content
    certificate = _missing_certificate(world, shop, content)
    if certificate:
        yield "certificate", {"certificate": certificate}
    images = [image for row in content["main_images"] if (image := world.images.get(row["uri"]))]
    if any(min(image.decoded) < SHORTER_SIDE for image in images):
        yield "image_size", {}
    if images and not _is_square(images[0]):
        yield "square_main_image", {}
    word = next((word for word in BANNED_WORDS if word in content["title"].lower()), None)
    if word:
        yield "banned_words", {"word": word}


def _missing_certificate(world: World, shop: Shop, content: dict[str, Any]) -> str | None:
    category = world.tree(shop).categories[content["category_id"]]
    wanted = category.rules.policy_certificates
    if not wanted or wanted & {row["id"] for row in content.get("certifications") or []}:
        return None
    return " / ".join(c.name for c in category.rules.certifications if c.id in wanted)


def _is_square(image: Image) -> bool:
    return image.decoded[0] == image.decoded[1]


def _wordings(shop: Shop, rule: str) -> list[Wording]:
    """Return the ways to say it: in English and in the market's language, many more of them where the shop varies."""
    language = shop.market.locale.partition("-")[0]
    local = [LOCAL[language][rule]] if language in LOCAL else []
    if shop.settings.reason_wordings == "plain":
        return [*WORDINGS[rule], *local]
    return [*WORDINGS[rule], *local, *VARIED[rule], *VARIED_LOCAL.get(language, {}).get(rule, [])]


def _worded(rng: random.Random, shop: Shop, rule: str, details: dict[str, str]) -> dict[str, Any]:
    position, reason, suggestion = (text.format(**details) for text in rng.choice(_wordings(shop, rule)))
    return {"position": position, "reasons": [reason], "suggestions": [suggestion]}
