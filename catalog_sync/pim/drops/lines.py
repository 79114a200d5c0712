"""The lines of a stream of bytes as text: counted, bounded in length, and flawed ones recognised."""

import codecs
from io import TextIOWrapper
from math import inf
from typing import BinaryIO

_LIMIT = 16_000_000
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_UNDECODABLE = "\udc80"


class TooLong(Exception):  # noqa: N818 - the name says what happened
    """The stream has more characters than it may."""


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return _UNDECODABLE, error.end


codecs.register_error("catalog_sync.mark", _mark)


class Lines:
    """Iterates over the lines with their line breaks; a byte order mark decides the encoding and is left out.

    A line has at most `limit` characters, the rest is skipped; raises TooLong after `most` of them in all.
    """

    def __init__(self, stream: BinaryIO, encoding: str, limit: int = _LIMIT, most: float = inf) -> None:
        self._encoding = encoding
        start = stream.read(4)
        found = next((name for bom, name in _BOMS.items() if start.startswith(bom)), encoding)
        stream.seek(0)
        self._text = TextIOWrapper(stream, encoding=found, errors="catalog_sync.mark", newline="")
        self._limit, self._left = limit, most
        self._flaw: str | None = None
        self.number = 0
        self.ended = True

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._read()
        if not line:
            raise StopIteration
        self.number += 1
        self.ended = line[-1] in "\r\n"
        if not self.ended and len(line) == self._limit:
            self._skip_rest()
        if "\0" in line:
            self._flaw = "it holds a NUL character"
        elif not line.isascii() and _UNDECODABLE in line:
            self._flaw = f"it is not in {self._encoding}"
        return line

    def take_flaw(self) -> str | None:
        """What is wrong with any of the lines since this was last asked; none for sound ones."""
        flaw, self._flaw = self._flaw, None
        return flaw

    def close(self) -> None:
        """Let go of the stream and leave it open."""
        self._text.detach()

    def _read(self) -> str:
        line = self._text.readline(self._limit)
        self._left -= len(line)
        if self._left < 0:
            raise TooLong
        return line

    def _skip_rest(self) -> None:
        while (more := self._read()) and more[-1] not in "\r\n":
            pass
        self.ended = bool(more)
        self._flaw = f"it is longer than {self._limit} characters"
