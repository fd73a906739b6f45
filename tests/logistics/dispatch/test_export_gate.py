"""A parcel of an export consignment: no label, no release and no hand-over while its gate is shut."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from kernel.database import execute
from kernel.outbox.testing import run_relay
from logistics.dispatch.models import Discrepancy, Shipment, TrackingEvent
from logistics.dispatch.operations import (
    hand_over,
    label_pdf,
    parcel_label_pdf,
    pickup_labels_pdf,
    record_events,
    record_manifest,
    release_shipments,
)
from logistics.dispatch.operations.derive import derive_kept
from logistics.dispatch.operations.slipped import alarm_if_slipped
from logistics.dispatch.refusals import ShipmentHeld
from logistics.paperwork.models import Consignment, LabelIssue
from logistics.paperwork.operations.consignments import bind_parcel, change_consignment
from logistics.paperwork.operations.gate import clear, shut_among
from logistics.paperwork.operations.gate import hand_over as hand_over_consignment
from logistics.paperwork.refusals import GateShut
from tests.factories.consignments import AT, EXPORTER, a_consignment
from tests.factories.dispatch import NOW, ShipmentFactory, code_of, event, tell
from tests.factories.paperwork import load_rules_of, sign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
BY = {"actor": EXPORTER, "at": AT}
NEXT_YEAR = AT + timedelta(days=365)


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


# A clearance that ran out before anybody asked again


@pytest.fixture
def run_out(consignment: Consignment, parcel: Shipment) -> Shipment:
    """Cleared and released; a year on, the reading of the rule is stale and the parcel still released."""
    clear(key=consignment.key, **BY)
    release_shipments(references=[parcel.reference], at=AT)
    parcel.refresh_from_db()
    assert parcel.released
    return parcel


def hand_over_list(*codes: str, at: datetime = NEXT_YEAR) -> list[tuple[str, str]]:
    manifest = record_manifest(
        carrier_code="vnpost",
        reference=f"GN-{at.date()}",
        tracking_codes=codes,
        scanned_at=at,
        actor="carrier:vnpost",
        at=at,
    )
    return list(manifest.lines.order_by("position").values_list("tracking_code", "result"))


def test_a_list_names_a_parcel_whose_clearance_ran_out_and_leaves_it_here(
    consignment: Consignment, run_out: Shipment
) -> None:
    plain = ShipmentFactory.create()

    told = hand_over_list(code_of(run_out), code_of(plain))

    assert told == [(code_of(run_out), "held"), (code_of(plain), "handed_over")]
    assert Discrepancy.objects.get(kind="handover_differs").data == {"held": 1}
    assert [event.tracking_code for event in TrackingEvent.objects.all()] == [code_of(plain)]
    consignment.refresh_from_db()
    run_out.refresh_from_db()
    assert (consignment.state, run_out.released) == ("PREPARING", False)


def test_a_list_hands_over_what_is_cleared_today(run_out: Shipment) -> None:
    assert hand_over_list(code_of(run_out), at=AT) == [(code_of(run_out), "handed_over")]


@pytest.mark.parametrize("count", [1, 3])
def test_the_gate_is_asked_once_for_a_list(
    count: int, consignment: Consignment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    parcels = ShipmentFactory.create_batch(count)
    for one in parcels:
        bind_parcel(key=consignment.key, shipment=one.reference, **BY)
    clear(key=consignment.key, **BY)
    names = [one.reference for one in parcels]

    with django_assert_num_queries(22):
        assert shut_among(shipments=names, **BY) == frozenset()
    assert shut_among(shipments=[*names, "plain"], actor=EXPORTER, at=NEXT_YEAR) == set(names)


def slip(shipment: Shipment) -> None:
    alarm_if_slipped(reference=shipment.reference, occurred_at=AT.isoformat(), at=NEXT_YEAR)


def test_what_a_carrier_took_all_the_same_stays_a_fact_and_is_an_incident(run_out: Shipment) -> None:
    tell(event(code_of(run_out), "picked_up", 1), at=NOW + timedelta(hours=2))

    for _twice in range(2):
        slip(run_out)

    run_out.refresh_from_db()
    assert run_out.state == "handed_over"
    incident = Discrepancy.objects.get(kind="picked_up_while_held")
    assert (incident.subject, incident.data["because"]) == (code_of(run_out), "GATE_SHUT")


def test_the_news_of_a_hand_over_asks_the_gate_by_itself(consignment: Consignment, run_out: Shipment) -> None:
    """The gate shuts between the courier's hand and the handling of the news."""
    tell(event(code_of(run_out), "picked_up", 1), at=NOW + timedelta(hours=2))
    change_consignment(key=consignment.key, changes={"region": "BE"}, **BY)

    run_relay(strict=False)  # the shipment of this test is of no order

    assert Discrepancy.objects.get(kind="picked_up_while_held").subject == code_of(run_out)


def test_news_that_is_derived_later_does_not_close_the_incident(run_out: Shipment) -> None:
    tell(event(code_of(run_out), "picked_up", 1), at=NOW + timedelta(hours=2))
    slip(run_out)
    onward = event(code_of(run_out), "in_transit", 2)
    record_events(carrier_code="vnpost", events=[onward], apply=False, at=NOW + timedelta(hours=3))

    assert derive_kept(at=NOW + timedelta(hours=4)) == 1

    assert Discrepancy.objects.get(kind="picked_up_while_held").resolved_at is None


def test_goods_of_no_consignment_or_on_their_way_are_no_incident(
    consignment: Consignment, run_out: Shipment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plain = ShipmentFactory.create()
    with django_assert_num_queries(1):
        alarm_if_slipped(reference=plain.reference, occurred_at="", at=AT)
    hand_over_consignment(key=consignment.key, **BY)
    slip(run_out)

    assert not Discrepancy.objects.filter(kind="picked_up_while_held").exists()
