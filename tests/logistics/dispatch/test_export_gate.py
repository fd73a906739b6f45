"""A parcel of an export consignment: no label, no release and no hand-over while its gate is shut."""

import pytest
from django.db import IntegrityError, transaction

from kernel.database import execute
from logistics.dispatch.models import Shipment
from logistics.dispatch.operations import (
    hand_over,
    label_pdf,
    parcel_label_pdf,
    pickup_labels_pdf,
    release_shipments,
)
from logistics.dispatch.refusals import ShipmentHeld
from logistics.paperwork.models import Consignment, LabelIssue
from logistics.paperwork.operations.consignments import bind_parcel, change_consignment
from logistics.paperwork.operations.gate import clear
from logistics.paperwork.refusals import GateShut
from tests.factories.consignments import AT, EXPORTER, a_consignment
from tests.factories.dispatch import ShipmentFactory, code_of
from tests.factories.paperwork import load_rules_of, sign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
BY = {"actor": EXPORTER, "at": AT}


@pytest.fixture
def consignment(db: None) -> Consignment:
    load_rules_of("EU")
    sign("lychee/EU")
    return a_consignment("EU")


@pytest.fixture
def parcel(consignment: Consignment) -> Shipment:
    shipment = ShipmentFactory.create()
    bind_parcel(key=consignment.key, shipment=shipment.reference, **BY)
    shipment.refresh_from_db()
    return shipment


def test_binding_calls_a_released_parcel_back(parcel: Shipment) -> None:
    assert not parcel.released


def test_no_label_in_any_way_while_the_gate_is_shut(parcel: Shipment) -> None:
    code = code_of(parcel, 1)
    for draw in (
        lambda: label_pdf(reference=parcel.reference, **BY),
        lambda: parcel_label_pdf(carrier_code="vnpost", tracking_code=code, **BY),
        lambda: pickup_labels_pdf(carrier_code="vnpost", pickup_key=parcel.pickup.key, **BY),
    ):
        with pytest.raises(GateShut):
            draw()

    assert not LabelIssue.objects.exists()


def test_no_release_and_no_hand_over_either_not_even_by_sql(parcel: Shipment) -> None:
    with pytest.raises(GateShut):
        release_shipments(references=[parcel.reference], at=AT)
    with pytest.raises(ShipmentHeld):
        hand_over(carrier_code="vnpost", tracking_code=code_of(parcel, 1), **BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        execute("UPDATE dispatch_shipment SET released = true")
    with pytest.raises(IntegrityError), transaction.atomic():
        execute("DELETE FROM paperwork_consignmentparcel")


def test_behind_an_open_gate_it_goes_its_way(consignment: Consignment, parcel: Shipment) -> None:
    clear(key=consignment.key, **BY)

    release_shipments(references=[parcel.reference], at=AT)
    drawn = label_pdf(reference=parcel.reference, **BY)

    assert drawn.startswith(b"%PDF")
    assert LabelIssue.objects.get().shipment == parcel.reference


def test_a_change_shuts_it_again(consignment: Consignment, parcel: Shipment) -> None:
    clear(key=consignment.key, **BY)
    release_shipments(references=[parcel.reference], at=AT)
    label_pdf(reference=parcel.reference, **BY)

    change_consignment(key=consignment.key, changes={"region": "BE"}, **BY)

    parcel.refresh_from_db()
    assert not parcel.released
    assert LabelIssue.objects.get().voided_at is not None
    with pytest.raises(GateShut):
        label_pdf(reference=parcel.reference, **BY)
    with pytest.raises(ShipmentHeld):
        hand_over(carrier_code="vnpost", tracking_code=code_of(parcel, 1), **BY)
