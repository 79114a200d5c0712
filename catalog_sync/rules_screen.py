"""`catalog-sync check`: which mapping rules each shop works by, and every mistake in the files."""

from collections.abc import Callable, Iterable

import click
import sqlalchemy as sa

from catalog_sync.configuration import Configuration
from catalog_sync.mapping.hashes import rules_hash
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.store.rule_versions import RuleVersions
from catalog_sync.sync.active_rules import RuleVersion
from catalog_sync.sync.rule_problems import rule_problems
from catalog_sync.yaml_files import YamlFileError


def show_rules(configuration: Configuration, open_ledger: Callable[[], sa.Engine]) -> bool:
    """Show every mistake, and a line per shop; returns whether there is no mistake.

    What the files show by themselves is told before the ledger is opened.
    """
    versions, unusable = dict[str, str](), dict[str, None]()
    for key, shop in configuration.shops.items():
        try:
            rules = load_rules(configuration.mapping, region=shop.region, partition_key=key, measures=None)
            versions[key] = rules_hash(rules)
        except YamlFileError as bad:
            unusable |= dict.fromkeys(str(bad).splitlines())
    _show(unusable)
    engine = open_ledger()
    mistakes = rule_problems(configuration, engine, products=True)
    _show(line for line in mistakes if line not in unusable)
    for key, shop in configuration.shops.items():
        _show_shop(key, versions.get(key), RuleVersions(engine, shop.shop_id))
    return not mistakes


def _show(mistakes: Iterable[str]) -> None:
    for mistake in mistakes:
        click.secho(mistake, fg="yellow")


def _show_shop(key: str, version: str | None, versions: RuleVersions) -> None:
    """The state of one shop's rules; nothing is activated by looking."""
    active = versions.active()
    kept = RuleVersion(active.version, active.since) if active else None
    if version is None:
        state = f"the last good ones go on: {kept}" if kept else "there are no others, so nothing is listed"
        click.secho(f"{key}: the mapping rules cannot be used; {state}", fg="red")
    elif kept and kept.version == version:
        click.echo(f"{key}: the mapping rules can be used: {kept}")
    else:
        click.echo(f"{key}: the mapping rules can be used: {version[:12]}, active from the next run on")
