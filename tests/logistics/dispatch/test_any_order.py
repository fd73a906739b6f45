"""Events doubled, shuffled and sent again leave every parcel where the ordered run leaves it, bit for bit.
100 parcels and 10,000 reports in `make test`, 10,000 parcels and 1,000,000 reports with SOAK=1."""

import os
import random
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

from kernel.database import fetch
from logistics.dispatch.models import Shipment
from logistics.dispatch.operations import derive_kept, record_events
from logistics.dispatch.values import IncomingEvent
from tests.factories.dispatch import A_WEEK_LATER, NOW, ShipmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(7_200)]
PARCELS = int(os.environ.get("ORDER_PARCELS") or (10_000 if os.environ.get("SOAK") else 100))
DISTINCT, SENDINGS, BATCH = 40, 100, 500
CASH = 100_000
ENDS = ("delivered", "delivered", "delivered", "returned", "lost", "damaged", "in_transit", "refused")
ROAD = ("in_transit", "at_delivery_office", "out_for_delivery", "delivery_failed", "returning", "beamed_up")

# What is left out is no state: keys and references, and how often the shipment spoke (version), which is a
# fact about the telling.
_PARCELS = """
    SELECT count(*), md5(string_agg(concat_ws('|', p.state, p.state_since, p.attempts, p.reason,
                                              p.collected_dong, p.first_event_at, p.last_event_at), E'\n'
                                    ORDER BY split_part(s.reference, '#', 2)::int))
    FROM dispatch_parcel p JOIN dispatch_shipment s ON s.id = p.shipment_id WHERE s.reference LIKE %s
"""
_SHIPMENTS = """
    SELECT count(*), md5(string_agg(concat_ws('|', state, attempts, pickup_failures, announced,
                                              cancelled_at), E'\n'
                                    ORDER BY split_part(reference, '#', 2)::int))
    FROM dispatch_shipment WHERE reference LIKE %s
"""
_CASH = """
    SELECT count(*), md5(string_agg(concat_ws('|', to_jsonb(c) - 'id' - 'shipment_id'), E'\n'
                                    ORDER BY split_part(s.reference, '#', 2)::int))
    FROM dispatch_codcollection c JOIN dispatch_shipment s ON s.id = c.shipment_id WHERE s.reference LIKE %s
"""
_LOG = """
    SELECT count(*), md5(string_agg(concat_ws('|', split_part(s.reference, '#', 2), e.occurred_at, e.code,
                                              e.reason, e.amount_dong), E'\n'
                                    ORDER BY split_part(s.reference, '#', 2)::int, e.occurred_at,
                                             e.dedupe_key))
    FROM dispatch_trackingevent e JOIN dispatch_parcel p ON p.id = e.parcel_id
    JOIN dispatch_shipment s ON s.id = p.shipment_id WHERE s.reference LIKE %s
"""


def test_the_order_of_arrival_changes_no_state() -> None:
    chance = random.Random(20_260_610)
    stories = [list(_story(chance, with_cash=number % 2 == 0)) for number in range(PARCELS)]
    ordered = _told("ordered", stories)
    for at in range(0, len(ordered), BATCH):
        _keep(ordered[at : at + BATCH], apply=False)
        derive_kept(at=A_WEEK_LATER)
    shuffled = _told("shuffled", stories)
    shuffled += chance.choices(shuffled, k=PARCELS * SENDINGS - len(shuffled))
    chance.shuffle(shuffled)
    for at in range(0, len(shuffled), BATCH):
        _keep(shuffled[at : at + BATCH], apply=chance.random() < 0.1)
        if chance.random() < 0.3:
            derive_kept(batches=chance.randint(1, 8), at=A_WEEK_LATER)
    while derive_kept(at=A_WEEK_LATER):
        pass
    for sql in (_LOG, _PARCELS, _SHIPMENTS, _CASH):
        [one], [other] = fetch(sql, ["ordered#%"]), fetch(sql, ["shuffled#%"])
        assert one == other
        assert one[0] >= PARCELS // 2
    states = {state for (state,) in Shipment.objects.values_list("state").distinct()}
    assert states >= {"delivered", "returned", "lost", "damaged", "handed_over"}


Step = tuple[str, timedelta, str, int | None]


def _story(chance: random.Random, *, with_cash: bool) -> Iterator[Step]:
    """One parcel's way, in order; some reports share an instant, so that ties are decided too."""
    after = timedelta(hours=1)
    yield "picked_up", after, "", None
    for _n in range(DISTINCT - 3):
        after += timedelta(minutes=chance.choice((0, 1, 1, 7, 90)))
        yield chance.choice(ROAD[:4] if after < timedelta(days=3) else ROAD), after, "not_home", None
    after += timedelta(hours=1)
    if with_cash:
        yield "cod_collected", after, "", CASH
    yield chance.choice(ENDS), after + timedelta(minutes=1), "", None


def _told(run: str, stories: Sequence[Sequence[Step]]) -> list[IncomingEvent]:
    """Shipments of their own for the run, and what is reported about them, by the carrier's time."""
    events = []
    for number, story in enumerate(stories):
        shipment = ShipmentFactory(reference=f"{run}#{number}", cod_dong=CASH if number % 2 == 0 else 0)
        code = shipment.parcels.get().tracking_code
        events += [
            IncomingEvent(
                tracking_code=code, code=step, occurred_at=NOW + after, reason=reason, amount_dong=amount,
                dedupe_key=f"{run}-{number}-{place:03}",
            )
            for place, (step, after, reason, amount) in enumerate(story)
        ]  # fmt: skip
    return sorted(events, key=lambda event: (event.occurred_at, event.dedupe_key))


def _keep(events: Sequence[IncomingEvent], *, apply: bool) -> None:
    results = record_events(carrier_code="vnpost", events=events, apply=apply, at=A_WEEK_LATER)
    assert {result.status for result in results} <= {"stored", "duplicate", "kept"}
