"""Judges what a seller comes back with after following the authorize link."""

# ruff: noqa: N818 (the names say what happened, not that it is an error)

from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr

from catalog_sync.store.consents import Consents, StateVerdict

_START_AGAIN = "Start again with catalog-sync authorize, and follow the link that it prints."
_WRONG_STATE = {
    StateVerdict.UNKNOWN: "This redirect does not come from a link of ours: its `state` is unknown.",
    StateVerdict.USED: "This redirect was used before: its link serves once.",
    StateVerdict.EXPIRED: "This redirect comes too late: its link is older than an hour.",
}


class ConsentRefused(Exception):
    """What came back is no consent; the message says why and what to do."""


class ConsentDenied(ConsentRefused):
    """The seller said no."""


def judge_redirect(consents: Consents, query: str) -> SecretStr:
    """The code in a redirect's query, whose state is used up; raises ConsentRefused.

    A denied consent comes as an `error`, a code of `null`, or both (Partner API, Authorization overview). Sellers
    who install the app in the App Store come back without `state`. Anyone could send such a redirect: without a good
    state not even a denial counts.
    """
    parameters = _parameters(query)
    state, code = parameters.get("state"), parameters.get("code", "null")
    if state is None:
        raise ConsentRefused(
            f"This redirect carries no `state` (an installation from the App Store does not). {_START_AGAIN}"
        )
    if (verdict := consents.redeem(state)) is not StateVerdict.GOOD:
        raise ConsentRefused(f"{_WRONG_STATE[verdict]} {_START_AGAIN}")
    if "error" in parameters or code == "null":
        raise _denied(parameters)
    return SecretStr(code)


def judge_pasted(consents: Consents, text: str) -> SecretStr:
    """The code in what a person pasted: the code alone, or the whole address they ended on; raises ConsentRefused.

    A person may paste a denial without `state`.
    """
    text = text.strip().strip("\"'")
    if "://" in text or "code=" in text or "error=" in text:
        query = urlsplit(text).query or text.lstrip("?")
        parameters = _parameters(query)
        if "state" not in parameters and ("error" in parameters or parameters.get("code") == "null"):
            raise _denied(parameters)
        return judge_redirect(consents, query)
    if not text or text == "null" or any(character.isspace() for character in text):
        raise ConsentRefused("That is neither a code nor an address with one. Copy it once more.")
    return SecretStr(text)


def _parameters(query: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(query).items()}


def _denied(parameters: dict[str, str]) -> ConsentDenied:
    why = _plain(parameters.get("error", "no code came back"))
    return ConsentDenied(f"The seller did not authorize the app ({why}). {_START_AGAIN}")


def _plain(text: str) -> str:
    return "".join(character for character in text[:100] if character.isprintable())
