"""Keeps credentials out of the log lines of the HTTP libraries."""

import logging

import httpx

_CONNECTION_LOGGERS = ("connection", "http11", "http2", "proxy", "socks")


def hide_secrets() -> None:
    """Let httpx log addresses without their query, and httpcore its events without what they carry.

    httpx logs each full address at INFO; the query of token calls holds the app secret and refresh token, that of
    signed calls the shop cipher and signature. httpcore logs headers and errors that quote headers at DEBUG.
    """
    logging.getLogger("httpx").addFilter(_without_query)
    for name in _CONNECTION_LOGGERS:
        logging.getLogger(f"httpcore.{name}").addFilter(_only_the_event)


def _without_query(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(_bare(arg) for arg in record.args)
    return True


def _bare(arg: object) -> object:
    return arg.copy_with(query=None) if isinstance(arg, httpx.URL) else arg


def _only_the_event(record: logging.LogRecord) -> bool:
    record.msg, record.args = record.getMessage().partition(" ")[0], ()
    return True
