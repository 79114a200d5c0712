from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalog_sync.yaml_files import YamlFileError, describe, load_yaml


class Shop(BaseModel):
    model_config = ConfigDict(extra="forbid")

    app: str
    weight: int | None = Field(default=None, alias="grams")


class File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    shops: dict[str, Shop]
    spare: list[Shop] | None = None


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "shops.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(path: Path) -> list[str]:
    data, lines = load_yaml(path)
    with pytest.raises(ValidationError) as raised:
        File.model_validate(data)
    return describe(raised.value, lines, File).splitlines()


def test_country_codes_dates_and_leading_zeros_stay_text(tmp_path: Path) -> None:
    data, _ = load_yaml(write(tmp_path, "NO: no\non: 2026-01-01\ncode: 007\nsure: true\nempty:\n"))

    assert data == {"NO": "no", "on": "2026-01-01", "code": "007", "sure": True, "empty": None}


def test_an_unknown_key_is_told_with_file_line_path_and_the_keys_allowed_there(tmp_path: Path) -> None:
    path = write(tmp_path, "shops:\n  GB:\n    app: row\n    gram: 5\n")

    assert mistakes(path) == [
        f"{path}:4: shops.GB.gram: there is no such key; did you mean 'grams'?; allowed: app, grams"
    ]


def test_a_wrong_value_inside_a_list_is_told_with_its_own_line(tmp_path: Path) -> None:
    path = write(tmp_path, "shops: {}\nspare:\n  - app: row\n  - app: us\n    grams: heavy\n")

    assert [line.split(": Input")[0] for line in mistakes(path)] == [f"{path}:5: spare.1.grams"]


def test_a_merge_key_is_told_as_one(tmp_path: Path) -> None:
    path = write(tmp_path, "shops:\n  GB: &gb {app: row}\n  US:\n    <<: *gb\n")

    with pytest.raises(YamlFileError, match=r":4: YAML 1\.2 has no merge key <<"):
        load_yaml(path)


def test_a_missing_key_is_told_at_the_place_that_lacks_it(tmp_path: Path) -> None:
    path = write(tmp_path, "shops:\n  GB: {}\n")

    assert mistakes(path) == [f"{path}:2: shops.GB.app: is missing"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [("a: 1\nb: 2\na: 3\n", 3, "'a' stands here twice"), ("a: 1\nb: ]\n", 2, "")],
)
def test_a_file_that_is_not_proper_yaml_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    path = write(tmp_path, text)

    with pytest.raises(YamlFileError, match=f"{path}:{line}: .*{words}"):
        load_yaml(path)


def test_a_file_that_does_not_exist_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(YamlFileError, match=r"absent\.yaml: cannot be read"):
        load_yaml(tmp_path / "absent.yaml")


def test_an_empty_file_is_an_empty_mapping(tmp_path: Path) -> None:
    assert load_yaml(write(tmp_path, "# nothing yet\n"))[0] == {}
