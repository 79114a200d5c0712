"""Files beside a feed: by URL, or by path with a version, and never other bytes than the code means."""

import os
from pathlib import Path

import httpx
import pytest

from catalog_sync.pim.errors import MediaMissing, MediaRefused, PimUnreachable
from catalog_sync.pim.media import files as media_files
from catalog_sync.pim.media.files import MediaFiles, media_path
from catalog_sync_tests.pim.world import no_pause, run


def download(code: str, folder: Path | None = None, answer=None) -> bytes:
    async def downloaded() -> bytes:
        transport = httpx.MockTransport(answer or (lambda _: httpx.Response(500)))
        url = f"file://{folder}" if folder else None
        async with MediaFiles(url, transport=transport, pause=no_pause) as files:
            return await files.download(code)

    return run(downloaded())


def code_of(folder: Path, path: str) -> str:
    return f"{path}#{MediaFiles(f'file://{folder}').versions()[path]}"


def test_a_path_with_its_version_gives_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a #1").mkdir()
    (tmp_path / "a #1" / "x.jpg").write_bytes(b"bytes")
    assert download(code_of(tmp_path, "a #1/x.jpg"), tmp_path) == b"bytes"


def test_bytes_that_changed_are_not_given_for_the_old_code(tmp_path: Path) -> None:
    """Failure mode 5: the same code is the same bytes for ever."""
    (tmp_path / "x.jpg").write_bytes(b"bytes")
    code = code_of(tmp_path, "x.jpg")
    (tmp_path / "x.jpg").write_bytes(b"other")
    os.utime(tmp_path / "x.jpg", (1, 1))
    with pytest.raises(PimUnreachable, match="has changed"):
        download(code, tmp_path)


@pytest.mark.parametrize("code", ["../secret", "a/../../secret", "/etc/passwd", "a\\..\\..\\secret", ""])
def test_a_code_never_leaves_the_folder(tmp_path: Path, code: str) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    (tmp_path / "secret").write_bytes(b"secret")
    with pytest.raises(MediaRefused, match="leaves"):
        download(code, folder)


def test_a_file_that_is_gone_is_missing_and_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for code in ("x.jpg#5-1", "x.jpg", "folder"):
        with pytest.raises(MediaMissing):
            download(code, tmp_path)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_files, "MEDIA_LIMIT", 4)
    (tmp_path / "x.jpg").write_bytes(b"bytes")
    with pytest.raises(MediaRefused, match="more than 4 bytes"):
        download(code_of(tmp_path, "x.jpg"), tmp_path)
    with pytest.raises(MediaRefused, match="more than 4 bytes"):
        download("https://x.test/a.jpg", answer=lambda _: httpx.Response(200, content=b"bytes"))


def test_a_path_without_a_configured_folder_is_refused() -> None:
    with pytest.raises(MediaRefused, match="no media folder"):
        download("x.jpg")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, MediaMissing),
        (410, MediaMissing),
        (403, MediaRefused),
        (401, MediaRefused),
        (503, PimUnreachable),
    ],
)
def test_what_a_far_end_answers_decides_whether_to_try_again(status: int, error: type[Exception]) -> None:
    """Failure mode 15: a file that cannot be had is a finding of its product."""
    with pytest.raises(error):
        download("https://x.test/a.jpg", answer=lambda _: httpx.Response(status))


def test_a_url_is_followed_to_its_bytes() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/a.jpg":
            return httpx.Response(302, headers={"location": "https://cdn.test/b.jpg?v=2"})
        return httpx.Response(200, content=str(request.url).encode())

    assert download("https://x.test/a.jpg#top", answer=answer).startswith(b"https://cdn.test/b.jpg?v=2")


def test_an_empty_media_folder_is_taken_for_one_that_is_away(tmp_path: Path) -> None:
    with pytest.raises(PimUnreachable):
        MediaFiles(f"file://{tmp_path}").versions()


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("/a/b.jpg", "a/b.jpg"),
        (".\\a\\b.jpg", "a/b.jpg"),
        ("a//b.jpg", "a/b.jpg"),
        ("../b", None),
        ("HTTP://x", None),
    ],
)
def test_a_cell_means_a_path_below_the_folder_or_none(name: str, path: str | None) -> None:
    assert media_path(name) == path
