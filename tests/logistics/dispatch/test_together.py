"""Many at once, in any order: the log and the announcements come out the same."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from logistics.dispatch.models import Parcel, Shipment, TrackingEvent
from logistics.dispatch.values import IncomingEvent
from tests.factories.dispatch import ShipmentFactory, code_of, event, tell
from tests.logistics.dispatch.announced import said

ROAD = ("picked_up", "in_transit", "out_for_delivery", "delivery_failed", "out_for_delivery", "delivered")


def log_of(shipments: list[Shipment]) -> list[IncomingEvent]:
    return [
        event(code_of(shipment), code, hour)
        for shipment in shipments
        for hour, code in enumerate(ROAD, start=1)
    ]


def chunks(events: list[IncomingEvent], size: int) -> list[list[IncomingEvent]]:
    return [events[start : start + size] for start in range(0, len(events), size)]


@pytest.mark.django_db(transaction=True)
def test_shuffled_doubled_and_concurrent_batches_end_as_the_ordered_run() -> None:
    shuffled = [ShipmentFactory() for _n in range(12)]
    ordered = [ShipmentFactory() for _n in range(12)]
    tell(*log_of(ordered))
    noise = log_of(shuffled) * 3
    random.Random(7).shuffle(noise)

    def send(batch: list[IncomingEvent]) -> None:
        try:
            tell(*batch)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, chunks(noise, 9)))
    for shipment in shuffled:
        names = said(shipment)
        assert names[0] == "ShipmentHandedOver"
        assert names[-1] == "ShipmentDelivered"
        assert len(names) == len({*names}) + max(0, names.count("ShipmentOutForDelivery") - 1)
    assert TrackingEvent.objects.count() == 24 * len(ROAD)
    assert standing_of(shuffled) == standing_of(ordered)


def standing_of(shipments: list[Shipment]) -> list[tuple[object, ...]]:
    rows = Parcel.objects.filter(shipment__in=shipments).order_by("id")
    return list(rows.values_list("state", "state_since", "attempts", "reason", "shipment__state"))
