"""What stops one variant: raised while it is built, turned into a finding by whoever builds the others."""


class Problem(Exception):  # noqa: N818
    """One variant cannot be listed: a finding's code and message, and the TikTok field and PIM attribute it is about."""

    def __init__(self, code: str, message: str, *, field: str, attribute: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.attribute = attribute
