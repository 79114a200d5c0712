"""What can go wrong in the demo itself, told in one message."""


class DemoError(Exception):
    """The demo cannot go on; the message says why and what to do."""
