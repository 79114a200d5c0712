"""The body of an answer, unpacked as it comes, and never longer than it may be."""

import zlib

import httpx

ACCEPTED_ENCODING = "gzip"
MAX_ANSWER_BYTES = 20_000_000
"""Unpacked; the largest answers, category trees, have some 400 KB."""

_GZIP = 16 + zlib.MAX_WBITS


class BodyError(Exception):
    """The body is too large, cut off, or packed in a way that was not asked for; the message says which."""


async def read_body(response: httpx.Response) -> bytearray:
    """The whole body of a streamed answer, plain or packed with gzip once. Raises BodyError.

    The header is taken away so that httpx does not unpack it: it would unpack whole chunks, and 64 KB can hold 64 MB.
    """
    encoding = response.headers.pop("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", ACCEPTED_ENCODING):
        raise BodyError(f"the answer is packed as {encoding[:40]!r}, which was not asked for")
    unpacker = zlib.decompressobj(_GZIP) if encoding == ACCEPTED_ENCODING else None
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += _unpacked(unpacker, chunk, MAX_ANSWER_BYTES + 1 - len(body)) if unpacker else chunk
        if len(body) > MAX_ANSWER_BYTES:
            raise BodyError(f"the answer is larger than {MAX_ANSWER_BYTES} bytes")
    if unpacker and body and not unpacker.eof:
        raise BodyError("the packed answer is cut off")
    return body


def _unpacked(unpacker: "zlib._Decompress", chunk: bytes, most: int) -> bytes:
    try:
        return unpacker.decompress(chunk, most)
    except zlib.error:
        raise BodyError("the answer cannot be unpacked") from None
