"""From where on a change of a shop waits for a person, as the configuration says it."""

from decimal import Decimal

from pydantic import Field

from catalog_sync.configuration_part import Part


class GuardConfiguration(Part):
    """What may change at once without a person; all that is beyond it is held for `catalog-sync confirm`."""

    listings: int = Field(
        default=20,
        ge=0,
        description="so many live listings may always be edited, or repriced by much, at once",
    )
    share: Decimal = Field(
        default=Decimal("0.1"),
        ge=0,
        le=1,
        description="beyond `listings`, up to this share of the shop's live listings may",
    )
    price_falls_to: Decimal = Field(
        default=Decimal("0.5"), ge=0, le=1, description="a price below this part of the one on sale is held"
    )
    price_rises_to: Decimal = Field(
        default=Decimal(2), ge=1, description="a price above so many times the one on sale is held"
    )
    large_price_move: Decimal = Field(
        default=Decimal("0.2"),
        ge=0,
        description="moves by more than this part count as large: too many listings with one at once are held",
    )

    def too_many(self, number: int, of: int) -> bool:
        """Whether so many listings are too many to change without a person, of so many live ones."""
        return number > self.listings and number > of * self.share
