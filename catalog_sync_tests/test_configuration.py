"""The configuration: what is wrong is told with file, line and what is allowed; secrets come from the environment."""

from pathlib import Path

import pytest

from catalog_sync.configuration import (
    ConfigurationError,
    database_url,
    encryption_key,
    load_configuration,
    secret,
)

GOOD = """\
environment: production
apps:
  row:
    app_key: 6demo
    secret_env: APP_SECRET_ROW
    service_id: "172"
shops:
  GB: {app: row, shop_id: "7494", region: GB}
pim: {akeneo: {url: https://pim.example.com, client_id: 1_abc, username: sync}}
mapping: mapping
"""


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "catalog_sync.yaml"
    path.write_text(text)
    return path


def test_a_good_file_is_read_and_its_folder_of_rules_is_found_beside_it(tmp_path: Path) -> None:
    configuration = load_configuration(_written(tmp_path, GOOD))
    assert configuration.shops["GB"].shop_id == "7494"
    assert configuration.mapping == tmp_path / "mapping"


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("app_key: 6demo", "app_kye: 6demo", ["catalog_sync.yaml:4", "app_kye", "did you mean 'app_key'"]),
        ("region: GB}", "region: Britain}", ["catalog_sync.yaml:8", "region"]),
        ("secret_env: APP_SECRET_ROW", "secret_env: s3cr3t!", ["catalog_sync.yaml:5", "secret_env"]),
        ("app: row,", "app: world,", ["shop GB", "'world'", "allowed: row"]),
        ("environment: production", "environment: [", ["catalog_sync.yaml:"]),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_is_allowed(
    tmp_path: Path, good: str, bad: str, told: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        load_configuration(_written(tmp_path, GOOD.replace(good, bad)))
    assert all(part in str(refused.value) for part in told), str(refused.value)


def test_a_missing_secret_is_told_by_the_name_of_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("APP_SECRET_ROW", raising=False)
    with pytest.raises(ConfigurationError, match="APP_SECRET_ROW is not set"):
        secret("APP_SECRET_ROW")


def test_a_secret_does_not_show_in_its_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_SECRET_ROW", "hunter2")
    assert "hunter2" not in repr(secret("APP_SECRET_ROW"))


def test_missing_database_and_key_say_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CATALOG_SYNC_DATABASE_URL", raising=False)
    monkeypatch.delenv("CATALOG_SYNC_ENCRYPTION_KEY", raising=False)
    with pytest.raises(ConfigurationError, match=r"postgresql\+psycopg2://"):
        database_url()
    with pytest.raises(ConfigurationError, match="catalog-sync new-key"):
        encryption_key()
