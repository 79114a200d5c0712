"""The garbage collector while a great many documents come and go."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def spared_collector() -> Iterator[None]:
    """What lives already is not walked again and again: that costs more than reading the documents does."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
