"""Values of one attribute as PIMs hold them: right ones, and all that people, spreadsheets and editors make of them."""

from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import Any

from catalog_sync.pim.document import Value
from catalog_sync.sandbox.catalogue.dictionary import dictionaries

LOCALES = ("en_US", "id_ID", "de_DE")
PLAIN = {
    "en_US": "Hand made {thing} in plain colours, number {number}",
    "id_ID": "{thing} buatan tangan dengan warna polos, nomor {number}",
    "de_DE": "Handgemachtes Produkt {thing} in schlichten Farben, Nummer {number}",
}
MESSY_TEXTS = (
    "", " ", "\u00a0", "-", "***", "!!!", "x", "A", "ca. 30 cm", "12/345 Ä", "中文标题", "マグカップ", "Кружка", "แก้วน้ำเซรามิก", "👩‍👩‍👧 mug 🎁",
    "aaaaaaaaaaaa", "==========", "a=========b", "1111111111", "1 1 1", "&nbsp;", "&amp;amp;", "&#x1F381;", "&lt;b&gt;", "AT&T; &copy 2026",
    "<b>", "</p>", "<p>open", "5 < 6 > 4", "size <L>", "<script>x()</script>", "<!-- c -->", "\x00\x07\x1f", "\u200b\u200e\ufeff", "\ud800",
    "e\u0301\u0301\u0301", "\u0301", "ﬁﬂ㎏℃①", "\u2028\u2029", "a\r\nb\tc", "FREE SHIPPING!!!", "100% cure", "gratis ongkir", "replica bag",
    "Counterfeit", "knockoff", "None", "null", "nan", "#N/A", "=SUM(A1)", "0", "-1", "1e5", "1,5", "1.500,00", "½", "٣", "²", "true",
    "No Brand", "ohne Marke", "❤", "㈱", "㊗", "🄰", "☎ 123", "⁣", "\u3400\u3401", "\U00020000", "々〇", "<a href='x'>y</a>", "<img src=x onerror=y>",
    "__________", "..........", "__________ x", "﷽", "\u061c", "¨¨¨¨¨¨¨¨¨¨", "`^\u00b4", "©®™", "<<<<<<<<<<<<", "&&&&&&&&&&&&", "€€€€€€€€€€€€ 5", "\uff5e" * 11,
)  # fmt: skip
MARKUP = (
    "<p>", "</p>", "<div class=MsoNormal style='mso-x:y'>", "</div>", "<o:p></o:p>", "<br>", "<br/>", "<ul>", "<li>", "</li>", "</ul>", "<ol>",
    "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<b>", "</b>", "<i>", "<em>", "</em>", "<u>", "<h1>", "</h1>", "<h7>", "<span lang=EN>", "</span>",
    "&nbsp;", "&amp;", "&lt;", "&eacute;", "&bogus;", "&#0;", "&#128512;", "<!--[if gte mso 9]>", "<![endif]-->", "<script>", "</script>", "<style>",
    "<img src='https://x.example/a.jpg' width=9 height=9>", "<a href='javascript:x()' onclick='y'>", "</a>", "<font color=red>", "<", ">", "&", "<p", "</",
    "\n", "\n\n", "- ", "* ", "\u2022 ", "<sup>2</sup>", "<svg><p>", "<math>", "<iframe src=x>", "<p>" * 40, "<ul>" * 12, "<b><i><u>" * 9, "]]>", "<?xml v?>",
)  # fmt: skip
ODD_SKUS = ("", " ", "A", "12/345 Ä", "a b", "x" * 51, "x" * 300, "中文", "\u00a0", "\t", "-", "--------", "_" * 12, "🎁", "AB.C", "Ä" * 50)  # fmt: skip
ODD_KEYS = ("uuid-0", "x" * 300, "x" * 1000, "Ä 12/345")
_RANGES = ((0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x5FF), (0x600, 0x6FF), (0xE00, 0xE7F), (0x1100, 0x11FF),
           (0x2000, 0x2BFF), (0x3000, 0x30FF), (0x4E00, 0x4E40), (0xF900, 0xFAFF), (0xFE00, 0xFFEF), (0x1F000, 0x1FAFF), (0, 0x1F))  # fmt: skip
_UNITS = {
    "Weight": ("KILOGRAM", "GRAM", "POUND", "OUNCE", "MILLIGRAM", "TON", "STONE", "CENTIMETER", "", "kg"),
    "Length": ("CENTIMETER", "MILLIMETER", "METER", "INCH", "FEET", "MILE", "KILOGRAM", "cm", ""),
    "Volume": ("MILLILITER", "LITER", "CENTILITER", "GALLON", "CUBIC_METER", "GRAM", ""),
}
_AMOUNTS = ("0", "-1", "0.0000001", "1e-9", "1E+3", "99999999", "1e40", "1e400", "NaN", "Infinity", "1,5", "", "12.3456789", "0.0005", "999999", "9999.5", "ca. 3")  # fmt: skip
_EANS = ("4006381333931", "400638133393", "5901234123457", "0000000000000", "4.00638E+12", "EAN: 4006381333931", "978-0-306-40615-7",
         "0306406152", "080442957X", "12345670", "036000291452", "36000291452", "10012345678902", "abc", "٤٠٠٦٣٨١٣٣٣٩٣١", "4006381333931.0", "²³")  # fmt: skip
