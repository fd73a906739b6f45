"""News from the carriers and from the card provider. What a sandbox plays is no money."""

from kernel.clock import now
from kernel.outbox import handles
from logistics.carriers.sandbox import is_sandbox
from logistics.dispatch.events import CashHandedIn, CodCollected, ShipmentBilled
from marketplace.payments.cards import calls, messages
from marketplace.payments.events import CardCallWanted, ProviderMessageStored
from marketplace.payments.operations.cash import (
    Remitted,
    record_carrier_bill,
    record_cash_collected,
    record_cash_remitted,
)


@handles(ShipmentBilled)
def on_shipment_billed(event: ShipmentBilled) -> None:
    if is_sandbox(event.carrier_code):
        return
    record_carrier_bill(
        booking=event.reference,
        carrier_code=event.carrier_code,
        billed_dong=event.billed_dong,
        at=now(),
    )


@handles(CodCollected)
def on_cod_collected(event: CodCollected) -> None:
    if is_sandbox(event.carrier_code):
        return
    record_cash_collected(
        booking=event.reference,
        carrier_code=event.carrier_code,
        amount_dong=event.amount_dong,
        at=now(),
    )


@handles(CashHandedIn)
def on_cash_handed_in(event: CashHandedIn) -> None:
    if is_sandbox(event.carrier_code):
        return
    lines = [Remitted(*line) for line in event.lines]
    record_cash_remitted(carrier_code=event.carrier_code, lines=lines, at=now())


@handles(ProviderMessageStored)
def on_provider_message_stored(event: ProviderMessageStored) -> None:
    messages.process(event_id=event.aggregate_key, at=now())


@handles(CardCallWanted, outside=True)
def on_card_call_wanted(event: CardCallWanted) -> None:
    """The first try, at once. Whatever does not come through is left to the sweep: an event is not tried
    again.
    """
    calls.try_soon(call_key=event.aggregate_key, at=now())
