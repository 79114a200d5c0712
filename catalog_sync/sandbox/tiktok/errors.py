"""The exception that carries what the platform refuses, and short ways to make one."""

from typing import Any

from catalog_sync.sandbox.tiktok.messages import INVALID_INPUT, INVALID_REQUEST, MESSAGES


class Refusal(Exception):  # noqa: N818
    """An answer with a code other than 0: a business refusal comes with HTTP 200, a gateway one with its own status."""

    def __init__(
        self, code: int, message: str = "", *, status: int = 200, retry_after: float | None = None
    ) -> None:
        super().__init__(message or MESSAGES[code])
        self.code = code
        self.status = status
        self.retry_after = retry_after


def refusal(code: int, *, status: int = 200, **details: Any) -> Refusal:
    """Return the refusal `code` with its text filled in."""
    return Refusal(code, MESSAGES[code].format(**details), status=status)


def invalid_request(message: str, status: int = 400) -> Refusal:
    """Return the overloaded gateway refusal 36009004; only its text says what is wrong."""
    return Refusal(INVALID_REQUEST, message, status=status)


def invalid_input(problem: str) -> Refusal:
    """Return the business refusal 12052910; `problem` names the field and what is wrong with it."""
    return refusal(INVALID_INPUT, problem=problem)


def missing(field: str) -> Refusal:
    """Return the refusal of a body without `field`, given in the gateway's CamelCase wording."""
    return invalid_request(f"{field} is a required field and has not been provided.")
