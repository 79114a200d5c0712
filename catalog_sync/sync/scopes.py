"""The scopes that the pipeline needs, and the features that go without when an optional one was not granted."""

from collections.abc import Iterable

NEEDED = ("seller.authorization.info", "seller.logistics", "seller.product.basic", "seller.product.write")
OPTIONAL = {
    "seller.product.delete": "deleting and recovering products",
    "seller.product.optimize": "diagnoses of listings",
    "seller.shop.info": "the activation state of shops",
}


def missing_scopes(granted: Iterable[str]) -> tuple[str, ...]:
    """The needed scopes that were not granted."""
    known = _normal(granted)
    return tuple(scope for scope in NEEDED if scope not in known)


def missing_features(granted: Iterable[str]) -> tuple[str, ...]:
    """What goes without: one line per optional scope that was not granted."""
    known = _normal(granted)
    return tuple(
        f"{feature} needs the scope {scope}" for scope, feature in OPTIONAL.items() if scope not in known
    )


def _normal(granted: Iterable[str]) -> set[str]:
    """TikTok spells one scope `serller.product.optimize` (Partner API, Scopes); both spellings count."""
    return {scope.strip().replace("serller.", "seller.", 1) for scope in granted}
