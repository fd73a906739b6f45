"""What stands on a label is read back from the PDF; how it looks was looked at."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from logistics.dispatch.models import DeclaredGoods, Shipment
from logistics.dispatch.operations import label_pdf, parcel_label_pdf, pickup_labels_pdf
from logistics.dispatch.refusals import UnknownParcel, UnknownPickup, UnknownShipment
from tests.factories.dispatch import NOW, ShipmentFactory, code_of

BY = {"actor": "test", "at": NOW}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
STACKED = "Ằẵẳặ Ễểệ Ỗổộ Ữửự Ỹỷỵ"


@pytest.fixture
def shipment() -> Shipment:
    made = ShipmentFactory(boxes=2, cod_dong=1_350_000, recipient_name=STACKED, service_code="vnpost:chilled",
                           chilled=True)  # fmt: skip
    DeclaredGoods.objects.create(
        shipment=made, description="Vải thiều", commodity_code="vai-thieu", net_g=5250, value_dong=1
    )
    return made


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_one_a6_page_a_box(shipment: Shipment) -> None:
    reader = PdfReader(BytesIO(label_pdf(reference=shipment.reference, **BY)))
    sizes = [(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in reader.pages]
    assert sizes == [(298, 420)] * 2


def test_it_says_all_that_the_courier_needs(shipment: Shipment) -> None:
    first, second = pages(label_pdf(reference=shipment.reference, **BY))
    parcel = shipment.parcels.get(position=1)
    for words in (
        STACKED,
        "Xã Thanh Hà",
        "Phường Cầu Giấy",
        "1.350.000",
        "THU HỘ",
        "Kiện 1/2",
        "5,2 kg",
        "Vải thiều 5,25 kg",
        " ".join(parcel.handover_code),
        "GIỮ LẠNH",
        "Không giao được: Trả lại nhà vườn",
    ):
        assert words in first
    assert "ở kiện 1" in second
    assert "Kiện 2/2" in second


def test_telephones_are_masked(shipment: Shipment) -> None:
    text = "".join(pages(label_pdf(reference=shipment.reference, **BY)))
    assert "0900000002" not in text.replace(" ", "")


def test_letters_in_two_parts_are_put_together() -> None:
    apart = ShipmentFactory(recipient_name="Nguye\u0302\u0303n", cod_dong=0)
    [page] = pages(label_pdf(reference=apart.reference, **BY))
    assert "Nguyễn" in page
    assert "KHÔNG THU TIỀN" in page


def test_the_same_label_is_the_same_bytes(shipment: Shipment) -> None:
    assert label_pdf(reference=shipment.reference, **BY) == label_pdf(reference=shipment.reference, **BY)


def test_a_pickups_labels_are_one_file(shipment: Shipment) -> None:
    ShipmentFactory()
    assert len(pages(pickup_labels_pdf(carrier_code="vnpost", pickup_key=shipment.pickup.key, **BY))) == 3
    with pytest.raises(UnknownPickup):
        pickup_labels_pdf(carrier_code="ghn", pickup_key=shipment.pickup.key, **BY)


def test_the_label_of_one_box(shipment: Shipment) -> None:
    [page] = pages(parcel_label_pdf(carrier_code="vnpost", tracking_code=code_of(shipment, 2), **BY))
    assert "Kiện 2/2" in page
    with pytest.raises(UnknownParcel):
        parcel_label_pdf(carrier_code="ghn", tracking_code=code_of(shipment, 2), **BY)
    with pytest.raises(UnknownShipment):
        label_pdf(reference="order:none#1", **BY)


def test_long_and_strange_words_neither_break_nor_run_off() -> None:
    strange = ShipmentFactory(
        recipient_name="W" * 120, recipient_address="x" * 300, sender_address="", sender_name="🥭"
    )
    assert len(pages(label_pdf(reference=strange.reference, **BY))) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_labels_of_a_pickup_take_the_same_statements(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pickups = {ShipmentFactory(boxes=2).pickup.key for _n in range(count)}
    [key] = pickups
    pickup_labels_pdf(carrier_code="vnpost", pickup_key=key, **BY)  # the rate card is in memory from here on
    with django_assert_num_queries(5):
        pickup_labels_pdf(carrier_code="vnpost", pickup_key=key, **BY)
