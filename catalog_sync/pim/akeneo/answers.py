"""What an answer of Akeneo means that is not what was asked for (rest-api/responses)."""

from catalog_sync.pim.akeneo.rights import entity_of, how_to_grant
from catalog_sync.pim.calls import Answer
from catalog_sync.pim.errors import PimAnswerInvalid, PimForbidden, PimRefused

API = "api/rest/v1/"


def is_absent(answer: Answer) -> bool:
    """Whether this is Akeneo's 404 (rest-api/responses); raises PimAnswerInvalid for that of something in between."""
    if answer.status != 404:
        return False
    try:
        body = answer.json()
    except PimAnswerInvalid:
        body = {}
    if isinstance(body, dict) and body.get("code") == 404:
        return True
    raise PimAnswerInvalid(
        f"{answer.origin} answered 404, but not as Akeneo does. A gateway may answer in place of the PIM; if its web "
        "server shows pages of its own for errors, turn that off below /api."
    )


def checked(answer: Answer) -> Answer:
    """The answer if it is good; raises PimForbidden, PimRefused or PimAnswerInvalid."""
    if answer.status == 200:
        return answer
    if answer.status in {401, 403}:
        entity = entity_of(answer.origin.rpartition(API)[2])
        refusal = PimForbidden if answer.status == 403 else PimRefused
        raise refusal(
            f"{answer.origin} answered {answer.status}: {entity} may not be read. {how_to_grant(entity)}"
        )
    if 300 <= answer.status < 400:
        raise PimAnswerInvalid(
            f"{answer.origin} redirects to another address: set base_url to the final one."
        )
    raise PimAnswerInvalid(f"{answer.origin} answered {answer.status}: {_message(answer)}")


def _message(answer: Answer) -> str:
    try:
        body = answer.json()
    except PimAnswerInvalid:
        return "no JSON; is base_url the address of an Akeneo PIM?"
    return str(body.get("message", ""))[:300] if isinstance(body, dict) else ""
