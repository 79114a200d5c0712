"""Keeps credentials out of httpx's own log lines."""

import logging

import httpx


def hide_queries() -> None:
    """Let httpx log addresses without their query.

    httpx logs each full address at INFO; the query of token calls holds the app secret and refresh token, that of
    signed calls the shop cipher and signature.
    """
    logging.getLogger("httpx").addFilter(_without_query)


def _without_query(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(_bare(arg) for arg in record.args)
    return True


def _bare(arg: object) -> object:
    return arg.copy_with(query=None) if isinstance(arg, httpx.URL) else arg
