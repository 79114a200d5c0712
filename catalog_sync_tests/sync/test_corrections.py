"""What the program mends by itself after a refusal: through mapping, pictures and submission until it is live."""

import pytest

from catalog_sync.mapping.listing import Correction
from catalog_sync.review.corrections import MAX_ATTEMPTS
from catalog_sync.store.looks import State
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.done import Done
from catalog_sync_tests.sync.goods import certificate, lamp, mug, picture, picture_code
from catalog_sync_tests.sync.shopfront import UPLOAD, Shopfront

MUG, LAMP = "product:mug-1", "product:lamp-1"
UKCA = "7182427311584347001"


def verdict(front: Shopfront) -> str:
    """The market's verdict on the one listing that is in review."""
    front.judge()
    [change] = front.sweep().changes
    return change.standing.value


def run(front: Shopfront) -> Done:
    """A run that looks at the one product for sale that is due."""
    [done] = [done for name, done in front.sync().items() if name != "UKCA-1"]
    return done


def corrections(front: Shopfront, product_key: str) -> list[Correction]:
    async def read(desk: Desk) -> list[Correction]:
        return desk.reviews.corrections_of([product_key]).get(product_key, [])

    return front.at_desk(read, locked=False)


@pytest.fixture
def refused_lamp(front: Shopfront) -> Shopfront:
    """A lamp, refused for want of a certificate."""
    front.stock(lamp())
    front.sync()
    assert verdict(front) == "rejected"
    return front


@pytest.fixture
def refused_title(front: Shopfront) -> Shopfront:
    """A mug, refused for two words of its title."""
    front.stock(mug(title="Mug with a wide handle, free shipping"))
    front.sync()
    assert verdict(front) == "rejected"
    return front


def test_a_missing_certificate_is_attached_from_the_library(refused_lamp: Shopfront) -> None:
    refused_lamp.stock(certificate())
    assert [action.value for action in run(refused_lamp).actions] == ["edit"]
    [attached] = refused_lamp.products[LAMP]["latest"]["certifications"]
    assert attached["id"] == UKCA
    assert verdict(refused_lamp) == "live"


def test_without_a_document_the_product_is_parked_naming_what_is_wanted(refused_lamp: Shopfront) -> None:
    done = run(refused_lamp)
    assert (done.state, done.actions, corrections(refused_lamp, LAMP)) == (State.PARKED, [], [])
    assert "UKCA" in done.findings[0].message


@pytest.mark.parametrize("document", [certificate(covers="LAMP-2"), certificate(until="2020-01-01")])
def test_a_document_for_others_or_of_the_past_does_not_serve(refused_lamp: Shopfront, document) -> None:
    refused_lamp.stock(document)
    assert run(refused_lamp).state is State.PARKED


def test_a_document_that_comes_later_makes_the_product_due(refused_lamp: Shopfront) -> None:
    run(refused_lamp)
    refused_lamp.stock(certificate())
    assert [action.value for action in run(refused_lamp).actions] == ["edit"]


def test_a_main_picture_is_made_square(front: Shopfront) -> None:
    front.pim.files[picture_code("MUG-1")] = picture(900, 700)
    front.stock(mug())
    front.sync()
    assert verdict(front) == "rejected"
    assert [action.value for action in run(front).actions] == ["edit"]
    assert verdict(front) == "live"
    assert [image.decoded[0] == image.decoded[1] for image in front.world.images.values()] == [False, True]
    assert front.calls(UPLOAD) == 2


def test_words_are_taken_out_of_the_title(refused_title: Shopfront) -> None:
    run(refused_title)
    assert refused_title.products[MUG]["latest"]["title"] == "Mug with a wide handle"
    assert verdict(refused_title) == "live"


def test_two_causes_are_mended_in_one_submission(front: Shopfront) -> None:
    front.pim.files[picture_code("MUG-1")] = picture(900, 700)
    front.stock(mug(title="Mug, free shipping"))
    front.sync()
    verdict(front)
    run(front)
    assert verdict(front) == "live"
    assert [made.corrector for made in corrections(front, MUG)] == ["square_main_images", "clean_title"]


def test_with_one_cause_left_over_nothing_is_submitted(front: Shopfront) -> None:
    front.stock(mug(title="Mug, free shipping"))
    front.refuse("MUG-1", 'Prohibited words in the title ("free shipping").', "Nobody knows what this means")
    front.sync()
    verdict(front)
    done = run(front)
    assert (done.state, done.actions) == (State.PARKED, [])
    assert "Nobody knows what this means" in done.findings[-1].message


def test_attempts_for_one_reason_are_counted_and_then_a_person_is_asked(front: Shopfront) -> None:
    words = ["one", "two", "three", "four"]
    front.stock(mug(title="Mug one two three four"))
    for word in words:
        front.refuse("MUG-1", f'Prohibited words in the title ("{word}").')
    front.sync()
    for _ in range(MAX_ATTEMPTS):
        assert verdict(front) == "rejected"
        assert [action.value for action in run(front).actions] == ["edit"]
    assert verdict(front) == "rejected"
    done = run(front)
    assert (done.state, done.actions) == (State.PARKED, [])
    assert words[MAX_ATTEMPTS] in done.findings[0].message
    assert front.sync() == {}


def test_a_corrected_listing_stays_corrected(refused_title: Shopfront) -> None:
    run(refused_title)
    verdict(refused_title)
    refused_title.call_back(MUG)
    assert run(refused_title).actions == []


def test_a_correction_is_made_anew_when_its_source_changes(refused_lamp: Shopfront) -> None:
    refused_lamp.stock(certificate())
    run(refused_lamp)
    [before] = corrections(refused_lamp, LAMP)
    verdict(refused_lamp)
    refused_lamp.stock(lamp(title="A lamp by another name"))
    run(refused_lamp)
    [after] = corrections(refused_lamp, LAMP)
    assert (after.parameters, after.source_hash != before.source_hash) == (before.parameters, True)
    assert verdict(refused_lamp) == "live"


def test_a_correction_without_a_cause_any_more_is_dropped(refused_title: Shopfront) -> None:
    run(refused_title)
    verdict(refused_title)
    refused_title.stock(mug(title="Mug free of all faults"))
    run(refused_title)
    assert corrections(refused_title, MUG) == []
    assert refused_title.products[MUG]["latest"]["title"] == "Mug free of all faults"


def test_a_correction_outlives_a_time_off_sale(refused_lamp: Shopfront) -> None:
    refused_lamp.stock(certificate())
    run(refused_lamp)
    verdict(refused_lamp)
    refused_lamp.stock(lamp(enabled=False))
    assert [action.value for action in run(refused_lamp).actions] == ["deactivate"]
    assert len(corrections(refused_lamp, LAMP)) == 1
    refused_lamp.stock(lamp())
    done = run(refused_lamp)
    assert ([action.value for action in done.actions], done.state) == (["activate"], State.ACCEPTED)
    assert verdict(refused_lamp) == "live"
