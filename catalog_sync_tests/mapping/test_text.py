import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.text import clean_description, clean_title, shortened
from catalog_sync_tests.mapping.world import codes, mapped, product, rules, shop, value


def test_a_title_loses_emoji_markup_entities_and_doubled_spaces() -> None:
    assert (
        clean_title(" Brass\u00a0lamp &amp; <b>shade</b> ✨\u200d🔥\n 40\u00a0cm ° ")
        == "Brass lamp & shade 40 cm °"
    )


def test_a_text_without_markup_becomes_paragraphs() -> None:
    assert (
        clean_description("Warm light\n\nless < 5 W & quiet")
        == "<p>Warm light</p><p>less &lt; 5 W &amp; quiet</p>"
    )


def test_a_description_keeps_plain_tags_only() -> None:
    html = '<p style="x">Warm <a href="https://example.com">light</a></p><script>bad()</script><img src="x">'

    assert clean_description(html) == "<p>Warm light</p>"


def test_markup_without_text_is_no_description() -> None:
    assert codes(mapped(product(description=value("<p>&nbsp;</p>")))) == ["text_missing"]


def test_a_missing_translation_blocks_and_names_attribute_and_locale() -> None:
    listing = mapped(rules=rules(locales=["id_ID"]))
    finding = listing.findings[0]

    assert listing.blocked
    assert (finding.code, finding.attribute, finding.field) == ("text_missing", "name", "title")
    assert "id_ID" in finding.message


def test_the_locale_chain_is_tried_in_its_order() -> None:
    name = [*value("Lamp", locale="en_US"), *value("Lampu", locale="id_ID")]

    assert mapped(product(name=name), rules=rules(locales=["id_ID", "en_US"])).content["title"] == "Lampu"


def test_another_channels_text_is_not_taken() -> None:
    name = [*value("Print title", channel="print"), *value("Web title", channel="ecommerce")]

    assert mapped(product(name=name)).content["title"] == "Web title"


def test_a_short_title_takes_the_first_option_that_is_long_enough() -> None:
    title = {
        "first_of": [
            {"from": "name"},
            {"template": "{name} - {brand}"},
            {"template": "{name} - {brand} - {material}"},
        ]
    }
    item = product(brand=value("Lumen"))

    listing = mapped(item, rules=rules(title=title), shop=shop("ID"), offers={})

    assert listing.content["title"] == "Brass table lamp - Lumen - Steel"


def test_a_title_below_the_markets_minimum_blocks() -> None:
    listing = mapped(shop=shop("ID"), offers={})

    assert "title_too_short" in codes(listing)


def test_a_long_title_is_cut_at_a_word_and_told() -> None:
    listing = mapped(product(name=value("lamp " * 60)))

    assert len(listing.content["title"]) <= 255
    assert listing.content["title"].endswith(" lamp")
    assert (codes(listing), listing.blocked) == (["title_shortened"], False)


@pytest.mark.parametrize("name", ["!!! ---", "Lampuuuuuuuuuuuuu", "台灯 lamp"])
def test_a_title_that_the_market_refuses_blocks(name: str) -> None:
    assert "title_characters" in codes(mapped(product(name=value(name))))


def test_a_description_loses_emoji_and_hard_spaces_but_keeps_its_markup() -> None:
    assert clean_description("<p>Warm\u00a0light ✨<br>5 &lt; 6</p>") == "<p>Warm light <br>5 &lt; 6</p>"


@pytest.mark.parametrize("text", ["<p>==========</p>", "<p>台灯</p>", "Soooooooooooo soft"])
def test_a_description_that_the_market_refuses_blocks(text: str) -> None:
    assert codes(mapped(product(description=value(text)))) == ["description_characters"]


def test_a_description_beyond_the_limit_blocks() -> None:
    assert codes(mapped(product(description=value("lamp " * 2_000)))) == ["description_too_long"]


@given(st.text(max_size=400), st.integers(min_value=1, max_value=60))
def test_a_shortened_text_fits_and_starts_like_the_original(text: str, limit: int) -> None:
    short = shortened(text, limit)

    assert len(short) <= limit
    assert text.startswith(short)


@given(st.text(max_size=300))
def test_cleaning_a_title_twice_changes_nothing_more_in_plain_text(text: str) -> None:
    cleaned = clean_title(text.replace("<", "").replace("&", ""))

    assert clean_title(cleaned) == cleaned


def test_line_breaks_of_html_without_blocks_are_kept() -> None:
    assert clean_description("<b>Strong</b>\nand light") == "<b>Strong</b><br>and light"
    assert clean_description("<p>One</p>\n<p>Two</p>") == "<p>One</p> <p>Two</p>"
