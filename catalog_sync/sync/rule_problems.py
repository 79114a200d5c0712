"""What is wrong with the mapping rules of all shops: what cannot be read, and what neither PIM nor shops know."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from catalog_sync.configuration import Configuration
from catalog_sync.mapping.categories import CategoryTree
from catalog_sync.mapping.measures import Measures
from catalog_sync.mapping.regions import regions
from catalog_sync.mapping.rule_categories import PimCategories
from catalog_sync.mapping.rule_check import Market, rule_mistakes
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rule_fit import Fit
from catalog_sync.mapping.rule_tables_files import is_passing, layer_of
from catalog_sync.mapping.rule_tally import Tally
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.taxonomy import Taxonomy
from catalog_sync.sync.brands import known_brands
from catalog_sync.sync.certificate_folder import folder_problems
from catalog_sync.sync.refresh import PIM
from catalog_sync.yaml_files import YamlFileError


def rule_problems(configuration: Configuration, engine: sa.Engine, *, products: bool = False) -> list[str]:
    """A line per mistake, with file and line. Rules shared by all shops are held against the leaves of all.

    With `products` every product of the mirror is held against the rules too: those that fit none are told. So
    is the folder of certificates.
    """
    dictionary, _ = Mirror(engine).dictionary(PIM)
    measures = Measures.from_dictionary(dictionary)
    problems = dict.fromkeys([*_shops_unknown(configuration), *_unread(configuration.mapping)])
    markets: list[Market] = []
    for key in configuration.shops:
        try:
            shop = configuration.shops[key]
            rules = load_rules(
                configuration.mapping,
                region=shop.region,
                partition_key=key,
                measures=measures if dictionary else None,
            )
            markets.append(market_of(configuration, engine, key, rules, dictionary))
        except YamlFileError as bad:
            problems |= dict.fromkeys(str(bad).splitlines())
    problems |= dict.fromkeys(rule_mistakes(markets, dictionary))
    if products:
        problems |= dict.fromkeys(_unfit(markets, Mirror(engine), measures))
        for market in markets:
            library = market.rules.certificate_library
            problems |= dict.fromkeys(folder_problems(library, configuration.mapping))
    return list(problems)


def market_of(
    configuration: Configuration,
    engine: sa.Engine,
    key: str,
    rules: Rules,
    dictionary: Mapping[str, Mapping[str, Any]],
) -> Market:
    """One shop, with what the ledger holds of its tree and leaves, for its rules to be held against."""
    shop = configuration.shops[key]
    categories = dictionary.get("categories", {})
    rules.know(PimCategories({code: row.get("parent") for code, row in categories.items()}))
    taxonomy = Taxonomy(engine, shop.shop_id)
    schemas = {
        leaf: CategorySchema.from_answers(leaf, {"attributes": row["attributes"]}, row["rules"])
        for leaf, row in taxonomy.schemas().items()
    }
    (nodes, _), (names, _) = taxonomy.tree(), taxonomy.names()
    tree = CategoryTree.from_rows(nodes, names=names, entitled=rules.entitled_categories)
    brands, _ = known_brands(taxonomy)
    return Market(key, regions()[shop.region], rules, tree, schemas, brands)


def _shops_unknown(configuration: Configuration) -> list[str]:
    """Files of shops that are not configured: nothing reads them."""
    allowed = ", ".join(f"{key}.yaml" for key in configuration.shops)
    return [
        f"{path}: no shop is called so, so it is never read; allowed: {allowed}"
        for path in sorted((configuration.mapping / "shops").glob("*"))
        if not is_passing(path) and layer_of(path) not in configuration.shops
    ]


def _unread(mapping: Path) -> list[str]:
    """Files and folders that look like rules but are called so that nothing reads them."""
    found = [path for path in sorted(mapping.glob("*")) if not is_passing(path)]
    files = [
        path for path in found if path.is_file() and _looks_like_rules(path) and layer_of(path) != "common"
    ]
    folders = [path for path in found if path.is_dir() and path.name not in _FOLDERS]
    misspelt = [
        path for path in folders if difflib.get_close_matches(path.name.lower(), _FOLDERS, cutoff=0.7)
    ]
    allowed = "common.yaml, regions/GB.yaml, shops/GB.yaml, and tables beside them such as common.values.csv"
    return [f"{path}: is never read; rules are called: {allowed}" for path in (*files, *misspelt)]


_FOLDERS = ("regions", "shops")


def _looks_like_rules(path: Path) -> bool:
    if path.suffix == ".csv":
        return path.name.startswith("common.") or layer_of(path) is not None
    return path.suffix in (".yaml", ".yml", ".xlsx")


def _unfit(markets: list[Market], mirror: Mirror, measures: Measures) -> list[str]:
    """Rules that fit no product in any of the shops that share them; nothing is said of an empty mirror."""
    fits, tally, seen = [Fit(market.rules, measures) for market in markets], Tally(), 0
    for chunk in mirror.living():
        seen += len(chunk)
        for fit in fits:
            for product, _ in chunk:
                fit.see(product)
    for fit in fits if seen else ():
        fit.tell(tally)
    return tally.lines()
