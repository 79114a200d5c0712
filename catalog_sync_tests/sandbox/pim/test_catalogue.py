"""Loading a catalogue directory."""

import pytest

from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync_tests.sandbox.pim.conftest import UUIDS


def append(path, line):
    path.write_bytes(path.read_bytes() + line + b"\n")


def test_a_sound_catalogue_has_no_problems(directory):
    catalogue = Catalogue.load(directory)
    assert catalogue.problems == []
    assert len(catalogue.entities.products.rows) == 4
    assert len(catalogue.entities.models.rows) == 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"uuid": "broken', "unexpected end"),
        (b"[1, 2]", "expected a JSON object, got list"),
        (b'{"uuid": "u", "updated": "2026-01-01T00:00:00+00:00"}', "lacks values"),
        (b'{"uuid": "u", "values": {}, "updated": "yesterday"}', "yesterday"),
        (b'{"uuid": "u", "values": [], "updated": "2026-01-01T00:00:00+00:00"}', "values must be an object"),
        (b'{"uuid": "\xff"}', "utf-8"),
    ],
)
def test_a_broken_line_is_reported_with_file_and_line_and_the_rest_is_loaded(directory, line, message):
    append(directory / "api" / "products.jsonl", line)
    catalogue = Catalogue.load(directory)
    (problem,) = catalogue.problems
    assert str(problem).startswith("api/products.jsonl:5: ")
    assert message.casefold() in problem.message.casefold()
    assert len(catalogue.entities.products.rows) == 4


def test_an_offer_with_a_bad_time_is_reported(directory):
    append(directory / "offers.jsonl", b'{"sku": "X", "as_of": "never"}')
    assert str(Catalogue.load(directory).problems[0]).startswith("offers.jsonl:4: ")


def test_missing_files_count_as_empty(directory):
    (directory / "offers.jsonl").unlink()
    (directory / "api" / "channels.jsonl").unlink()
    catalogue = Catalogue.load(directory)
    assert catalogue.offers.rows == {}
    assert catalogue.resources["channels"] == []


def test_a_catalogue_without_measurement_families_gets_the_standard_ones(directory):
    families = {row["code"]: row for row in Catalogue.load(directory).resources["measurement-families"]}
    assert families["Weight"]["units"]["POUND"]["convert_from_standard"] == [
        {"operator": "mul", "value": "0.45359237"}
    ]


def test_a_directory_without_products_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no catalogue: it has no api/products\.jsonl"):
        Catalogue.load(tmp_path)


def test_a_variant_keeps_only_what_it_does_not_inherit(directory):
    entities = Catalogue.load(directory).entities
    variant = entities.products.get(UUIDS["s"])
    assert set(variant["values"]) == {"sku", "size"}
    assert variant["categories"] == ["new"]
    assert set(entities.models.get("TEE-RED")["values"]) == {"color"}


def test_products_are_found_by_uuid_and_by_identifier(directory):
    catalogue = Catalogue.load(directory)
    assert catalogue.product(UUIDS["mug"]) is catalogue.product("MUG")
    assert catalogue.product("UNKNOWN") is None
