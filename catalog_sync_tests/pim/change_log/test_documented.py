"""The documentation of change logs, played on a real PostgreSQL: its SQL, its configurations and what a check says."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from pydantic import BaseModel

from catalog_sync.pim.change_log.configuration import ChangeLogConfiguration
from catalog_sync.pim.document import Product
from catalog_sync.pim.media.configuration import MediaFolder
from catalog_sync.pim.rows.configuration import RowMapping, RowMedia, RowValue
from catalog_sync.pim.source import Gone
from catalog_sync.source_configuration import PimConfiguration
from catalog_sync_tests.pim.change_log_world import Merchant

DOCUMENT = Path(__file__).parents[3] / "docs" / "pim.md"
SECTION = DOCUMENT.read_text().partition("\n## Change log\n")[2].partition("\n## ")[0]
A, B = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", SECTION, re.DOTALL)


*TABLES, CLEANING = blocks("sql")
CONFIGURATIONS = [yaml.safe_load(block)["pim"] for block in blocks("yaml")]
LOGS = [configuration["change_log"]["table"] for configuration in CONFIGURATIONS]


@pytest.fixture
def documented(server):
    """The database of the documentation, with one product and the documented user."""
    with server.database() as url:
        owner = sa.create_engine(url)
        with owner.begin() as connection:
            for block in TABLES:
                connection.exec_driver_sql(block)
        yield owner
        with owner.begin() as connection:
            connection.exec_driver_sql("drop owned by catalog_sync; drop role catalog_sync")
        owner.dispose()


class Shop(Merchant):
    """The documented merchant, read by the documented user."""

    def __init__(self, owner: sa.Engine, table: str) -> None:
        self.engine, self.bound = owner, None
        self.url = owner.url.set(username="catalog_sync", password="change me").render_as_string(
            hide_password=False
        )
        told = next(each for each in CONFIGURATIONS if each["change_log"]["table"] == table)
        parsed = PimConfiguration.model_validate(told).change_log
        self.configuration = parsed.model_dump() | {"media": None}

    def put(self, key: str, title: str, **columns) -> None:
        """Write a product everywhere, as each of the documented logs wants it."""
        columns = {"model": None, "status": "active", "color": "red"} | columns
        self.do("delete from pim.products where id = cast(:key as uuid)", key=key)
        self.do(
            "insert into pim.products (id, sku, model, status, color, categories, pictures) "
            "values (:key, :sku, :model, :status, :color, '{mugs}', '{front.jpg}')",
            key=key,
            sku=f"SKU-{key[0]}",
            **columns,
        )
        self.do("insert into pim.texts values (:key, 'en_US', :title)", key=key, title=title)
        document = Product(key=f"product:{key}", identifier=title).model_dump_json()
        self.log(key, "upsert", document)

    def remove(self, key: str) -> None:
        self.do("delete from pim.products where id = cast(:key as uuid)", key=key)
        self.log(key, "delete", None)

    def log(self, key: str, operation: str, document: str | None) -> None:
        self.do(
            "insert into pim.product_outbox (product, operation, document) values (:key, :operation, :document)",
            key=f"product:{key}",
            operation=operation,
            document=document,
        )


@pytest.mark.parametrize("table", LOGS)
def test_the_documented_log_tells_of_everything(documented, table):
    """Failure modes 1 and 3."""
    shop = Shop(documented, table)
    shop.put(A, "Mug")
    assert shop.changed() == [f"product:{A}"]
    shop.put(B, "Lamp")
    assert shop.changed() == [f"product:{B}"]
    shop.remove(A)
    assert Gone(f"product:{A}") in shop.next()
    assert shop.changed() == []


def test_a_text_that_a_view_joins_is_a_change_of_its_product(documented):
    shop = Shop(documented, "pim.changes")
    shop.put(A, "Mug")
    shop.changed()
    shop.do("update pim.texts set title = 'Cup'")
    (product,) = shop.next()
    assert product.values["title"][0].data == "Cup"
    labels = shop.ask(lambda source: source.dictionaries())
    assert labels.options["color"]["red"].labels == {"en_US": "Red"}


def test_a_renamed_key_and_a_model_that_was_left_are_told_by_the_trigger(documented):
    """Failure mode 14."""
    shop = Shop(documented, "pim.product_log")
    for key in (A, B):
        shop.put(key, "Mug", model="MUGS")
    shop.changed()
    shop.do("update pim.products set model = null where id = cast(:key as uuid)", key=A)
    found = {change.key: change for change in shop.next() if isinstance(change, Product)}
    assert [sku.key for sku in found["model:mugs"].skus] == [B]
    assert found[f"product:{A}"].media[0].code == "front.jpg"
    shop.do("delete from pim.texts")
    shop.do("update pim.products set id = gen_random_uuid() where id = cast(:key as uuid)", key=A)
    found = shop.next()
    assert Gone(f"product:{A}") in found
    assert any(isinstance(change, Product) for change in found)


@pytest.mark.parametrize("table", LOGS)
def test_the_documented_cleaning_takes_nothing_away_that_is_needed(documented, table):
    """Failure mode 3: the log may be cleaned after it was read."""
    shop = Shop(documented, table)
    for title in ("Mug", "Cup"):
        shop.put(A, title)
    shop.changed()
    for each in LOGS:
        shop.do(f"update {each} set at = now() - interval '31 days'")
    shop.changed()
    with documented.begin() as connection:
        connection.exec_driver_sql(CLEANING)
        left = connection.scalar(sa.text(f"select count(*) from {table}"))
    assert left == (1 if table == "pim.product_outbox" else 0)
    assert shop.changed() == []
    assert len(shop.listed()[0]) == 1
    shop.put(B, "Lamp")
    assert shop.changed() == [f"product:{B}"]


@pytest.mark.parametrize("table", LOGS)
def test_a_check_of_the_documented_log_finds_nothing_to_correct(documented, table):
    shop = Shop(documented, table)
    shop.put(A, "Mug")
    lines = shop.ask(check)
    assert [line for line in lines if line.ok is not True] == []
    if table == "pim.product_log":
        (shown,) = blocks("text")
        assert [shape(line.what) for line in lines] == [*map(shape, shown.splitlines())]


async def check(source):
    return [line async for line in source.check()]


def shape(line: str) -> str:
    """A line of a check less what is different each time."""
    line = re.sub(r"^(pim.products may be read).*", r"\1", line)
    line = re.sub(r"at \S+/\S+", "at database", re.sub(r"products: .*", "products", line))
    return re.sub(r"(, begun .*)|[\d.]*\d", "", line)


def names(part: type[BaseModel]) -> set[str]:
    return set(part.model_fields)


def test_every_key_is_explained():
    told = set(re.findall(r"`(\w+)`", SECTION.partition("### All keys")[2]))
    models = (ChangeLogConfiguration, RowMapping, RowValue, RowMedia, MediaFolder)
    assert set().union(*map(names, models)) <= told


def test_the_advice_for_a_restored_log_makes_it_sound_again(documented):
    """Failure mode 3."""
    shop = Shop(documented, "pim.product_log")
    shop.put(A, "Mug")
    shop.do("update pim.product_log set xid = '99999999999'")
    assert any("not reached yet" in line.what and line.ok is False for line in shop.ask(check))
    (advice,) = re.findall(r"`(update pim\.product_log [^`]*)`", SECTION)
    shop.do(advice)
    assert all(line.ok for line in shop.ask(check))


def test_the_documented_index_serves_the_search_for_variants(documented):
    """Failure mode 7."""
    explained = (
        "explain select id from pim.products where lower(btrim(cast(model as text)) collate \"C\") in ('a')"
    )
    with documented.begin() as connection:
        connection.exec_driver_sql("set local enable_seqscan = off")
        plan = "\n".join(row[0] for row in connection.exec_driver_sql(explained))
    assert "Index Cond" in plan
