"""A parcel to another country: priced by country, ordered with a customs row, numbered by the post alone
and prepaid.
"""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from kernel.clock import local_day, now
from kernel.errors import Invalid
from kernel.outbox.testing import run_relay
from logistics.carriers import calling, keys
from logistics.carriers.loading import load
from logistics.carriers.models import CarrierBooking
from logistics.carriers.operations import call_carrier
from logistics.carriers.quotes import offer_abroad, offers_abroad
from logistics.carriers.refusals import NothingToWeigh, UnknownService
from logistics.dispatch.models import Shipment
from logistics.dispatch.operations import label_pdf
from logistics.dispatch.refusals import BookingRefused
from logistics.dispatch.values import BoxSpec, GoodsSpec, Party
from logistics.goods.numbers import read_s10
from tests.factories.dispatch import book
from tests.support.carrier import Fake, open_accounts, running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
TOKYO = Party(
    name="Demo Hanako",
    telephone="+81300000000",
    commune_code="",
    address="1-1 Demo-cho, Chiyoda-ku",
    country="JP",
    city="Tokyo",
    postal_code="100-0000",
)
TEA = GoodsSpec(
    description="Green tea, dried leaves",
    commodity_code="che-thai-nguyen",
    net_g=2_000,
    value_dong=1_200_000,
    hs_code="090210",
    origin_country="VN",
    pieces=4,
)
PACKET = BoxSpec(gross_g=2_300, length_mm=300, width_mm=200, height_mm=150)


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    monkeypatch.setattr(calling, "PAUSES", (0.01, 0.02))
    keys._kept.clear()
    load(Path(settings.BASE_DIR) / "fixtures" / "carriers")
    with running(tmp_path) as there:
        open_accounts(there, "ems")
        yield there


def send(**changes: Any) -> Shipment:
    given: dict[str, Any] = {
        "service_code": "ems:abroad",
        "recipient": TOKYO,
        "boxes": [PACKET],
        "goods": [TEA],
        "cod_dong": 0,
        "released": False,
        "at": now(),
        "ready_on": local_day(now()),
    }
    book("postal:a#1", **(given | changes))
    return Shipment.objects.get()


def work() -> None:
    at = now()
    call_carrier(carrier_code="ems", at=at, clock=lambda: at)
    run_relay(strict=False)


def test_the_price_follows_country_and_weight_to_the_gram(fake: Fake) -> None:
    at = now()
    prices = [offer_abroad(service_code="ems:abroad", country="JP", gross_g=g, at=at).price_dong
              for g in (2_000, 2_001, 2_500)]  # fmt: skip

    assert prices == [690_000, 780_000, 780_000]
    assert offers_abroad(country="BR", gross_g=100, at=at) == []
    assert [one.refused for one in offers_abroad(country="JP", gross_g=30_001, at=at)] == ["TOO_HEAVY"]
    with pytest.raises(NothingToWeigh):
        offers_abroad(country="JP", gross_g=0, at=at)
    with pytest.raises(UnknownService):
        offer_abroad(service_code="ems:express", country="JP", gross_g=100, at=at)


def test_the_post_gives_its_number_before_the_parcel_may_leave(fake: Fake) -> None:
    shipment = send()
    work()

    booking = CarrierBooking.objects.get()
    assert not shipment.released
    assert read_s10(booking.waybill) is not None
    assert booking.waybill.startswith("EE")
    assert booking.waybill.endswith("VN")
    assert booking.reference == shipment.parcels.get().tracking_code
    assert [order["weight"] for order in fake.orders("ems")] == [2_300]


def test_the_post_refuses_what_is_not_declared(fake: Fake) -> None:
    send(goods=[GoodsSpec(description="Tea", commodity_code="x", net_g=1, value_dong=1)])
    work()

    assert fake.orders("ems") == []
    assert CarrierBooking.objects.get().state == "refused"


def test_nothing_is_collected_abroad_by_operation_and_by_sql(fake: Fake) -> None:
    with pytest.raises(Invalid) as no:
        send(cod_dong=1)
    assert no.value.field == "cod_dong"

    shipment = send()
    with pytest.raises(IntegrityError, match="shipment_abroad_is_prepaid"), transaction.atomic():
        Shipment.objects.filter(pk=shipment.pk).update(cod_dong=1)


def test_too_heavy_or_by_a_service_that_stays_here_is_refused(fake: Fake) -> None:
    with pytest.raises(BookingRefused):
        send(boxes=[BoxSpec(gross_g=30_001, length_mm=1, width_mm=1, height_mm=1)])
    with pytest.raises(UnknownService):
        send(service_code="ems:express")


def test_the_label_names_city_code_and_country(fake: Fake) -> None:
    shipment = send()
    work()
    page = PdfReader(BytesIO(label_pdf(reference=shipment.reference, actor="test", at=now()))).pages[0]

    text = page.extract_text()
    assert "100-0000 Tokyo, JP" in text
    assert CarrierBooking.objects.get().waybill in text


def test_parcels_abroad_are_no_measure_of_roads_at_home(fake: Fake) -> None:
    from logistics.dispatch.operations.transit import measure_transit

    shipment = send()
    then = now() - timedelta(hours=50)
    shipment.parcels.update(state="delivered", state_since=now(), first_event_at=then)

    assert measure_transit(at=now()) == 0
