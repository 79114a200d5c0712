"""The codes the platform answers with and their texts (Partner API, error code lists, and live answers)."""

from catalog_sync.sandbox.tiktok.messages_content import CONTENT_MESSAGES
from catalog_sync.sandbox.tiktok.messages_offers import OFFER_MESSAGES, SKU_MESSAGES, STATE_MESSAGES
from catalog_sync.sandbox.tiktok.messages_seller import MEDIA_MESSAGES, SEARCH_MESSAGES, SELLER_MESSAGES

OK = 0
TOO_MANY_REQUESTS = 36009002
INTERNAL_ERROR = 36009003
INVALID_REQUEST = 36009004
INVALID_INPUT = 12052910
INVALID_METHOD = 36009010

GATEWAY_MESSAGES: dict[int, str] = {
    101000: "The access token does not fit this endpoint or the shop of the given shop_cipher.",
    105002: "Expired credentials. The access token is expired, please refresh it.",
    105005: "Access denied. The app or the authorization lacks the scope {scope}.",
    106001: "Invalid credentials. The 'sign' query parameter is invalid.",
    106013: "Missing identifier. The 'shop_cipher' query parameter is required.",
    TOO_MANY_REQUESTS: "Too many requests. Reduce the request frequency and try again.",
    INTERNAL_ERROR: "Internal error. Please try again later.",
    36009009: "Invalid path. The requested path does not exist.",
    INVALID_METHOD: "Invalid method. The path does not support this HTTP method.",
    36009014: "Invalid API version. The version of this path is not available.",
    36009022: "Invalid content type. Use application/json.",
    36009023: "Invalid content type. This path requires multipart/form-data.",
    36009033: "Access denied. The IP address is not in the IP allow list of the app.",
    36009043: "Access denied. The shop is disabled.",
}
BUSINESS_MESSAGES: dict[int, str] = {
    **CONTENT_MESSAGES,
    **SKU_MESSAGES,
    **OFFER_MESSAGES,
    **STATE_MESSAGES,
    **MEDIA_MESSAGES,
    **SEARCH_MESSAGES,
    **SELLER_MESSAGES,
}
MESSAGES = GATEWAY_MESSAGES | BUSINESS_MESSAGES
