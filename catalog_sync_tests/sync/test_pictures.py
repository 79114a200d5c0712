"""Pictures on their way into the shop: each set of bytes once, and what is wrong with one stays with its product."""

from datetime import UTC, datetime

import pytest

from catalog_sync.pim.errors import PimUnreachable
from catalog_sync.store.database import LedgerError
from catalog_sync.store.looks import State
from catalog_sync.sync.done import Done
from catalog_sync_tests.sync.goods import PDF, certificate, lamp, mug, picture, picture_code
from catalog_sync_tests.sync.shopfront import UPLOAD, Shopfront

MUG, LAMP = "product:mug-1", "product:lamp-1"


def codes(done: Done) -> list[str]:
    return [finding.code for finding in done.findings]


def look_again(front: Shopfront, *product_keys: str) -> dict[str, Done]:
    front.call_back(*product_keys)
    return front.sync()


def test_equal_bytes_under_two_codes_are_uploaded_once(front: Shopfront) -> None:
    front.stock(mug(1), mug(2))
    front.sync()
    assert (len(front.pim.downloads), front.calls(UPLOAD)) == (2, 1)
    [one], [other] = (product["latest"]["main_images"] for product in front.products.values())
    assert one == other


def test_a_second_run_downloads_and_uploads_nothing(front: Shopfront) -> None:
    front.stock(mug())
    front.sync()
    look_again(front, MUG)
    assert (front.pim.downloads, front.calls(UPLOAD)) == ([picture_code("MUG-1")], 1)


def test_a_new_picture_is_uploaded_and_edits_its_listing(front: Shopfront) -> None:
    front.stock(mug())
    front.sync()
    front.judge()
    front.sweep()
    front.pim.files["new.jpg"] = picture(colour=200)
    front.pim.put(mug(pictures=["new.jpg"]))
    assert [action.value for action in front.sync()["MUG-1"].actions] == ["edit"]
    assert front.calls(UPLOAD) == 2


def test_equal_bytes_under_a_new_code_change_nothing(front: Shopfront) -> None:
    front.stock(mug())
    front.sync()
    front.judge()
    front.sweep()
    front.pim.files["copy.jpg"] = front.pim.files[picture_code("MUG-1")]
    front.pim.put(mug(pictures=["copy.jpg"]))
    assert (front.sync()["MUG-1"].actions, front.calls(UPLOAD)) == ([], 1)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"<html>not a picture</html>", id="a web page"),
        pytest.param(b"", id="nothing"),
        pytest.param(picture()[:4000], id="a truncated picture"),
        pytest.param(picture(90, 90), id="a tiny picture"),
    ],
)
def test_a_picture_that_cannot_be_used_parks_its_product_only(front: Shopfront, data: bytes) -> None:
    front.pim.files[picture_code("MUG-1")] = data
    front.stock(mug(1), mug(2))
    done = front.sync()
    assert (done["MUG-1"].state, done["MUG-2"].state) == (State.PARKED, State.ACCEPTED)
    assert codes(done["MUG-1"]) == ["image_unusable"]
    assert picture_code("MUG-1") in done["MUG-1"].findings[0].message


def test_what_cannot_be_used_is_remembered_and_not_downloaded_again(front: Shopfront) -> None:
    front.pim.files[picture_code("MUG-1")] = b"not a picture"
    front.stock(mug())
    first = front.sync()["MUG-1"]
    second = look_again(front, MUG)["MUG-1"]
    assert codes(second) == codes(first) == ["image_unusable"]
    assert (len(front.pim.downloads), front.calls(UPLOAD)) == (1, 0)


def test_a_file_that_the_pim_lost_is_asked_for_again(front: Shopfront) -> None:
    front.stock(mug())
    found = front.pim.files.pop(picture_code("MUG-1"))
    assert front.sync()["MUG-1"].state is State.PARKED
    front.pim.files[picture_code("MUG-1")] = found
    assert look_again(front, MUG)["MUG-1"].state is State.ACCEPTED


def test_a_bad_picture_is_left_out_while_others_remain(front: Shopfront) -> None:
    front.pim.files["bad.jpg"] = b"not a picture"
    front.stock(mug(pictures=["bad.jpg", "good.jpg"]))
    done = front.sync()["MUG-1"]
    assert (done.state, codes(done)) == (State.ACCEPTED, ["image_unusable"])
    assert len(front.products[MUG]["latest"]["main_images"]) == 1


@pytest.mark.parametrize("data", [b"not a document", b""])
def test_a_document_that_cannot_be_used_withholds_its_product(front: Shopfront, data: bytes) -> None:
    front.stock(lamp(), certificate())
    front.sync()
    front.judge()
    front.sweep()
    front.pim.files["docs/ukca.pdf"] = data
    done = front.sync()["LAMP-1"]
    assert (done.state, codes(done)) == (State.PARKED, ["document_unusable"])


def test_a_document_keeps_its_name_in_the_shop(front: Shopfront) -> None:
    front.pim.files["docs/ukca.pdf"] = PDF
    front.stock(lamp(), certificate())
    front.sync()
    front.judge()
    front.sweep()
    front.sync()
    [attached] = front.products[LAMP]["latest"]["certifications"]
    assert [file["name"] for file in attached["files"]] == ["ukca.pdf"]


def test_a_product_is_due_again_when_its_document_is_about_to_end(front: Shopfront) -> None:
    front.stock(lamp(), certificate(until="2099-12-31"))
    front.sync()
    front.judge()
    front.sweep()
    front.sync()
    assert front.look(LAMP)["due_at"] == datetime(2099, 12, 2, tzinfo=UTC)


def test_without_the_shops_lock_nothing_is_uploaded(front: Shopfront) -> None:
    front.stock(mug())
    with pytest.raises(LedgerError, match="not locked"):
        front.at_desk(front.works, locked=False)
    assert front.calls(UPLOAD) == 0


def test_a_known_picture_serves_a_desk_that_only_looks(front: Shopfront) -> None:
    front.stock(mug())
    front.sync()
    front.call_back(MUG)
    [work] = front.at_desk(front.works, locked=False)
    assert work.content["main_images"][0]["uri"]


def test_a_picture_that_cannot_be_had_for_now_defers_its_product_only(
    front: Shopfront, monkeypatch: pytest.MonkeyPatch
) -> None:
    front.stock(mug(1), mug(2))
    download = front.pim.download

    async def unreachable(code: str) -> bytes:
        if code == picture_code("MUG-1"):
            raise PimUnreachable("The PIM does not answer.")
        return await download(code)

    with monkeypatch.context() as patched:
        patched.setattr(front.pim, "download", unreachable)
        done = front.sync()
    assert (done["MUG-1"].state, codes(done["MUG-1"])) == (State.DEFERRED, ["image_postponed"])
    assert [action.value for action in done["MUG-2"].actions] == ["create"]
    assert [action.value for action in look_again(front, MUG)["MUG-1"].actions] == ["create"]
