"""Body schemas of the endpoints about a seller's own records and pictures; `schema.py` explains the notation."""

from catalog_sync.sandbox.tiktok.schema import Schema

CREATE_BRAND: Schema = {"name!": str}
SEARCH_SIZE_CHARTS: Schema = {"ids": [str], "keyword": str, "size_chart_mode": str}
OPTIMIZE_IMAGES: Schema = {"images": [{"uri": str, "optimization_mode": [str]}]}
CREATE_MANUFACTURER: Schema = {
    "name!": str,
    "email!": str,
    "phone_number!": {"availability": str, "country_code": str, "local_number": str},
    "address!": str,
    "registered_trade_name": str,
    "locale": str,
}
SEARCH_MANUFACTURERS: Schema = {"manufacturer_ids": [str], "keyword": str, "locales": [str]}
CREATE_RESPONSIBLE_PERSON: Schema = {
    "name!": str,
    "email!": str,
    "phone_number!": {"country_code!": str, "local_number!": str},
    "address!": {
        "street_address_line1!": str,
        "postal_code!": str,
        "country!": str,
        "street_address_line2": str,
        "district": str,
        "city": str,
        "province": str,
    },
    "locale": str,
}
SEARCH_RESPONSIBLE_PERSONS: Schema = {"responsible_person_ids": [str], "keyword": str, "locales": [str]}
