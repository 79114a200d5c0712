"""The errors the demo PIM answers with, in Akeneo's shape: `{"code": 422, "message": "..."}`."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse


class ApiError(Exception):
    """A refused request; `status` is the HTTP status and the `code` of the body."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


def not_found(kind: str, code: str) -> ApiError:
    """Return the 404 of Akeneo, which does not tell "absent" from "hidden from you"."""
    hint = "does not exist or you do not have permission to access it."
    return ApiError(404, f'{kind} "{code}" {hint}')


def unprocessable(message: str) -> ApiError:
    """Return the 422 for a parameter, filter or body that cannot be used."""
    return ApiError(422, message)


async def render_error(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001
    """Answer an `ApiError`, or an unknown route, in Akeneo's shape (a Starlette exception handler)."""
    if isinstance(error, ApiError):
        status, message, headers = error.status, error.message, error.headers
    elif isinstance(error, HTTPException):
        status, message, headers = error.status_code, error.detail, None
    else:
        raise error
    return JSONResponse({"code": status, "message": message}, status_code=status, headers=headers)
