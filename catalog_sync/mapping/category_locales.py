"""The locales that a shop's tree is read in beside the region's own: paths of rules and names of families are in them."""

from collections.abc import Iterable

# Partner API, Recommend Category: the values of `locale`.
LOCALES = (
    *(
        "en-GB",
        "en-IE",
        "en-US",
        "de-DE",
        "de-AT",
        "de-BE",
        "fr-FR",
        "fr-BE",
        "es-ES",
        "es-MX",
        "it-IT",
        "nl-NL",
    ),
    *(
        "nl-BE",
        "pl-PL",
        "pt-PT",
        "pt-BR",
        "cs-CZ",
        "el-GR",
        "hu-HU",
        "id-ID",
        "ja-JP",
        "ms-MY",
        "th-TH",
        "vi-VN",
    ),
    "zh-CN",
)


def further_locales(own: str, wanted: Iterable[str]) -> list[str]:
    """Return one locale per language, English among them, without the region's own; `wanted` are the PIM's (`de_DE`)."""
    chosen = {own[:2]: own}
    for locale in (*(each.replace("_", "-") for each in wanted), "en-GB"):
        spoken = [known for known in LOCALES if known[:2] == locale[:2].lower()]
        if spoken and spoken[0][:2] not in chosen:
            chosen[spoken[0][:2]] = locale if locale in spoken else spoken[0]
    return sorted(set(chosen.values()) - {own})
