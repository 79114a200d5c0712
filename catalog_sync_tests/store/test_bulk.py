"""Rows by COPY and lists as parameters arrive as they were given, whatever characters are in them."""

import orjson
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog_sync.store.bulk import copy_rows, json, temporary, text, text_array

TEXTS = st.lists(st.one_of(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))))
ANY_DATABASE = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@ANY_DATABASE
@given(values=TEXTS)
def test_any_text_is_copied_as_it_is(engine: sa.Engine, values: list[str]) -> None:
    with engine.begin() as connection:
        rows = [
            (str(number), text(value), json(orjson.dumps([value]).decode()))
            for number, value in enumerate(values)
        ]
        temporary(connection, "given_rows", "number int, value text, document jsonb", rows)
        found = connection.execute(sa.text("select value, document from given_rows order by number"))
        assert [(value, document) for value, document in found] == [(value, [value]) for value in values]


@ANY_DATABASE
@given(values=TEXTS)
def test_any_list_of_texts_is_an_array(engine: sa.Engine, values: list[str]) -> None:
    with engine.connect() as connection:
        query = sa.text("select cast(:values as text[])")
        assert connection.scalar(query, {"values": text_array(values)}) == values


def test_none_is_null_and_no_rows_are_fine(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        temporary(connection, "given_rows", "number int, value text", [])
        copy_rows(connection, "given_rows", ["number", "value"], [("1", text(None))])
        assert connection.execute(sa.text("select * from given_rows")).all() == [(1, None)]


def test_a_row_that_does_not_fit_changes_nothing(engine: sa.Engine) -> None:
    with pytest.raises(Exception, match="invalid input syntax"), engine.begin() as connection:
        temporary(connection, "given_rows", "number int", [("one",)])
