"""Reading a place: what is certain, and what must be asked."""

import pytest
from django.test import Client

from kernel.places.queries import find_communes
from tests.factories.places import CAU_GIAY
from web.communes import ASKED_AT_MOST, CommuneForm, certain

pytestmark = pytest.mark.usefixtures("shop")


def named(text: str) -> str:
    place = certain(find_communes(text=text, limit=ASKED_AT_MOST), text)
    return place.code if place else ""


@pytest.mark.parametrize(
    "text", ["Phường Cầu Giấy, Hà Nội", "phuong cau giay ha noi", "Phường Cầu Giấy", " PHƯỜNG  CẦU GIẤY "]
)
def test_a_whole_name_is_not_asked_about(text: str) -> None:
    assert named(text) == CAU_GIAY


@pytest.mark.parametrize("text", ["Tân Bình", "Thanh Hà", "Phường 1", "tan", "", ",", "x" * 120])
def test_what_may_be_several_is_asked(text: str) -> None:
    assert named(text) == ""


def test_a_former_district_of_the_same_name_is_asked_about() -> None:
    """The ward of today took the name of the district, which became several."""
    assert len({match.place.code for match in find_communes(text="Cầu Giấy", limit=8)}) > 1
    assert named("Quận Cầu Giấy") == named("Cầu Giấy") == ""


def test_a_form_takes_a_whole_name_without_a_code() -> None:
    form = CommuneForm({"commune": "phường cầu giấy"})

    assert form.is_valid()
    assert form.place
    assert form.place.code == CAU_GIAY


def test_the_list_ends_when_the_name_is_whole(client: Client) -> None:
    assert client.get("/giao-den/goi-y", {"q": "cau gia"}).content.count(b"<li") > 1
    assert client.get("/giao-den/goi-y", {"q": "Phường Cầu Giấy"}).content.count(b"<li") == 1
