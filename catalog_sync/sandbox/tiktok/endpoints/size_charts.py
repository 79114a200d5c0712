"""Search Size Charts: the seller's reusable templates."""

from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.paging import page_size, page_start
from catalog_sync.sandbox.tiktok.seller_records import SizeChart

REUSABLE = "REUSABLE_TEMPLATE"


def search_size_charts(call: Call) -> Data:
    """Search Size Charts by ids, or by a keyword in the name."""
    size, start = page_size(call.query), page_start(call.query)
    ids, keyword = call.body.get("ids") or [], (call.body.get("keyword") or "").lower()
    charts = call.app.records.size_charts.values() if _wants_reusable(call) else ()
    found = [chart for chart in charts if (not ids or chart.id in ids) and keyword in chart.name.lower()]
    return {
        "size_chart": [_row(chart) for chart in found[start : start + size]],
        "total_count": len(found),
        "next_page_token": str(start + size) if start + size < len(found) else "",
    }


def _wants_reusable(call: Call) -> bool:
    return bool(call.body.get("size_chart_mode", REUSABLE) == REUSABLE)


def _row(chart: SizeChart) -> dict[str, Any]:
    table = {
        "headers": [{"id": str(number), "name": name} for number, name in enumerate(chart.headers, 1)],
        "rows": [{"cells": [{"value": value} for value in row]} for row in chart.rows],
    }
    data = {
        "table": table,
        "description": "",
        "is_one_size": False,
        "measurement_type": "PRODUCT_MEASUREMENTS",
        "unit_system": "METRIC",
        "size_types": [],
    }
    return {
        "template_id": chart.id,
        "template_name": chart.name,
        "images": [],
        "related_category_ids": list(chart.category_ids),
        "size_chart_datas": [{"locale": "en-GB", "size_chart_data": data}],
        "size_chart_mode": REUSABLE,
    }
