"""What happens to a shipment is told to its carrier, where it wants to be told."""

from kernel.clock import now
from kernel.outbox import handles
from logistics.dispatch.events import ShipmentEvent
from logistics.webhooks.operations import tell_carrier


@handles(ShipmentEvent)
def tell_the_carrier(event: ShipmentEvent) -> None:
    tell_carrier(event=event, at=now())
