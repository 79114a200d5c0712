"""Why bytes are no picture that can be shown, as one typed error."""

from collections.abc import Iterator
from contextlib import contextmanager


class NotAPicture(Exception):  # noqa: N818 - the name says what happened
    """The bytes cannot become a picture; `code` is stable, the message says what they are and what to do.

    Codes: `empty`, `html`, `pdf`, `heic`, `svg`, `unreadable`, `truncated`, `too_many_pixels`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@contextmanager
def decoding(failure: NotAPicture) -> Iterator[None]:
    """Turn whatever a decoder raises on broken bytes into the typed failure."""
    try:
        yield
    except NotAPicture:
        raise
    except Exception as error:
        raise failure from error
