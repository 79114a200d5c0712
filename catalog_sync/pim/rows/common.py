"""What the SKUs of one product say alike, and so the product itself."""

from catalog_sync.pim.document import Media, Sku, Value


def common(skus: list[Sku], axes: list[str]) -> tuple[dict[str, list[Value]], list[Media]]:
    """What all SKUs say alike, axes left out: that is the product's own."""
    first, rest = skus[0], skus[1:]
    values = {
        attribute: each
        for attribute, each in first.values.items()
        if attribute not in axes and all(sku.values.get(attribute) == each for sku in rest)
    }
    files = [_files(sku) for sku in rest]
    alike = {name for name, each in _files(first).items() if all(other.get(name) == each for other in files)}
    return values, [media for media in first.media if media.attribute in alike]


def _files(sku: Sku) -> dict[str, list[Media]]:
    files: dict[str, list[Media]] = {}
    for media in sku.media:
        files.setdefault(media.attribute, []).append(media)
    return files
