"""Reactions to what carriers that we call bring about, and to our own cancellations."""

from kernel.clock import now
from kernel.outbox import handles
from logistics.carriers.events import CarrierAlarmed, CarrierBooked, CarrierSpoke
from logistics.dispatch.events import ShipmentCancelled, ShipmentHandedOver
from logistics.dispatch.operations import haul, slipped


@handles(CarrierSpoke)
def take_in_what_a_carrier_says(event: CarrierSpoke) -> None:
    haul.take_message(carrier_code=event.carrier_code, key=event.aggregate_key, at=now())


@handles(CarrierAlarmed)
def tell_staff(event: CarrierAlarmed) -> None:
    haul.alarm_about(
        carrier_code=event.carrier_code,
        kind=event.kind,
        reference=event.aggregate_key,
        words=event.words,
        at=now(),
    )


@handles(CarrierBooked)
def settle_what_was_in_doubt(event: CarrierBooked) -> None:
    haul.settle_doubts(reference=event.aggregate_key, at=now())


@handles(ShipmentCancelled)
def withdraw_at_the_carrier(event: ShipmentCancelled) -> None:
    haul.withdraw_at_carrier(reference=event.reference, at=now())


@handles(ShipmentHandedOver)
def ask_whether_it_could_go(event: ShipmentHandedOver) -> None:
    slipped.alarm_if_slipped(reference=event.reference, occurred_at=event.occurred_at, at=now())
