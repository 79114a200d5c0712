"""The examples of the documentation, as they stand there: read by the real thing, and no key left out."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from catalog_sync.pim.drops.configuration import DropsConfiguration
from catalog_sync.pim.feed.configuration import FeedConfiguration
from catalog_sync.pim.media.configuration import MediaFolder
from catalog_sync.pim.rows.configuration import RowMapping, RowMedia, RowValue
from catalog_sync.source_configuration import PimConfiguration
from catalog_sync_tests.pim.feed_world import Feed

SECTION = re.search(
    r"^## Feed\n.*?(?=^## )",
    (Path(__file__).parents[3] / "docs" / "pim.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)
TEXT = SECTION.group() if SECTION else ""


def examples(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def feed(tmp_path: Path, engine: sa.Engine) -> Feed:
    """A feed that is configured as documented, but for where its files are."""
    feed = Feed(tmp_path, engine)
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "shirt.jpg").write_bytes(b"shirt")
    (tmp_path / "labels.csv").write_text(examples("csv")[1])
    documented = yaml.safe_load(examples("yaml")[0])["pim"]["feed"]
    documented["drops"] |= {"url": f"file://{feed.folder}"}
    feed.settings = documented | {
        "media": {"url": f"file://{tmp_path}/media"},
        "labels": f"file://{tmp_path}/labels.csv",
    }
    return feed


def test_documented_configurations_are_valid() -> None:
    found = [PimConfiguration.model_validate(yaml.safe_load(each)["pim"]) for each in examples("yaml")]
    assert all(each.feed for each in found)


def test_documented_files_become_the_products_that_the_text_tells(feed: Feed) -> None:
    (feed.folder / "products-1042.csv").write_text(examples("csv")[0])
    (feed.folder / "products-1042.csv.done").touch()
    feed.refresh()
    assert feed.problems == {}
    shirt, mug = feed.mirror["model:shirt"], feed.mirror["product:7003"]
    assert [sku.sku for sku in shirt.skus] == ["SH-S", "SH-M"]
    assert shirt.axes == ["color", "size"]
    assert {value.locale: value.data for value in shirt.values["name"]} == {
        "en_US": 'Shirt "Sun"',
        "id_ID": "Kaus",
    }
    assert shirt.skus[1].values["weight"][0].data == {"amount": "0.25", "unit": "KILOGRAM"}
    assert (mug.enabled, [media.code for media in mug.media]) == (
        False,
        ["care.pdf", "parts.pdf", "https://cdn.example.com/mug-v2.jpg"],
    )
    (feed.folder / "products-1043.jsonl").write_text(examples("jsonl")[0])
    (feed.folder / "products-1043.manifest.json").write_text(examples("json")[0])
    feed.refresh()
    assert feed.problems == {}
    shirt, mug = feed.mirror["model:shirt"], feed.mirror["product:7003"]
    assert [sku.sku for sku in shirt.skus] == ["SH-S"]
    assert (mug.enabled, mug.media, sorted(mug.values)) == (True, [], ["name", "weight"])


def test_documented_labels_are_dictionaries(feed: Feed) -> None:
    known = feed.ask(lambda source: source.dictionaries())
    assert known.options["color"]["red"].labels == {"en_US": "Red", "id_ID": "Merah"}
    assert known.categories["tops"].labels == {"en_US": "Tops"}


@pytest.mark.parametrize(
    "part", [FeedConfiguration, DropsConfiguration, RowMapping, RowValue, RowMedia, MediaFolder]
)
def test_every_key_of_the_configuration_is_explained(part: type) -> None:
    explained = set(re.findall(r"`([a-z_]+)`", TEXT))
    assert set(part.model_fields) - explained - {"drops", "rows"} == set()
