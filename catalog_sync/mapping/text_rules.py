"""The part of the mapping rules about the wording of titles and descriptions."""

from typing import Literal

from pydantic import Field

from catalog_sync.mapping.rule_sources import Rule


class WordingRule(Rule):
    """What texts may say, in which languages, and what happens where they say or measure too much.

    `promo_words`: words of advertising are told (`warn`), withhold the listing (`block`), are taken out (`remove`) or
    stay (`keep`). `too_long`: a text beyond the limit is cut after a sentence or word (`shorten`) or withholds (`block`).
    """

    languages: list[str] = Field(
        default=[], description="languages that texts may be in, such as `ms`; empty: the region's own"
    )
    promo_words: Literal["warn", "block", "remove", "keep"] = "warn"
    words: list[str] = Field(default=[], description="further words of advertising")
    allowed_words: list[str] = Field(default=[], description="words that are no advertising here")
    too_long: Literal["shorten", "block"] = "shorten"
