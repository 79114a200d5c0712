"""A PostgreSQL server that tests of a change log may stop and restore."""

from collections.abc import Iterator

import pytest

from catalog_sync_tests.pim.change_log.servers import Server


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("merchant") / "data")
    server.prepare()
    yield server
    server.close()
