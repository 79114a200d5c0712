"""What a seller comes back with: a consent is taken once, everything else is told by its cause."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog_sync.store.consents import Consents
from catalog_sync.sync.consent import ConsentDenied, ConsentRefused, judge_pasted, judge_redirect


@pytest.fixture
def consents(engine: sa.Engine) -> Consents:
    """The links of one app."""
    return Consents(engine, "app-row")


def redirect(**parameters: str) -> str:
    return urlencode(parameters)


def age(engine: sa.Engine, by: timedelta) -> None:
    with engine.begin() as connection:
        statement = "update catalog_sync.authorization_states set expires_at = expires_at - :by"
        connection.execute(sa.text(statement), {"by": by})


def test_a_redirect_with_our_state_brings_its_code(consents: Consents) -> None:
    query = redirect(code="ROW_1", state=consents.begin(), app_key="x", locale="en", shop_region="GB")
    assert judge_redirect(consents, query).get_secret_value() == "ROW_1"


def test_a_forged_state_is_refused(consents: Consents) -> None:
    consents.begin()
    with pytest.raises(ConsentRefused, match=r"`state` is unknown\. Start again with catalog-sync authorize"):
        judge_redirect(consents, redirect(code="ROW_1", state="forged"))


def test_the_state_of_another_app_is_refused(consents: Consents, engine: sa.Engine) -> None:
    with pytest.raises(ConsentRefused, match="unknown"):
        judge_redirect(consents, redirect(code="ROW_1", state=Consents(engine, "app-us").begin()))


def test_a_redirect_serves_once(consents: Consents) -> None:
    query = redirect(code="ROW_1", state=consents.begin())
    judge_redirect(consents, query)
    with pytest.raises(ConsentRefused, match="was used before"):
        judge_redirect(consents, query)


def test_a_redirect_comes_too_late_after_an_hour(consents: Consents, engine: sa.Engine) -> None:
    late, in_time = consents.begin(), consents.begin()
    age(engine, timedelta(minutes=59))
    judge_redirect(consents, redirect(code="ROW_1", state=in_time))
    age(engine, timedelta(minutes=1))
    with pytest.raises(ConsentRefused, match="older than an hour"):
        judge_redirect(consents, redirect(code="ROW_1", state=late))


def test_an_app_store_installation_is_not_taken_for_a_consent(consents: Consents) -> None:
    with pytest.raises(ConsentRefused, match=r"no `state` \(an installation from the App Store"):
        judge_redirect(consents, redirect(code="ROW_1"))


@pytest.mark.parametrize(
    "refusal",
    [
        {"code": "null", "error": "auth_denied"},
        {"error": "access_denied"},
        {"code": "null"},
        {"code": ""},
        {},
    ],
)
def test_a_denied_consent_is_told_however_it_is_spelt(consents: Consents, refusal: dict[str, str]) -> None:
    expected = refusal.get("error", "no code came back")
    with pytest.raises(ConsentDenied, match=rf"did not authorize the app \({expected}\)"):
        judge_redirect(consents, redirect(**refusal, state=consents.begin()))


@pytest.mark.parametrize("query", ["error=a", "x=1", "code=null&error=auth_denied", "code=null"])
def test_a_denial_without_state_ends_nothing(consents: Consents, query: str) -> None:
    consents.begin()
    with pytest.raises(ConsentRefused, match="no `state`") as refused:
        judge_redirect(consents, query)
    assert not isinstance(refused.value, ConsentDenied)


@pytest.mark.parametrize("query", ["error=auth_denied", "code=null"])
def test_a_person_may_paste_a_denial_without_state(consents: Consents, query: str) -> None:
    with pytest.raises(ConsentDenied, match="did not authorize the app"):
        judge_pasted(consents, f"https://example.test/callback?{query}")


def test_any_other_pasted_address_without_state_ends_nothing(consents: Consents) -> None:
    with pytest.raises(ConsentRefused, match="no `state`") as refused:
        judge_pasted(consents, "https://example.test/?x=1")
    assert not isinstance(refused.value, ConsentDenied)


def test_a_denial_under_a_forged_state_ends_nothing(consents: Consents) -> None:
    with pytest.raises(ConsentRefused, match="unknown") as refused:
        judge_redirect(consents, redirect(error="auth_denied", state="forged"))
    assert not isinstance(refused.value, ConsentDenied)


def test_the_ledger_does_not_show_a_state(consents: Consents, engine: sa.Engine) -> None:
    state = consents.begin()
    with engine.connect() as connection:
        shown = connection.scalar(sa.text("select s::text from catalog_sync.authorization_states s"))
    assert "app-row" in shown
    assert state not in shown


def test_a_code_may_be_pasted_alone(consents: Consents) -> None:
    assert judge_pasted(consents, "  ROW_abc-123 \n").get_secret_value() == "ROW_abc-123"


def test_a_pasted_address_is_judged_by_its_state(consents: Consents) -> None:
    state = consents.begin()
    address = f"https://example.test/callback?code=ROW_2&state={state}"
    with pytest.raises(ConsentRefused, match="unknown"):
        judge_pasted(consents, f"https://example.test/callback?code=ROW_2&state={state[::-1]}")
    assert judge_pasted(consents, address).get_secret_value() == "ROW_2"


@pytest.mark.parametrize("text", ["", "null", "two words"])
def test_what_is_neither_code_nor_address_is_told(consents: Consents, text: str) -> None:
    with pytest.raises(ConsentRefused, match="neither a code nor an address"):
        judge_pasted(consents, text)


@given(text=st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
def test_whatever_comes_back_no_code_is_taken_without_our_state(consents: Consents, text: str) -> None:
    with pytest.raises(ConsentRefused) as refused:
        judge_redirect(consents, text)
    assert "\n" not in str(refused.value)
