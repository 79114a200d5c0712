"""Where the labels come from that people read in a shop."""

from datetime import date

from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.sync.rulebook import _labels, _rates_in_force
from catalog_sync_tests.mapping.world import rules

KNOWN = Dictionaries.model_validate(
    {
        "attributes": {
            "color": {"type": "pim_catalog_simpleselect"},
            "brand": {"type": "akeneo_reference_entity", "reference_data_name": "brands"},
            "partners": {"type": "akeneo_reference_entity_collection", "reference_data_name": "brands"},
            "packshots": {"type": "pim_catalog_asset_collection", "reference_data_name": "brands"},
            "maker": {"type": "akeneo_reference_entity", "reference_data_name": "makers"},
        },
        "options": {"color": {"red": {"labels": {"en_US": "Red"}}, "bare": {}}},
        "records": {"brands": {"acme": {"labels": {"en_US": "Acme", "id_ID": "Akme"}}}},
    }
)


def test_records_have_labels_under_every_attribute_that_names_them_as_options_have():
    """Failure mode 14: a code without a label in the first locale takes the next one's."""
    for content in (KNOWN.model_dump(mode="json"), KNOWN.model_dump(mode="json", exclude_defaults=True)):
        labels = _labels(content)
        assert labels.get("color", "red", ["id_ID", "en_US"]) == "Red"
        assert labels.get("brand", "acme", ["id_ID"]) == "Akme"
        assert labels.get("partners", "acme", ["en_US"]) == "Acme"
        assert labels.get("packshots", "acme", ["en_US"]) is None
        assert labels.get("maker", "acme", ["en_US"]) is None


def test_without_dictionaries_there_are_no_labels():
    assert _labels({}).get("color", "red", ["en_US"]) is None


def test_a_rate_that_begins_or_expires_makes_another_version_of_the_rules():
    rate = {"rate": "0.86", "as_of": "2026-11-01", "expires": "2026-11-30"}
    price = {"first_of": [{"offers": True}, {"from": "price", "convert": {"EUR": rate}}]}
    priced = rules(price=price)
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)]
    before, first, last, after = (_rates_in_force(priced, day) for day in days)
    assert (before, first, after) == ([], last, [])
    assert first
    assert _rates_in_force(rules(), days[1]) == []
