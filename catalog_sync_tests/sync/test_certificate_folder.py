"""A folder of certificates: what of it reaches the library, and what happens while it cannot be read."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from catalog_sync.mapping.certificate_library import CertificateDocument
from catalog_sync.mapping.certificate_rules import CertificateLibraryRule
from catalog_sync.pim.errors import MediaMissing, PimUnreachable
from catalog_sync.store.mirror import Mirror
from catalog_sync.sync.certificate_folder import FolderDocuments, download, folder_documents, folder_problems

RULE = CertificateLibraryRule.model_validate(
    {"folder": {"url": "certificates"}, "certifications": {"ukca": "7001"}}
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = tmp_path / "certificates"
    own.mkdir()
    (own / "ukca.pdf").write_bytes(b"%PDF-1.4 one")
    (own / "index.csv").write_text("type,files,valid_until,skus\nukca,ukca.pdf,2027-12-31,LAMP-1\n")
    return own


def read(folder: Path, engine: sa.Engine) -> FolderDocuments:
    return folder_documents(RULE, folder.parent, Mirror(engine))


def bytes_of(found: FolderDocuments, engine: sa.Engine) -> bytes:
    return asyncio.run(download(Mirror(engine), found.documents[0].media_codes[0]))


def test_the_documents_of_the_index_reach_the_library_with_their_bytes(
    folder: Path, engine: sa.Engine
) -> None:
    found = read(folder, engine)

    [document] = found.documents
    assert document == CertificateDocument(
        "ukca.pdf", "ukca", document.media_codes, date(2027, 12, 31), frozenset({"LAMP-1"})
    )
    assert document.media_codes[0].startswith("certificates:")
    assert bytes_of(found, engine) == b"%PDF-1.4 one"
    assert read(folder, engine).hash == found.hash


def test_a_file_that_is_replaced_has_another_code(folder: Path, engine: sa.Engine) -> None:
    before = read(folder, engine)
    (folder / "ukca.pdf").write_bytes(b"%PDF-1.4 two, and longer")

    with pytest.raises(PimUnreachable, match="has changed since the index was read"):
        bytes_of(before, engine)
    after = read(folder, engine)
    assert (bytes_of(after, engine), after.hash != before.hash) == (b"%PDF-1.4 two, and longer", True)


def test_while_the_folder_cannot_be_read_its_last_index_counts_on(folder: Path, engine: sa.Engine) -> None:
    before = read(folder, engine)
    folder.rename(folder.with_name("away"))

    now = read(folder, engine)

    assert now.documents == before.documents
    assert "what it held last time counts on" in now.problems[0]


def test_a_folder_that_was_never_read_gives_nothing_and_says_so(tmp_path: Path, engine: sa.Engine) -> None:
    found = folder_documents(RULE, tmp_path, Mirror(engine))

    assert found.documents == []
    assert "it has never been read" in found.problems[0]


def test_a_bad_row_keeps_its_document_out_and_is_told(folder: Path, engine: sa.Engine) -> None:
    with (folder / "index.csv").open("a") as index:
        index.write("bpom,ukca.pdf,,LAMP-2\n")

    found = read(folder, engine)

    assert [document.covers for document in found.documents] == [frozenset({"LAMP-1"})]
    assert "type 'bpom' stands for no certification" in found.problems[0]


def test_what_is_wrong_with_the_folder_is_told_with_its_place(folder: Path) -> None:
    assert folder_problems(RULE, folder.parent) == []
    with (folder / "index.csv").open("a") as index:
        index.write("ukca,gone.pdf,,LAMP-2\n")

    [told] = folder_problems(RULE, folder.parent)
    assert told.startswith("certificates/index.csv:3: files: there is no 'gone.pdf' in the folder")

    folder.rename(folder.with_name("away"))
    [told] = folder_problems(RULE, folder.parent)
    assert told.startswith("The certificates in certificates cannot be read")


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/hostname", "index.csv/../../secret.txt"])
def test_no_code_reaches_a_file_outside_the_folder(folder: Path, engine: sa.Engine, path: str) -> None:
    (folder.parent / "secret.txt").write_text("secret")
    code = read(folder, engine).documents[0].media_codes[0]
    key = code.removeprefix("certificates:").partition("/")[0]

    with pytest.raises(MediaMissing):
        asyncio.run(download(Mirror(engine), f"certificates:{key}/{path}#0"))
