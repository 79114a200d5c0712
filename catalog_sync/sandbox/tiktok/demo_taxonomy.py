"""The built-in category trees of the demo world, read from `demo_taxonomy.yaml`."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from catalog_sync.sandbox.tiktok.taxonomy import (
    Attribute,
    AttributeValue,
    Brand,
    Category,
    Certification,
    Condition,
    Fee,
    RegionTree,
    Rules,
    Taxonomy,
)


@cache
def demo_taxonomy() -> Taxonomy:
    """Return the trees of GB and DE (v1), US and ID (v2)."""
    data = yaml.safe_load(files(__package__).joinpath("demo_taxonomy.yaml").read_text("utf-8"))
    regions = {region: _tree(data, region, version) for region, version in data["versions"].items()}
    brands = tuple(Brand(**row) for row in data["brands"])
    return Taxonomy(regions, brands)


def _tree(data: dict[str, Any], region: str, version: str) -> RegionTree:
    rows = [row for row in data["categories"] if version in row.get("only_in", [version])]
    return RegionTree(version, {row["id"]: _category(data, row, region, version) for row in rows})


def _category(data: dict[str, Any], row: dict[str, Any], region: str, version: str) -> Category:
    leaf = row.get("leaf", False) or version in row.get("leaf_in", [])
    tags = {"all", *row.get("tags", [])}
    return Category(
        id=row["id"],
        parent_id=row["parent"],
        name=row["name"],
        local_name=_local(row, region),
        is_leaf=leaf,
        permission_statuses=tuple(row.get("permissions", {}).get(region, ["AVAILABLE"])),
        attributes=_attributes(data, tags, region) if leaf else (),
        rules=_rules(data, tags, region) if leaf else Rules(),
    )


def _local(row: dict[str, Any], region: str) -> str:
    return str(row.get("local", {}).get(region, row["name"]))


def _attributes(data: dict[str, Any], tags: set[str], region: str) -> tuple[Attribute, ...]:
    return tuple(
        _attribute(row, tags, region)
        for row in data["attributes"]
        if tags & set(row["for"]) and region in row.get("regions", [region])
    )


def _attribute(row: dict[str, Any], tags: set[str], region: str) -> Attribute:
    required = bool(tags & set(row.get("required_for", []))) and region in row.get("required_in", [region])
    return Attribute(
        id=row["id"],
        name=row["name"],
        local_name=_local(row, region),
        type=row.get("type", "PRODUCT_PROPERTY"),
        required=required,
        multiple=row.get("multiple", False),
        customizable=row.get("customizable", False),
        value_data_format=row.get("value_data_format", ""),
        values=tuple(_value(value, region) for value in row.get("values", [])),
        conditions=tuple(Condition(c["attribute"], c["value"]) for c in row.get("conditions", [])),
    )


def _value(row: dict[str, Any], region: str) -> AttributeValue:
    return AttributeValue(row["id"], str(row["name"]), _local(row, region))


def _rules(data: dict[str, Any], tags: set[str], region: str) -> Rules:
    rows = [row for row in data["certifications"] if region in row["regions"] and tags & set(row["for"])]
    return Rules(
        certifications=tuple(
            Certification(row["id"], row["name"], row.get("required", False)) for row in rows
        ),
        policy_certificates=frozenset(row["id"] for row in rows),
        package_dimension_required=region in data["package_dimension_required"],
        cod_supported=region in data["cod_supported"],
        manufacturer_required=region in data["manufacturer_required"],
        responsible_person_required=region in data["responsible_person_required"],
        epr_required=region in data["epr_required"],
        fees=_fees(data, tags, region),
    )


def _fees(data: dict[str, Any], tags: set[str], region: str) -> tuple[Fee, ...]:
    return tuple(
        Fee(row["type"], bool(tags & set(row["required_for"])))
        for row in data["fees"]
        if region in row["regions"] and tags & set(row["for"])
    )
