"""The scopes an app may have (Partner API, scope keys of the endpoints; the misspelt one is spelt so upstream)."""

SCOPES = (
    "seller.authorization.info",
    "seller.shop.info",
    "seller.product.basic",
    "seller.product.write",
    "seller.product.delete",
    "seller.logistics",
    "serller.product.optimize",
)
