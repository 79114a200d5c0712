"""What all products of a shop share when they are mapped: rules, tree, schemas, brands, labels, certificates, one version."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from catalog_sync.mapping.brands import ShopBrands
from catalog_sync.mapping.categories import Category, CategoryTree
from catalog_sync.mapping.certificate_library import CertificateLibrary
from catalog_sync.mapping.measures import Measures
from catalog_sync.mapping.regions import ShopFacts
from catalog_sync.mapping.rule_amounts import AmountRule
from catalog_sync.mapping.rule_categories import PimCategories
from catalog_sync.mapping.rule_sources import Conditional
from catalog_sync.mapping.rule_walk import parts_of
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.source import OptionLabels
from catalog_sync.mapping.suggest import Suggestion
from catalog_sync.mapping.suggest_apply import with_suggested
from catalog_sync.pim.hashing import canonical_hash, content_hash
from catalog_sync.store.due_terms import Selection
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.rule_versions import RuleVersions
from catalog_sync.store.taxonomy import Taxonomy
from catalog_sync.sync.active_rules import RuleVersion, active_rules
from catalog_sync.sync.brands import known_brands
from catalog_sync.sync.certificate_folder import folder_documents
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
    brands: ShopBrands | None
    measures: Measures
    selection: Selection
    version: str
    rule_version: RuleVersion

    def named_leaves(self) -> set[str]:
        """The leaves that the rules name and the tree has."""
        parts = (*self.rules.families.values(), *self.rules.categories.values())
        choices = (choice for part in parts for choice in part.category)
        return {leaf.id for choice in choices if isinstance(leaf := self.tree.leaf(choice), Category)}


def open_rulebook(
    mapping: Path,
    shop: ShopFacts,
    mirror: Mirror,
    taxonomy: Taxonomy,
    versions: RuleVersions | None = None,
) -> Rulebook:
    """Load the rules files and what the ledger holds; where a file is bad, the last good rules that `versions` keeps.

    Raises YamlFileError for rules that cannot be used while there are no good ones.
    """
    dictionary, _ = mirror.dictionary(PIM)
    categories = dictionary.get("categories", {})
    measures = Measures.from_dictionary(dictionary)
    rules, rule_version = active_rules(
        mapping, shop, versions, lambda rules: _follow(rules, categories), measures if dictionary else None
    )
    nodes, tree_hash = taxonomy.tree()
    names, names_hash = taxonomy.names()
    tree = CategoryTree.from_rows(nodes, names=names, entitled=rules.entitled_categories)
    rules, suggested_hash = _with_suggested(rules, tree, taxonomy)
    schemas = taxonomy.schemas()
    brands, brands_hash = known_brands(taxonomy)
    certificates, certificates_hash = _certificates(rules, mapping, mirror)
    parts = (
        rule_version.version,
        shop.model_dump_json(),
        tree_hash,
        names_hash,
        suggested_hash,
        certificates_hash,
        brands_hash,
        *_category_lines(rules, categories),
        *_rates_in_force(rules, datetime.now(UTC).date()),
    )
    return Rulebook(
        rules=rules,
        tree=tree,
        schemas={
            leaf: CategorySchema.from_answers(leaf, {"attributes": row["attributes"]}, row["rules"])
            for leaf, row in schemas.items()
        },
        schema_hashes={leaf: row["content_hash"] for leaf, row in schemas.items()},
        labels=_labels(dictionary),
        certificates=certificates,
        brands=brands,
        measures=measures,
        selection=selection(rules, categories),
        version=hashlib.sha256("|".join(parts).encode()).hexdigest(),
        rule_version=rule_version,
    )


def _follow(rules: Rules, categories: Mapping[str, Mapping[str, Any]]) -> None:
    """Let the rules know the PIM's categories; raises YamlFileError where eligibility names one that is not there."""
    selection(rules, categories)
    rules.know(PimCategories({code: row.get("parent") for code, row in categories.items()}))


def _category_lines(rules: Rules, categories: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The PIM's categories that rules hold for, each with the one above: moving one changes what holds for it."""
    asked = (
        code
        for _, rule in parts_of(rules, Conditional)
        for conditions in (rule.when, rule.unless)
        if "categories" in conditions
        for code in conditions["categories"].is_
    )
    return [
        f"{code}<{categories.get(code, {}).get('parent')}"
        for code in rules.all_below([*rules.categories, *asked])
    ]


def _rates_in_force(rules: Rules, today: date) -> list[str]:
    """The fixed rates that count today: when one begins or expires, every product is looked at again."""
    return [
        f"{where}: {currency}"
        for where, price in parts_of(rules, AmountRule)
        for currency, rate in price.convert.items()
        if rate.as_of <= today <= rate.expires
    ]


def _with_suggested(rules: Rules, tree: CategoryTree, taxonomy: Taxonomy) -> tuple[Rules, str]:
    """The rules with the suggested leaves that they let in, and what names these; by default none."""
    if rules.suggest.apply_above is None:
        return rules, ""
    known = {
        family: [Suggestion.model_validate(each) for each in row["suggestions"]]
        for family, row in taxonomy.suggestions().items()
    }
    rules, applied = with_suggested(rules, known, tree)
    return rules, canonical_hash({family: each.model_dump() for family, each in sorted(applied.items())})


def _certificates(rules: Rules, mapping: Path, mirror: Mirror) -> tuple[CertificateLibrary | None, str]:
    """The library, and the hash of what it holds and of what of it is valid today."""
    rule = rules.certificate_library
    if rule is None:
        return None, ""
    families = [rule.family] if rule.family else []
    documents = sorted(mirror.products_of_families(families), key=lambda product: product.key)
    folder = folder_documents(rule, mapping, mirror)
    library = CertificateLibrary.from_products(
        documents,
        rule,
        channel=rules.channel,
        locales=rules.locales,
        others=folder.documents,
        problems=folder.problems,
    )
    parts = (*map(content_hash, documents), folder.hash, *library.valid(datetime.now(UTC).date()))
    return library, hashlib.sha256("|".join(parts).encode()).hexdigest()


def _labels(dictionary: Mapping[str, Mapping[str, Any]]) -> OptionLabels:
    """Labels of options by their attribute; those of records by every attribute whose values name them."""
    named = dict(dictionary.get("options", {}))
    records = dictionary.get("records", {})
    for attribute, described in dictionary.get("attributes", {}).items():
        if described["type"].startswith("akeneo_reference_entity"):
            named[attribute] = records.get(described.get("reference_data_name"), {})
    labels = {
        (attribute, code, locale): label
        for attribute, entries in named.items()
        for code, entry in entries.items()
        for locale, label in entry.get("labels", {}).items()
    }
    every = {(attribute, code) for attribute, entries in named.items() for code in entries}
    return OptionLabels(labels, every - {key[:2] for key, label in labels.items() if label})
