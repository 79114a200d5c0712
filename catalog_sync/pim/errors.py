"""What can go wrong between us and a PIM, one type per thing that a caller does differently."""

# ruff: noqa: N818 - the names say what happened


class PimError(Exception):
    """Base of everything that a source of products, prices or stock raises."""


class PimUnreachable(PimError):
    """No usable answer after all retries: try the whole read again later."""


class PimRefused(PimError):
    """Credentials or permissions are refused: a person must change the connection."""


class PimForbidden(PimRefused):
    """One resource may not be read; the others may be."""


class PimAnswerInvalid(PimError):
    """An answer that does not keep the source's own contract, e.g. an HTML page in place of JSON."""


class MediaMissing(PimError):
    """The PIM knows the media code but has no bytes for it: a finding of the product, not of the run."""


class MediaRefused(PimError):
    """The file is larger or slower than allowed, or the connection may not read it."""
