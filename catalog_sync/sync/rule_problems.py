"""What the mapping rules name and neither the PIM nor any shop knows, once all shops have shown their leaves."""

import sqlalchemy as sa

from catalog_sync.configuration import Configuration
from catalog_sync.mapping.rule_check import unknown_names
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.taxonomy import Taxonomy
from catalog_sync.sync.refresh import PIM


def rule_problems(configuration: Configuration, engine: sa.Engine) -> list[str]:
    """A line per unknown name, with file and line. Rules shared by all shops are held against the leaves of all."""
    dictionary, _ = Mirror(engine).dictionary(PIM)
    known = [Taxonomy(engine, shop.shop_id).schemas() for shop in configuration.shops.values()]
    schemas = [
        CategorySchema.from_answers(leaf, {"attributes": row["attributes"]}, row["rules"])
        for leaves in (known if all(known) else ())
        for leaf, row in leaves.items()
    ]
    problems: dict[str, None] = {}
    for key, shop in configuration.shops.items():
        rules = load_rules(configuration.mapping, region=shop.region, partition_key=key)
        problems |= dict.fromkeys(unknown_names(rules, list(dictionary.get("attributes", {})), schemas))
    return list(problems)
