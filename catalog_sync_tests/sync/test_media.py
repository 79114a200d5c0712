"""Files that are not the PIM's: documents of the certificate folder and drawn size charts, on their way into the shop."""

import shutil
from pathlib import Path

import pytest
import yaml

from catalog_sync.mapping.size_chart import DRAWN
from catalog_sync.sync.pictures import Upload, upload_pictures
from catalog_sync.sync.placeholders import MediaKey
from catalog_sync_tests.sync.goods import PDF, lamp
from catalog_sync_tests.sync.shopfront import UPLOAD, Shopfront

UKCA = "7182427311584347001"
TABLE = DRAWN + '{"columns":["Size"],"font":null,"rows":[["S"]],"title":""}'


@pytest.fixture
def with_folder(front: Shopfront, tmp_path: Path) -> Shopfront:
    """The shop with rules that attach what a folder of certificates holds for its lamps."""
    rules = tmp_path / "rules"
    shutil.copytree(front.configuration.mapping, rules)
    common = yaml.safe_load((rules / "common.yaml").read_text())
    common["certificate_library"] |= {"folder": {"url": "papers"}, "attach": "listed"}
    (rules / "common.yaml").write_text(yaml.safe_dump(common))
    (rules / "papers").mkdir()
    (rules / "papers" / "lamps.pdf").write_bytes(PDF)
    index = "type,files,valid_until,leaves\nukca,lamps.pdf,2099-12-31,600161\n"
    (rules / "papers" / "index.csv").write_text(index)
    front.configuration = front.configuration.model_copy(update={"mapping": rules})
    return front


def test_a_document_of_the_folder_reaches_the_shop_with_every_product_of_its_leaf(
    with_folder: Shopfront,
) -> None:
    with_folder.stock(lamp(1), lamp(2))

    with_folder.sync()

    entries = [product["latest"]["certifications"] for product in with_folder.products.values()]
    assert [[(entry["id"], entry["files"][0]["name"]) for entry in listed] for listed in entries] == [
        [(UKCA, "lamps.pdf")]
    ] * 2
    assert not any(code.startswith("certificates:") for code in with_folder.pim.downloads)


def uploaded(front: Shopfront, code: str) -> Upload:
    key = MediaKey(code, "SIZE_CHART_IMAGE", "{}")
    [upload] = front.at_desk(lambda desk: upload_pictures(desk, front.pim, [key]))
    return upload


def test_a_table_is_drawn_and_uploaded_once(front: Shopfront) -> None:
    first, again = uploaded(front, TABLE), uploaded(front, TABLE)

    assert (first.problem, first.reused, again.reused) == (None, False, True)
    assert (first.reference, front.calls(UPLOAD), front.pim.downloads) == (again.reference, 1, [])


def test_a_table_that_cannot_be_drawn_is_the_problem_of_its_product(front: Shopfront) -> None:
    upload = uploaded(front, DRAWN + "{}")

    assert (upload.reference, upload.problem) == (
        None,
        "The size chart cannot be drawn: correct its table in the rules or the PIM.",
    )