_DATES = ("2020-01-31", "2026-11-20", "2026-11-21", "2028-12-31T00:00:00+00:00", "31.12.2028", "9999-12-31", "0001-01-01", "soon", "2028-02-30")  # fmt: skip


@cache
def attributes() -> dict[str, dict[str, Any]]:
    """The attributes of the demo's PIM by code."""
    return {row["code"]: row for row in dictionaries()["attributes"]}


@cache
def families() -> dict[str, list[str]]:
    """The attributes of each family of the demo's PIM."""
    return {row["code"]: row["attributes"] for row in dictionaries()["families"]}


@cache
def options() -> dict[str, list[str]]:
    """The option codes of each select attribute of the demo's PIM."""
    known: dict[str, list[str]] = {}
    for row in dictionaries()["attribute-options"]:
        known.setdefault(row["attribute"], []).append(row["code"])
    return known


class Values:
    """Draws the data of values; `own` texts are mixed into what is messy."""

    def __init__(self, rng: Random, own: Sequence[str] = ()) -> None:
        self._rng = rng
        self._texts = (*MESSY_TEXTS, *own)

    def right(self, kind: str, codes: Sequence[str], family: str) -> Any:
        """Data as the attribute's type wants it, that every region takes."""
        rng = self._rng
        if kind == "pim_catalog_multiselect":
            return rng.sample(list(codes), rng.randint(1, 3))
        if kind == "pim_catalog_simpleselect":
            return rng.choice(list(codes))
        if kind == "pim_catalog_metric":
            return self._metric(family)
        plain = {"pim_catalog_boolean": rng.random() < 0.5, "pim_catalog_date": "2028-12-31"}
        return plain.get(kind, f"{rng.randint(3, 12)}+")

    def messy(self, kind: str, family: str) -> Any:
        """Data of the right shape that says something odd, or of another shape."""
        rng = self._rng
        if rng.random() < 0.15:
            return self.anything()
        if kind == "pim_catalog_multiselect":
            return [self.text() for _ in range(rng.randint(0, 4))]
        if kind == "pim_catalog_metric":
            units = _UNITS.get(family, ("GRAM",))
            return {"amount": rng.choice(_AMOUNTS), "unit": rng.choice(units)}
        return rng.choice(_DATES) if kind == "pim_catalog_date" else self.text()

    def anything(self, depth: int = 0) -> Any:
        """Any JSON."""
        rng = self._rng
        kind = rng.randrange(9 if depth < 2 else 6)
        if kind > 6:
            return {
                self._rng.choice(("amount", "unit", "currency", "x")): self.anything(depth + 1)
                for _ in range(2)
            }
        if kind == 6:
            return [self.anything(depth + 1) for _ in range(rng.randint(0, 3))]
        scalars = (
            None,
            True,
            rng.randint(-5, 10**6),
            rng.choice((0.5, -1.0, 1e300, 4006381333931.0)),
            self.text(),
            "x" * 3000,
        )
        return scalars[kind]

    def text(self) -> str:
        """A short text of any kind."""
        rng = self._rng
        picked = rng.choice(self._texts)
        kind = rng.random()
        if kind < 0.15:
            return "".join(self._character() for _ in range(rng.randint(1, 40)))
        if kind < 0.25:
            return picked + "".join(rng.choice(self._texts) for _ in range(rng.randint(1, 6)))
        return picked * rng.choice((10, 40, 400)) if kind < 0.3 else picked

    def name(self, locale: str, thing: str) -> str:
        """A product's name that every region takes."""
        return PLAIN[locale].format(thing=thing, number=self._rng.randint(1, 10**4))

    def html(self, locale: str, thing: str) -> str:
        """A description out of pieces of markup, closed or not."""
        rng = self._rng
        words = [self.name(locale, thing) for _ in range(rng.randint(1, 4))]
        pieces = [rng.choice((rng.choice(MARKUP), rng.choice(words))) for _ in range(rng.randint(1, 25))]
        return "".join(pieces) + (self.text() if rng.random() < 0.2 else "") * rng.choice((1, 1, 50))

    def texts(self, family: str, *, html: bool, careless: Callable[[], bool]) -> list[Value]:
        """Titles or descriptions in the languages that there are; `careless` tells what goes wrong."""
        thing = (family or "thing").replace("_", " ")
        found = []
        for locale in (locale for locale in LOCALES if not (careless() and self._rng.random() < 0.5)):
            text = self.name(locale, thing)
            if html and (careless() or self._rng.random() < 0.1):
                text = self.html(locale, thing)
            if careless():
                text = self._rng.choice((self.text(), text + self.text(), self.text() + text, text * 40))
            found.append(Value(data=text, locale=locale, channel="ecommerce" if html else None))
        return found

    def ean(self) -> str:
        """An EAN, with its check digit."""
        digits = f"{self._rng.randrange(10**12):012d}"
        weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
        return f"{digits}{-weighted % 10}"

    def odd_ean(self) -> Any:
        """A code as spreadsheets leave it."""
        return self._rng.choice((*_EANS, self.ean()[:-1], self.ean().lstrip("0"), self.text()))

    def _metric(self, family: str) -> dict[str, str]:
        amounts = {
            "Weight": (80, 9000, "GRAM"),
            "Length": (20, 600, "MILLIMETER"),
            "Volume": (30, 1500, "MILLILITER"),
        }
        low, high, unit = amounts[family]
        return {"amount": str(self._rng.randint(low, high)), "unit": unit}

    def _character(self) -> str:
        return chr(self._rng.randint(*self._rng.choice(_RANGES)))
