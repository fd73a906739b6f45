"""Carriers, services and post offices."""

import pytest

from kernel.places.refusals import UnknownPlace
from logistics.carriers import card
from logistics.carriers.models import Carrier, PostOffice
from logistics.carriers.queries import carrier, office, office_for, service, services
from logistics.carriers.refusals import UnknownCarrier, UnknownOffice, UnknownService
from tests.factories.carriers import load_demo_card
from tests.factories.places import CAU_GIAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo_card() -> None:
    load_demo_card()


def test_every_commune_has_an_office_of_every_carrier_by_rule() -> None:
    found = office_for("vnpost", CAU_GIAY)
    assert (found.code, found.name) == ("vnpost-00166", "Bưu cục Phường Cầu Giấy")
    assert found.address == "Phường Cầu Giấy, Hà Nội"
    assert office(found.code) == found


def test_an_office_of_its_own_replaces_the_one_by_rule() -> None:
    PostOffice.objects.create(
        code="vnpost-trung-tam",
        carrier=Carrier.objects.get(code="vnpost"),
        commune_code=CAU_GIAY,
        name="Bưu cục Trung tâm",
        address="1 đường Demo",
    )
    card.forget()
    assert office_for("vnpost", CAU_GIAY).name == "Bưu cục Trung tâm"
    assert office("vnpost-trung-tam").commune_code == CAU_GIAY
    assert office_for("ghn", CAU_GIAY).code == "ghn-00166"


@pytest.mark.parametrize("code", ["", "vnpost", "vnpost-99999", "dove-00166", "-00166"])
def test_an_office_that_cannot_be_is_refused(code: str) -> None:
    with pytest.raises(UnknownOffice):
        office(code)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UnknownCarrier):
        carrier("dove")
    with pytest.raises(UnknownCarrier):
        office_for("dove", CAU_GIAY)
    with pytest.raises(UnknownPlace):
        office_for("vnpost", "99999")
    with pytest.raises(UnknownService):
        service("dove:mail")


def test_services_say_what_they_can() -> None:
    van = service("communepost:mailvan")
    assert (van.carrier_name, van.hand_over, van.cod, van.max_weight_g) == (
        "Bưu cục xã",
        "office",
        False,
        40_000,
    )
    assert {found.carrier_code for found in services()} == {
        "vnpost",
        "viettelpost",
        "ghn",
        "ghtk",
        "communepost",
        "ems",
    }
    assert len(services(carrier_code="vnpost")) == 4
