import html
import re

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.mapping.text_blocks import Blocks
from catalog_sync.mapping.text_characters import shortened
from catalog_sync.mapping.text_html import clean_description
from catalog_sync.mapping.text_inline import is_settled
from catalog_sync.mapping.text_shorten import shortened_html

INLINE = st.sampled_from(
    [
        "Lamp. ",
        "warm & soft ",
        "<b>brass</b> ",
        "<b> light </b>",
        "• ",
        "  ",
        "5 &lt; 6 ",
        "<br>",
        "é",
        "x" * 30,
        "A b. C d! ",
    ]
)
HTML = st.lists(
    st.tuples(st.sampled_from(["p", "li", "h2"]), st.lists(INLINE, min_size=1, max_size=6).map("".join)),
    min_size=1,
).map(lambda blocks: "".join(f"<{tag}>{text}</{tag}>" for tag, text in blocks))


@given(st.text(max_size=400), st.integers(min_value=1, max_value=60), st.booleans())
def test_a_shortened_text_fits_and_starts_like_the_original(text: str, limit: int, sentences: bool) -> None:
    short = shortened(text, limit, sentences=sentences)

    assert len(short) <= limit
    assert text.startswith(short)


def test_a_text_is_cut_after_a_sentence_where_that_leaves_most_of_it() -> None:
    assert shortened("A warm lamp. It glows softly.", 20, sentences=True) == "A warm lamp."
    assert (
        shortened("A lamp. It glows softly in every room", 30, sentences=True) == "A lamp. It glows softly in"
    )


def test_a_text_without_spaces_between_words_is_cut_where_the_room_ends() -> None:
    assert shortened("クッション " + "カバー" * 10, 20) == "クッション " + ("カバー" * 5)[:14]
    assert shortened("クッションの" * 3 + " カバー", 20) == "クッションの" * 3
    assert shortened("暖かい光。静かな夜。明るい朝", 12, sentences=True) == "暖かい光。静かな夜。"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("cafe\u0301s", 4, "caf"),
        ("กำลังมาก", 1, ""),
        ("x👩\u200d🚀", 3, "x"),
        ("x🇩🇪🇫🇷", 4, "x🇩🇪"),
        ("a👍🏽", 2, "a"),
    ],
)
def test_a_letter_and_its_marks_are_never_parted(text: str, limit: int, short: str) -> None:
    assert shortened(text, limit) == short


@given(HTML, st.integers(min_value=12, max_value=200))
@settings(deadline=None)
def test_shortened_html_fits_is_clean_and_starts_like_the_original(markup: str, limit: int) -> None:
    cleaned = clean_description(markup)

    short = shortened_html(cleaned, limit)

    assert len(short) <= limit
    assert clean_description(short) == short
    assert words(cleaned)[: len(words(short))] == words(short) or len(words(short)) == 1


@given(HTML)
@settings(deadline=None)
def test_what_is_taken_for_settled_is_what_rewriting_gives_back(markup: str) -> None:
    sanitized = nh3.clean(markup)
    if is_settled(sanitized):
        reader = Blocks()
        reader.feed(sanitized)
        reader.close()
        reader.flush()
        assert reader.written() == sanitized


def words(markup: str) -> list[str]:
    return html.unescape(re.sub(r"<[^<>]*>", " ", markup)).split()
