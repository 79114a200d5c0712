"""What all products of a shop share when they are mapped: rules, tree, schemas, labels, certificates, one version."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog_sync.mapping.categories import Category, CategoryTree
from catalog_sync.mapping.certificate_library import CertificateLibrary
from catalog_sync.mapping.hashes import rules_hash
from catalog_sync.mapping.regions import ShopFacts
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.source import OptionLabels
from catalog_sync.pim.hashing import content_hash
from catalog_sync.store.due import Selection
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.taxonomy import Taxonomy
from catalog_sync.sync.eligibility import selection
from catalog_sync.sync.refresh import PIM


@dataclass(frozen=True)
class Rulebook:
    """Everything shared, and `version`: equal versions map equal products equally."""

    rules: Rules
    tree: CategoryTree
    schemas: dict[str, CategorySchema]
    schema_hashes: dict[str, str]
    labels: OptionLabels
    certificates: CertificateLibrary | None
    selection: Selection
    version: str

    def named_leaves(self) -> set[str]:
        """The leaves that the rules name and the tree has."""
        choices = (choice for family in self.rules.families.values() for choice in family.category)
        return {leaf.id for choice in choices if isinstance(leaf := self.tree.leaf(choice), Category)}


def open_rulebook(mapping: Path, shop: ShopFacts, mirror: Mirror, taxonomy: Taxonomy) -> Rulebook:
    """Load the rules files and what the ledger holds. Raises YamlFileError for rules that cannot be used."""
    rules = load_rules(mapping, region=shop.region.code, partition_key=shop.partition_key)
    nodes, tree_hash = taxonomy.tree()
    schemas = taxonomy.schemas()
    dictionary, _ = mirror.dictionary(PIM)
    certificates, certificates_hash = _certificates(rules, mirror)
    parts = (rules_hash(rules), shop.model_dump_json(), tree_hash, certificates_hash)
    return Rulebook(
        rules=rules,
        tree=CategoryTree.from_rows(nodes),
        schemas={
            leaf: CategorySchema.from_answers(leaf, {"attributes": row["attributes"]}, row["rules"])
            for leaf, row in schemas.items()
        },
        schema_hashes={leaf: row["content_hash"] for leaf, row in schemas.items()},
        labels=_labels(dictionary),
        certificates=certificates,
        selection=selection(rules, dictionary.get("categories", {})),
        version=hashlib.sha256("|".join(parts).encode()).hexdigest(),
    )


def _certificates(rules: Rules, mirror: Mirror) -> tuple[CertificateLibrary | None, str]:
    rule = rules.certificate_library
    if rule is None:
        return None, ""
    documents = sorted(mirror.products_of_families([rule.family]), key=lambda product: product.key)
    library = CertificateLibrary.from_products(documents, rule, channel=rules.channel, locales=rules.locales)
    return library, hashlib.sha256("".join(map(content_hash, documents)).encode()).hexdigest()


def _labels(dictionary: Mapping[str, Mapping[str, Any]]) -> OptionLabels:
    """Labels of options by their attribute; those of records by every attribute whose values name them."""
    named = dict(dictionary.get("options", {}))
    records = dictionary.get("records", {})
    for attribute, described in dictionary.get("attributes", {}).items():
        if described["type"].startswith("akeneo_reference_entity"):
            named[attribute] = records.get(described.get("reference_data_name"), {})
    return OptionLabels(
        {
            (attribute, code, locale): label
            for attribute, entries in named.items()
            for code, entry in entries.items()
            for locale, label in entry.get("labels", {}).items()
        }
    )
