"""Files that rows name by path: which version of each a product means, and which have changed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from catalog_sync.pim.document import Media, Product
from catalog_sync.pim.errors import PimError
from catalog_sync.pim.feed.spool import Spool
from catalog_sync.pim.media.files import MediaFiles, media_path
from catalog_sync.pim.source import Problem


def media_dependency(path: str) -> str:
    """What a product that shows the file depends on."""
    return f"media:{path}"


def renew_media(media: MediaFiles, spool: Spool) -> list[Problem]:
    """Take up files that changed; while their folder cannot be listed, what was known of them counts."""
    try:
        spool.renew_media(media.versions())
    except PimError as error:
        return [Problem("media", "media folder", str(error), repeated=True)]
    return []


def with_versions(products: Iterable[Product], spool: Spool) -> list[Product]:
    """Name the version of each file in its code, and the files that each product depends on."""
    each = [(product, _paths(product)) for product in products]
    paths = {path for _, own in each for path in own}
    versions = spool.media_versions(paths) if paths else {}
    return [_versioned(product, own, versions) if own else product for product, own in each]


def _paths(product: Product) -> list[str]:
    media = [*product.media, *(each for sku in product.skus for each in sku.media)]
    return sorted({path for each in media if (path := media_path(each.code))})


def _versioned(product: Product, paths: list[str], versions: Mapping[str, str]) -> Product:
    def named(media: list[Media]) -> list[Media]:
        return [replace(each, code=_code(each.code, versions)) for each in media]

    return product.model_copy(
        update={
            "media": named(product.media),
            "skus": [sku.model_copy(update={"media": named(sku.media)}) for sku in product.skus],
            "depends_on": [*product.depends_on, *map(media_dependency, paths)],
        }
    )


def _code(name: str, versions: Mapping[str, str]) -> str:
    path = media_path(name) or name
    return f"{path}#{versions[path]}" if path in versions else path
