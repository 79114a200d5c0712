"""The error of a sandbox that cannot start."""


class StartupError(Exception):
    """The sandbox did not start; the message is one line that says why and what to do."""
