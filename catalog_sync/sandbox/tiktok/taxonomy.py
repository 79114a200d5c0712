"""Category trees as the platform holds them: nodes, attributes, rules and the review's certificate policy per region."""

from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Condition:
    """The attribute is required when `attribute_id` carries `value_id` (VALUE_ID_MATCH)."""

    attribute_id: str
    value_id: str


@dataclass(frozen=True)
class AttributeValue:
    """A built-in value; `local_name` is what the region's own locale shows."""

    id: str
    name: str
    local_name: str


@dataclass(frozen=True)
class Attribute:
    """One attribute of a leaf; `type` is SALES_PROPERTY or PRODUCT_PROPERTY."""

    id: str
    name: str
    local_name: str
    type: str = "PRODUCT_PROPERTY"
    required: bool = False
    multiple: bool = False
    customizable: bool = False
    value_data_format: str = ""
    values: tuple[AttributeValue, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Certification:
    """A certificate that a leaf's rules list."""

    id: str
    name: str
    required: bool = False
    details: str = ""
    expiration_required: bool = False


@dataclass(frozen=True)
class Fee:
    """A regulatory fee that a leaf's rules list; one that is required must be stated, also where none is due."""

    type: str
    required: bool = False


@dataclass(frozen=True)
class Rules:
    """Category rules of a leaf; `policy_certificates` are what the review wants, whatever the rules say."""

    certifications: tuple[Certification, ...] = ()
    policy_certificates: frozenset[str] = frozenset()
    package_dimension_required: bool = False
    size_chart_supported: bool = False
    size_chart_required: bool = False
    cod_supported: bool = False
    manufacturer_required: bool = False
    responsible_person_required: bool = False
    epr_required: bool = False
    fees: tuple[Fee, ...] = ()
    seller_sku_required: bool = False


@dataclass(frozen=True)
class Category:
    """A node of the tree; the root's `parent_id` is "0"."""

    id: str
    parent_id: str
    name: str
    local_name: str
    is_leaf: bool
    permission_statuses: tuple[str, ...] = ("AVAILABLE",)
    attributes: tuple[Attribute, ...] = ()
    rules: Rules = field(default_factory=Rules)


@dataclass(frozen=True)
class RegionTree:
    """One region's tree, the only one its shop lists in."""

    version: str
    categories: dict[str, Category]
    square_main_image: bool = True

    def chain(self, category_id: str) -> list[Category]:
        """Return the path from the root to `category_id`."""
        path: list[Category] = []
        node = self.categories.get(category_id)
        while node:
            path.insert(0, node)
            node = self.categories.get(node.parent_id)
        return path


@dataclass(frozen=True)
class Brand:
    """A brand of the platform; a T1 brand is sold by authorized sellers only."""

    id: str
    name: str
    authorized: bool = False
    t1: bool = False
    status: str = "AVAILABLE"


@dataclass(frozen=True)
class Taxonomy:
    """The trees by region, and the brands every region knows."""

    regions: dict[str, RegionTree]
    brands: tuple[Brand, ...] = ()

    @cached_property
    def brands_by_id(self) -> dict[str, Brand]:
        """Return the brands by id."""
        return {brand.id: brand for brand in self.brands}
