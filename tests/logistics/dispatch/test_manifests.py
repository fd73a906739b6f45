"""A list of scans at the hand-over: what may go goes, and every difference has a name."""

from datetime import timedelta
from typing import Any

import pytest

from logistics.dispatch.models import Discrepancy, Manifest, TrackingEvent
from logistics.dispatch.operations import record_manifest
from logistics.dispatch.refusals import ManifestReused, ScanTimeWrong, TooManyItems, UnknownPickup
from tests.factories.dispatch import NOW, TOWN, ShipmentFactory, code_of, event, tell

pytestmark = pytest.mark.django_db


def hand_over(codes: list[str], **changes: Any) -> Manifest:
    told = {
        "carrier_code": "vnpost",
        "reference": "GN-1",
        "scanned_at": NOW,
        "actor": "carrier:vnpost",
        "at": NOW + timedelta(minutes=5),
    } | changes
    return record_manifest(tracking_codes=codes, **told)


def results(manifest: Manifest) -> list[tuple[str, str]]:
    return list(manifest.lines.order_by("position").values_list("tracking_code", "result"))


def test_every_difference_is_named() -> None:
    ready, missed, gone = (ShipmentFactory() for _n in range(3))
    held, cancelled = ShipmentFactory(released=False), ShipmentFactory(cancelled_at=NOW, state="cancelled")
    elsewhere = ShipmentFactory(pickup__commune_code=TOWN)
    others = ShipmentFactory(carrier_code="ghn")
    tell(event(code_of(gone), "picked_up", -0.5), at=NOW)
    scanned = [code_of(one) for one in (ready, held, cancelled, elsewhere, others, gone, ready)]
    manifest = hand_over([*scanned, "NNV0"], pickup_key=ready.pickup.key)
    assert results(manifest) == [
        (code_of(ready), "handed_over"),
        (code_of(held), "held"),
        (code_of(cancelled), "cancelled"),
        (code_of(elsewhere), "unexpected"),
        (code_of(others), "unknown"),
        (code_of(gone), "already"),
        (code_of(ready), "already"),
        ("NNV0", "unknown"),
        (code_of(missed), "missing"),
    ]
    states = [one.parcels.get().state for one in (ready, elsewhere, held, missed, others)]
    assert states == ["picked_up", "picked_up", "booked", "booked", "booked"]
    doubt = Discrepancy.objects.get(kind="handover_differs")
    assert doubt.data == {
        "held": 1, "cancelled": 1, "unexpected": 1, "unknown": 2, "already": 2, "missing": 1
    }  # fmt: skip


def test_a_list_without_differences_bothers_nobody() -> None:
    shipment = ShipmentFactory(boxes=2)
    codes = [code_of(shipment), code_of(shipment, 2)]
    manifest = hand_over(codes, pickup_key=shipment.pickup.key)
    assert {result for _code, result in results(manifest)} == {"handed_over"}
    assert Discrepancy.objects.count() == 0
    shipment.pickup.refresh_from_db()
    assert shipment.pickup.state == "done"


def test_the_same_list_again_changes_nothing_and_another_is_refused() -> None:
    shipment = ShipmentFactory()
    first = hand_over([code_of(shipment)])
    assert hand_over([code_of(shipment)]).key == first.key
    assert TrackingEvent.objects.count() == 1
    with pytest.raises(ManifestReused):
        hand_over([])
    assert hand_over([code_of(shipment)], reference="GN-2").lines.get().result == "already"


@pytest.mark.parametrize("hours", [-24 * 8, 2])
def test_scans_of_another_week_are_a_wrong_clock(hours: int) -> None:
    with pytest.raises(ScanTimeWrong):
        hand_over([], scanned_at=NOW + timedelta(hours=hours))


def test_lists_too_long_or_of_another_carriers_pickup() -> None:
    with pytest.raises(TooManyItems):
        hand_over(["NNV0"] * 1001)
    with pytest.raises(UnknownPickup):
        hand_over([], carrier_code="ghn", pickup_key=ShipmentFactory().pickup.key)
