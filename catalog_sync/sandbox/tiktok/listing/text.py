"""Rules for the category, the title and the description of a listing."""

from collections.abc import Iterator

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.characters import (
    CHINESE,
    HTML_ESCAPE,
    is_malformed,
    is_malformed_html,
)
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.listing.limits import limits_of
from catalog_sync.sandbox.tiktok.listing.markup import Markup, PlacedImage

DESCRIPTION_LENGTH = 10_000
DESCRIPTION_IMAGES = 30
DESCRIPTION_IMAGE_PIXELS = 4_000
PERMISSION_REFUSALS = {"PROHIBITED": 12052220, "INVITE_ONLY": 12052223, "NON_MAIN_CATEGORY": 12052225}


def check_category(draft: Draft) -> Iterator[Refusal]:
    """Check version, existence, leaf and permission of the category."""
    if draft.payload.get("category_version", "v1") != draft.tree.version:
        yield refusal(12052217)
        return
    category = draft.category
    if category is None or not category.is_leaf:
        yield refusal(_code_of_unlisted(draft))
        return
    for status in category.permission_statuses:
        judged_later = status == "INVITE_ONLY" and limits_of(draft.shop.region).invite_only_is_pre_approved
        if status in PERMISSION_REFUSALS and not judged_later:
            yield refusal(PERMISSION_REFUSALS[status])


def check_title(draft: Draft) -> Iterator[Refusal]:
    """Check length, language and form of the title."""
    title, (low, high) = draft.payload["title"], draft.market.title
    if not title.strip():
        yield refusal(12052261)
    elif not low <= len(title) <= high:
        yield refusal(12052051, low=low, high=high)
    elif CHINESE.search(title):
        yield refusal(12052262)
    elif HTML_ESCAPE.search(title) or is_malformed(title):
        yield refusal(12052931)


def check_description(draft: Draft) -> Iterator[Refusal]:
    """Check length, language, markup and pictures of the description."""
    description = draft.payload["description"]
    if not description.strip():
        yield refusal(12052015)
        return
    if len(description) > DESCRIPTION_LENGTH:
        yield refusal(12052013)
    if CHINESE.search(description):
        yield refusal(12052346)
    if is_malformed_html(description):
        yield refusal(12052932)
    markup = Markup(description)
    yield from (refusal(code) for code in markup.refusals())
    yield from _check_images(draft, markup.images)


def _code_of_unlisted(draft: Draft) -> int:
    """Return how an id outside the usable leaves is refused: of the other tree version, another market, or unknown."""
    trees = draft.world.taxonomy.regions.values()
    leaves = [(tree, tree.categories.get(draft.payload["category_id"])) for tree in trees]
    versions = {tree.version for tree, node in leaves if node is not None and node.is_leaf}
    if versions - {draft.tree.version}:
        return 12052230
    if draft.category is None:
        return 12052446 if versions else 12052023
    return 12052024


def _check_images(draft: Draft, images: list[PlacedImage]) -> Iterator[Refusal]:
    if len(images) > DESCRIPTION_IMAGES:
        yield refusal(12052056)
    for placed in images:
        image = draft.world.images_by_url.get(placed.src)
        if image is None or image.app_key != draft.shop.app_key:
            yield refusal(12052340)
        elif max(image.width, image.height) >= DESCRIPTION_IMAGE_PIXELS:
            yield refusal(12052341)
