"""Dictionaries and media files over the API."""

import json

import pytest


def test_dictionaries_are_listed_and_read_by_code(pim):
    assert [item["code"] for item in pim.items("families")] == ["mugs", "t_shirts"]
    assert pim.get("families/MUGS").json()["code"] == "mugs"
    assert pim.get("channels/ecommerce").json() == {"code": "ecommerce"}


def test_options_and_family_variants_belong_to_their_parents(pim):
    assert [item["code"] for item in pim.items("attributes/color/options")] == ["red"]
    assert [item["code"] for item in pim.items("families/t_shirts/variants")] == ["by_color_size"]
    assert pim.items("families/mugs/variants") == []


@pytest.mark.parametrize("path", ["families/none/variants", "attributes/none/options", "channels/none"])
def test_an_unknown_parent_or_code_is_not_found(pim, path):
    assert pim.get(path).status_code == 404


def test_dictionaries_filter_by_code(pim):
    search = json.dumps({"code": [{"operator": "IN", "value": ["mugs"]}]})
    assert [item["code"] for item in pim.items("families", search=search)] == ["mugs"]
    refused = pim.get("families", search='{"updated":[{"operator":">","value":"2026-01-01T00:00:00Z"}]}')
    assert refused.status_code == 422


def test_measurement_families_come_as_one_plain_list(pim):
    assert {family["code"] for family in pim.get("measurement-families").json()} == {
        "Weight",
        "Length",
        "Volume",
    }


def test_media_codes_keep_their_slashes_in_the_path(pim):
    described = pim.get("media-files/a/b/c/d/abcd_mug.jpg").json()
    assert described["original_filename"] == "mug.jpg"
    assert "file" not in described
    href = described["_links"]["download"]["href"]
    assert href == "http://pim.test/api/rest/v1/media-files/a/b/c/d/abcd_mug.jpg/download"
    answer = pim.get("media-files/a/b/c/d/abcd_mug.jpg/download")
    assert (answer.content, answer.headers["content-type"]) == (b"mug", "image/jpeg")


def test_a_lost_file_and_an_unknown_code_are_told_apart(pim):
    lost = pim.get("media-files/e/f/0/1/ef01_lost.jpg/download")
    assert (lost.status_code, "not present on the filesystem" in lost.json()["message"]) == (404, True)
    unknown = pim.get("media-files/x/download")
    assert (unknown.status_code, "does not exist" in unknown.json()["message"]) == (404, True)
