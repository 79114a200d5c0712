"""`catalog-sync categories`: leaves proposed for unmapped families, and what changed in the shops' trees, with whom it touches."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog_sync.configuration import Configuration, ConfigurationError
from catalog_sync.mapping.regions import regions
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rules import Rules
from catalog_sync.moments import moment
from catalog_sync.store.category_changes import changes_since
from catalog_sync.store.taxonomy import Taxonomy
from catalog_sync.sync.connections import open_desk
from catalog_sync.sync.suggest import Suggested, SuggestionDesk


class CategoryScreen:
    """The categories of the configured shops in a terminal, or as one JSON object per line."""

    def __init__(
        self, configuration: Configuration, engine: sa.Engine, console: Console, *, as_json: bool
    ) -> None:
        self._configuration = configuration
        self._engine = engine
        self._console = console
        self._as_json = as_json

    def suggest(
        self, regions_wanted: Sequence[str], families: Sequence[str], *, anew: bool, offline: bool
    ) -> bool:
        """Show the leaves proposed for unmapped families of these shops, or of all. Returns whether there are none."""
        unmapped = False
        for key in self._keys(regions_wanted):
            found = asyncio.run(self._suggested(key, families, anew=anew, offline=offline))
            unmapped |= bool(found)
            if self._as_json:
                self._write({"shop": key} | _row(each) for each in found)
            else:
                self._show_suggested(key, found)
        return not unmapped

    def changes(self, regions_wanted: Sequence[str], days: int, *, everything: bool) -> bool:
        """Show what changed within so many days and touches products. Returns whether nothing did."""
        since, touched = datetime.now(UTC) - timedelta(days=days), False
        for key in self._keys(regions_wanted):
            rows = changes_since(self._engine, self._configuration.shops[key].shop_id, since)
            shown = [row for row in rows if everything or row["products"]]
            touched |= any(row["products"] for row in rows)
            if self._as_json:
                self._write({"shop": key} | row for row in shown)
            else:
                self._show_changes(key, shown, len(rows) - len(shown))
        return not touched

    def _keys(self, wanted: Sequence[str]) -> list[str]:
        """The partition keys of the shops asked for, each by its key or its region."""
        shops = self._configuration.shops
        chosen = [key for key, shop in shops.items() if not wanted or {key, shop.region} & set(wanted)]
        if not chosen:
            raise ConfigurationError(
                f"There is no shop or region {', '.join(wanted)} in the configuration; known: {', '.join(shops)}."
            )
        return chosen

    async def _suggested(
        self, key: str, families: Sequence[str], *, anew: bool, offline: bool
    ) -> list[Suggested]:
        shop = self._configuration.shops[key]
        rules = load_rules(self._configuration.mapping, region=shop.region, partition_key=key, measures=None)
        if offline:
            return await self._place(key, rules, None).suggest(families, anew=anew)
        async with open_desk(self._configuration, key) as desk:
            return await self._place(key, rules, desk.client).suggest(families, anew=anew)

    def _place(self, key: str, rules: Rules, client: Any) -> SuggestionDesk:
        shop = self._configuration.shops[key]
        taxonomy = Taxonomy(self._engine, shop.shop_id)
        return SuggestionDesk(self._engine, taxonomy, regions()[shop.region], rules, client)

    def _write(self, rows: Iterator[dict[str, Any]]) -> None:
        for row in rows:
            self._console.file.write(orjson.dumps(row).decode() + "\n")

    def _show_suggested(self, key: str, found: Sequence[Suggested]) -> None:
        if not found:
            self._console.print(f"{key}: every family with products is mapped, or not for sale.")
            return
        table = Table("family", "products", "sure", "leaf", "why", title=key, title_justify="left")
        for each in found:
            for place, cells in enumerate(_cells(each)):
                own = (each.profile.family, str(each.profile.products)) if not place else ("", "")
                table.add_row(
                    *own, *map(escape, cells), end_section=place == max(0, len(each.suggestions) - 1)
                )
        self._console.print(table)
        for problem in dict.fromkeys(each.problem for each in found if each.problem):
            self._console.print(f"{key}: {problem}.", style="yellow", highlight=False)
        self._console.print("To take one: families: {FAMILY: {category: {id: LEAF}}} in the mapping rules.")

    def _show_changes(self, key: str, rows: Sequence[Mapping[str, Any]], untouched: int) -> None:
        if rows:
            table = Table(
                "found", "category", "change", "before", "now", "products", "live", "instead", title=key
            )
            for row in rows:
                table.add_row(*map(escape, _change_cells(row)))
            self._console.print(table)
        more = f" {untouched} more touch no product (--all shows them)." if untouched else ""
        if more or not rows:
            self._console.print(f"{key}: {'no change touches a product.' if not rows else ''}{more}")


def _row(each: Suggested) -> dict[str, Any]:
    return {
        "family": each.profile.family,
        "products": each.profile.products,
        "cached": each.cached,
        "problem": each.problem,
        "suggestions": [suggestion.model_dump(mode="json") for suggestion in each.suggestions],
    }


def _cells(each: Suggested) -> list[tuple[str, str, str]]:
    if not each.suggestions:
        return [("", "nothing fits", "")]
    return [
        (
            f"{found.confidence:.2f}",
            f"{found.path} ({found.category_id})",
            "; ".join(f"{reason.source} {reason.score:.2f}: {reason.told}" for reason in found.evidence),
        )
        for found in each.suggestions
    ]


def _change_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    shown = ", ".join(row["identifiers"])
    products = f"{row['products']} ({shown}{', …' if row['products'] > len(row['identifiers']) else ''})"
    return (
        moment(row["found_at"]),
        row["category_id"],
        row["kind"],
        row["before"],
        row["after"],
        products if row["products"] else "0",
        str(row["live"]),
        ", ".join(row["successors"]),
    )
