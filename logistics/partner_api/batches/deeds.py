"""What each operation of a batch does: the same verb of the domain as the same request alone."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter

from logistics.dispatch.codes import tidy_code
from logistics.dispatch.operations import (
    accept_claim,
    pay_claim,
    refuse_pickup,
    reject_claim,
    reschedule_pickup,
    set_customs_reference,
    take_pickup,
)
from logistics.dispatch.values import IncomingEvent
from logistics.partner_api.enums import Scope
from logistics.partner_api.schemas import batches as schemas
from logistics.partner_api.schemas.events import EventIn

ADDRESS: Final = "/partner/v1"
SCOPES: Final[Mapping[str, Scope]] = {
    "event": Scope.EVENTS,
    "take_pickup": Scope.PICKUPS,
    "refuse_pickup": Scope.PICKUPS,
    "reschedule_pickup": Scope.PICKUPS,
    "set_customs": Scope.CUSTOMS,
    "accept_claim": Scope.CLAIMS,
    "reject_claim": Scope.CLAIMS,
    "pay_claim": Scope.CLAIMS,
}
_READER: Final = TypeAdapter[Any](schemas.BatchOp)


class Doer(NamedTuple):
    """For whom and when."""

    carrier_code: str
    at: datetime

    @property
    def words(self) -> dict[str, Any]:
        """As the domain's verbs want them."""
        return {"carrier_code": self.carrier_code, "actor": f"carrier:{self.carrier_code}", "at": self.at}


def read(request: Mapping[str, Any]) -> Any:
    """The operation, as it was handed in."""
    return _READER.validate_python(request)


def do(operation: Any, doer: Doer) -> str:
    """Do it, in the caller's transaction; where what it changed can be read. Raises what the verb refuses."""
    return _DEEDS[operation.op](operation, doer)


def incoming(event: EventIn) -> IncomingEvent:
    """An event as dispatch takes it."""
    return IncomingEvent(
        tracking_code=tidy_code(event.tracking_code),
        code=event.code,
        occurred_at=event.occurred_at,
        dedupe_key=event.dedupe_key,
        reason=event.reason or "",
        note=event.note,
        amount_dong=event.amount_dong,
    )


def _take(operation: schemas.TakePickupOp, doer: Doer) -> str:
    take_pickup(pickup_key=operation.pickup_key, **doer.words)
    return f"{ADDRESS}/pickups/{operation.pickup_key}"


def _refuse(operation: schemas.RefusePickupOp, doer: Doer) -> str:
    key, reason, note = operation.pickup_key, operation.reason, operation.note
    refuse_pickup(pickup_key=key, reason=reason, note=note, **doer.words)
    return f"{ADDRESS}/pickups/{key}"


def _reschedule(operation: schemas.ReschedulePickupOp, doer: Doer) -> str:
    key, reason, note = operation.pickup_key, operation.reason, operation.note
    moved = reschedule_pickup(pickup_key=key, day=operation.day, reason=reason, note=note, **doer.words)
    return f"{ADDRESS}/pickups/{moved.moved_to_key or moved.key}"


def _set_customs(operation: schemas.CustomsOp, doer: Doer) -> str:
    key = operation.shipment_key
    set_customs_reference(shipment_key=key, customs_reference=operation.customs_reference, **doer.words)
    return f"{ADDRESS}/shipments/{key}/customs"


def _accept(operation: schemas.AcceptClaimOp, doer: Doer) -> str:
    key = operation.claim_key
    accept_claim(key=key, amount_dong=operation.amount_dong, answer=operation.answer, **doer.words)
    return f"{ADDRESS}/claims/{key}"


def _reject(operation: schemas.RejectClaimOp, doer: Doer) -> str:
    reject_claim(key=operation.claim_key, answer=operation.answer, **doer.words)
    return f"{ADDRESS}/claims/{operation.claim_key}"


def _pay(operation: schemas.PayClaimOp, doer: Doer) -> str:
    pay_claim(key=operation.claim_key, reference=operation.reference, **doer.words)
    return f"{ADDRESS}/claims/{operation.claim_key}"


_DEEDS: Final[Mapping[str, Callable[[Any, Doer], str]]] = {
    "take_pickup": _take,
    "refuse_pickup": _refuse,
    "reschedule_pickup": _reschedule,
    "set_customs": _set_customs,
    "accept_claim": _accept,
    "reject_claim": _reject,
    "pay_claim": _pay,
}
