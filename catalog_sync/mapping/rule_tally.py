"""Collects what a check finds: mistakes, and names that are mistakes unless somebody who shares the rule knows them."""

from catalog_sync.yaml_files import Place


class Tally:
    """Mistakes by place, each told once however many families and shops share the rule."""

    def __init__(self) -> None:
        self._told: dict[str, None] = {}
        self._known: set[tuple[str, str]] = set()
        self._unknown: dict[tuple[str, str], tuple[str, list[str]]] = {}

    def tell(self, place: Place | None, message: str) -> None:
        """Note a mistake."""
        self._told[f"{place}: {message}"] = None

    def ask(self, place: Place | None, subject: str, message: str, *, known: bool, shop: str = "") -> None:
        """Note whether one of those who share a rule knows a name; it is a mistake when none does."""
        key = (str(place), subject)
        if known:
            self._known.add(key)
        shops = self._unknown.setdefault(key, (message, []))[1]
        if shop and shop not in shops:
            shops.append(shop)

    def lines(self, *, complete: bool = True) -> list[str]:
        """Return the mistakes; names asked of shops only when all of them could be asked (`complete`)."""
        unknown = [
            f"{key[0]}: {message}" + (f" (asked: {', '.join(shops)})" if shops else "")
            for key, (message, shops) in self._unknown.items()
            if key not in self._known and (complete or not shops)
        ]
        return sorted({*self._told, *unknown}, key=_by_line)


def _by_line(line: str) -> tuple[str, int, str]:
    file, _, rest = line.partition(":")
    number = rest.partition(":")[0]
    return file, int(number) if number.isdecimal() else 0, rest
