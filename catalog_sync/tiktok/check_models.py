"""Answers of the Partner API that judge a product: the listing check and the diagnoses of live products."""

from pydantic import Field

from catalog_sync.tiktok.models import Answer, Tolerant
from catalog_sync.tiktok.product_models import Picture


class FailReason(Tolerant):
    """Why Create Product would refuse, with the code it would give."""

    code: int = 0
    message: str = ""


class ListingQuality(Tolerant):
    """How good TikTok finds the listing (US; "NA" elsewhere)."""

    current_tier: str = Field(default="", description="POOR, FAIR, GOOD, EXCELLENT")
    remaining_recommendations: int = 0


class Text(Tolerant):
    """A text that TikTok suggests."""

    text: str = ""


class OptimizedPicture(Picture):
    """A picture of the product and a better one."""

    url: str = ""
    optimized_uri: str = ""
    optimized_url: str = ""


class Suggestion(Tolerant):
    """What TikTok would put in place."""

    seo_words: tuple[Text, ...] = ()
    smart_texts: tuple[Text, ...] = ()
    images: tuple[OptimizedPicture, ...] = ()


class DiagnosisResult(Tolerant):
    """One weakness, e.g. MAIN_IMG_DUPLICATE."""

    code: str = ""
    how_to_solve: str = ""
    quality_tier: str = ""


class Diagnosis(Tolerant):
    """What is weak about one part of a product."""

    field: str = Field(default="", description="TITLE, DESCRIPTION, IMAGE, ATTRIBUTE, SIZE_CHART")
    diagnosis_results: tuple[DiagnosisResult, ...] = ()
    suggestion: Suggestion = Suggestion()


class CheckResult(Answer):
    """What Create Product would say; nothing was created."""

    check_result: str = Field(default="", description="PASS or FAILED")
    fail_reasons: tuple[FailReason, ...] = ()
    listing_quality: ListingQuality = ListingQuality()
    diagnoses: tuple[Diagnosis, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the product could be listed as it is."""
        return self.check_result == "PASS" and not self.fail_reasons


class DiagnosedProduct(Tolerant):
    """A live product and what is weak about it."""

    id: str
    listing_quality: ListingQuality = ListingQuality()
    diagnoses: tuple[Diagnosis, ...] = ()


class DiagnosedProducts(Answer):
    """Answer of Get Product Diagnoses."""

    products: tuple[DiagnosedProduct, ...] = ()
