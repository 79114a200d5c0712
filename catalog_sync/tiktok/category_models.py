"""Answers of the Partner API about categories: the tree, attributes and rules."""

from pydantic import AliasChoices, Field

from catalog_sync.tiktok.models import Answer, Tolerant


class Category(Tolerant):
    """A node of the category tree; only leaves take products. The root's children have parent_id "0"."""

    id: str
    parent_id: str = "0"
    local_name: str = ""
    is_leaf: bool = False
    permission_statuses: tuple[str, ...] = Field(
        default=(), description="AVAILABLE, INVITE_ONLY, NON_MAIN_CATEGORY, PROHIBITED"
    )


class Categories(Answer):
    """Answer of Get Categories: one flat list, without paging."""

    categories: tuple[Category, ...] = ()


class AttributeValue(Tolerant):
    """A value that TikTok offers for an attribute."""

    id: str
    name: str = ""


class RequirementCondition(Tolerant):
    """Makes something required once attribute `attribute_id` has value `attribute_value_id`; any one suffices."""

    condition_type: str = Field(default="", description="VALUE_ID_MATCH")
    attribute_id: str = ""
    attribute_value_id: str = ""


class CategoryAttribute(Tolerant):
    """A product or sales attribute of a leaf; whether it is required is misspelt on the wire."""

    id: str
    name: str = ""
    type: str = Field(default="", description="PRODUCT_PROPERTY or SALES_PROPERTY")
    is_required: bool = Field(default=False, validation_alias=AliasChoices("is_requried", "is_required"))
    is_multiple_selection: bool = False
    is_customizable: bool = False
    value_data_format: str = Field(default="", description="POSITIVE_INT_OR_DECIMAL or nothing")
    values: tuple[AttributeValue, ...] = ()
    requirement_conditions: tuple[RequirementCondition, ...] = ()


class CategoryAttributes(Answer):
    """Answer of Get Category Attributes."""

    attributes: tuple[CategoryAttribute, ...] = ()


class Requirement(Tolerant):
    """Whether the category supports or demands something; absent means neither."""

    is_required: bool = False
    is_supported: bool = False


class Certification(Tolerant):
    """A certificate the category knows."""

    id: str
    name: str = ""
    is_required: bool = False
    document_details: str = ""
    sample_image_url: str = ""
    requirement_conditions: tuple[RequirementCondition, ...] = ()
    expiration_date: Requirement = Requirement()


class Fee(Tolerant):
    """A regulatory fee, e.g. PFAND."""

    type: str
    is_required: bool = False


class CategoryRules(Answer):
    """What a leaf demands beside attributes (Get Category Rules)."""

    product_certifications: tuple[Certification, ...] = ()
    size_chart: Requirement = Requirement()
    cod: Requirement = Requirement()
    package_dimension: Requirement = Requirement()
    epr: Requirement = Requirement()
    responsible_person: Requirement = Requirement()
    manufacturer: Requirement = Requirement()
    seller_sku: Requirement = Requirement()
    allowed_special_product_types: tuple[str, ...] = ()
    fees: tuple[Fee, ...] = ()
