"""Where a media code is downloaded from: files of products, of assets and of records in the PIM, and links elsewhere."""

from urllib.parse import quote

from catalog_sync.pim.akeneo.forms import FILES

LINKS = ("https://", "http://")


def is_link(media_code: str) -> bool:
    """Whether the code is the address of a file outside the PIM."""
    return media_code.casefold().startswith(LINKS)


def media_path(media_code: str) -> str:
    """The path below `api/rest/v1/`; the code's slashes stay as they are (magento2-connector#586)."""
    if media_code.partition("/")[0] in FILES.values():
        return quote(media_code)
    return f"media-files/{quote(media_code)}/download"
