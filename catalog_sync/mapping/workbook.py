"""The workbook of a region that a person fills: what its rules lack, with the leaves and values to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog_sync.mapping.rule_tables_columns import ATTRIBUTES, CATEGORIES, NOT_FOR_SALE, VALUES, Tables
from catalog_sync.mapping.rule_tables_files import READ_ME, REGION
from catalog_sync.mapping.schema import AttributeValue
from catalog_sync.mapping.suggest import Suggestion
from catalog_sync.mapping.workbook_former import with_former
from catalog_sync.mapping.workbook_sheets import Choices, Column, Value, Workbook

LEAVES = "(leaves)"
_NOTES = (
    "Fill the yellow columns; what is left empty changes nothing. Add rows where one family needs several leaves.",
    "What was filled before stands here again, also in (before): change it, or empty it to take it away.",
    "A family that is not to be sold has 'not for sale' as its leaf. Several constants are parted by ;",
    "Columns and sheets in parentheses are for reading. Those of your own are welcome, in parentheses too.",
    "The lists in the cells are proposals: anything that the region knows may be written, ids alone or with names.",
    "All cells are text. A text that begins with = + - or @ has an apostrophe before it, which does not count.",
    "Nothing about safety, origin, brand or hazard is proposed: a person writes what is true.",
    "catalog-sync mapping import FILE tells what is wrong, by sheet and cell; with --apply the rules take it over.",
)
_SHEETS = (
    (CATEGORIES, "families that no rule maps; when_attribute and when_is (codes parted by ;) part a family"),
    (VALUES, "values of the PIM that TikTok Shop does not know in this form: the id or name for each"),
    (
        ATTRIBUTES,
        "required attributes of the leaves in use: where they come from, or a constant for the family",
    ),
    (LEAVES, "all leaves that the shop may sell in"),
)


@dataclass(frozen=True)
class FamilyGap:
    """A family that no rule maps, with the leaves proposed for it."""

    family: str
    label: str
    products: int
    suggestions: Sequence[Suggestion] = ()


@dataclass(frozen=True)
class ValueGap:
    """A value of the PIM without one of TikTok, and what happens to it now.

    `family` and `pim_category` are empty where a rule of all fills it; `axis` names it instead of `attribute` where it
    is a sales attribute's.
    """

    attribute: str
    name: str
    family: str
    pim_category: str
    pim_value: str
    label: str
    products: int
    now: str = "left out"
    nearest: Sequence[AttributeValue] = ()
    allowed: Sequence[AttributeValue] = ()
    axis: str = ""


@dataclass(frozen=True)
class AttributeGap:
    """A required attribute of a leaf in use; `lacking` counts the products that it is empty for."""

    family: str
    pim_category: str
    attribute: str
    name: str
    leaf: str
    required: str
    filled_by: str
    products: int
    lacking: int
    allowed: Sequence[AttributeValue] = ()


@dataclass
class Gaps:
    """All that the workbook of a region shows; `leaves` are ids with their paths, `former` what its tables say already."""

    region: str
    families: list[FamilyGap] = field(default_factory=list)
    values: list[ValueGap] = field(default_factory=list)
    attributes: list[AttributeGap] = field(default_factory=list)
    leaves: dict[str, str] = field(default_factory=dict)
    pim_attributes: list[str] = field(default_factory=list)
    former: Tables = field(default_factory=Tables)


def called(identifier: str, name: str) -> str:
    """Return an id with its name, as cells may have it."""
    return f"{identifier} | {name}" if identifier.isdecimal() and name else identifier


def workbook_of(gaps: Gaps) -> bytes:
    """Return the workbook as an .xlsx file."""
    book = Workbook()
    notes = [(REGION, gaps.region), *((note, "") for note in _NOTES), *_SHEETS]
    book.add(READ_ME, [Column("(about)", 24), Column("(what)", 110)], [_note(*row) for row in notes])
    _categories(book, gaps)
    _values(book, gaps)
    _attributes(book, gaps)
    leaves: list[list[Value]] = [[key, path] for key, path in gaps.leaves.items()]
    book.add(LEAVES, [Column("(leaf)", 14), Column("(path)", 90)], leaves)
    return book.content()


def _note(about: str, what: str) -> list[str | int]:
    return [about, what] if what else ["", about]


def _categories(book: Workbook, gaps: Gaps) -> None:
    attributes, leaves = (
        Choices(gaps.pim_attributes),
        Choices([*(called(*row) for row in gaps.leaves.items()), NOT_FOR_SALE]),
    )
    columns = [
        Column("family", 26), Column("(label)", 28), Column("(products)", 11), Column("leaf", 60, fill=True),
        Column("when_attribute", 18, fill=True), Column("when_is", 18, fill=True), Column("(confidence)", 13),
        Column("(why)", 80),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [each.family, each.label, each.products, _leaf_choices(each) or leaves, attributes, "", *_best(each)]
        for each in gaps.families
    ]
    book.add(CATEGORIES, *with_former(CATEGORIES, columns, rows, gaps.former, {"leaf": leaves}))


def _leaf_choices(gap: FamilyGap) -> Choices | None:
    names = [called(each.category_id, each.path) for each in gap.suggestions]
    return Choices([*names, NOT_FOR_SALE]) if names else None


def _best(gap: FamilyGap) -> list[str]:
    first = next(iter(gap.suggestions), None)
    return [f"{first.confidence:.2f}", "; ".join(each.told for each in first.evidence)] if first else ["", ""]


def _values(book: Workbook, gaps: Gaps) -> None:
    columns = [
        Column("attribute", 34), Column("axis", 14), Column("table", 14), Column("family", 18),
        Column("pim_category", 18), Column("pim_value", 26),
        Column("(label)", 26), Column("(products)", 11), Column("value", 34, fill=True), Column("(nearest)", 50),
        Column("(now)", 30),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [
            called(each.attribute, each.name), each.axis, "", each.family, each.pim_category, each.pim_value,
            each.label, each.products, Choices(_names(each.allowed)), ", ".join(_names(each.nearest)), each.now,
        ]
        for each in gaps.values
    ]  # fmt: skip
    book.add(VALUES, *with_former(VALUES, columns, rows, gaps.former, {}))


def _attributes(book: Workbook, gaps: Gaps) -> None:
    columns = [
        Column("family", 22), Column("pim_category", 18), Column("attribute", 40), Column("(leaf)", 50), Column("(required)", 40),
        Column("(filled by)", 28), Column("(products)", 11), Column("(of these empty)", 11),
        Column("from", 22, fill=True), Column("constant", 30, fill=True), Column("unit", 14, fill=True),
    ]  # fmt: skip
    sources = Choices(gaps.pim_attributes)
    rows: list[list[Value]] = [
        [
            each.family, each.pim_category, called(each.attribute, each.name), each.leaf, each.required,
            each.filled_by, each.products, each.lacking, sources, Choices(_names(each.allowed)), "",
        ]
        for each in gaps.attributes
    ]  # fmt: skip
    book.add(ATTRIBUTES, *with_former(ATTRIBUTES, columns, rows, gaps.former, {"from": sources}))


def _names(values: Sequence[AttributeValue]) -> list[str]:
    return [called(value.id, value.name) for value in values]
