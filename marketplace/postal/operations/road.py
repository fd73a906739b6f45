"""News of the parcel: the post has it."""

from datetime import datetime

from django.db import transaction

from logistics.paperwork.enums import ConsignmentState
from logistics.paperwork.models import Consignment
from logistics.paperwork.operations import gate
from logistics.paperwork.refusals import GateShut
from marketplace.catalogue.stock import take
from marketplace.postal.enums import PostalState
from marketplace.postal.models import PostalOrder
from marketplace.postal.operations.papers import order_key_of
from marketplace.postal.states import lock_order, move


def hand_over(*, reference: str, at: datetime) -> None:
    """The goods have left the farm, and the consignment with them. Behind a shut gate dispatch has opened an
    incident: what happened stays a fact. Not one transaction: a refusal of the gate leaves its decision
    behind.
    """
    key = order_key_of(reference)
    if not key:
        return
    order = _left(key, at=at)
    state = Consignment.objects.values_list("state", flat=True).get(key=order.consignment_key)
    if state == ConsignmentState.CLEARED:
        try:
            gate.hand_over(key=order.consignment_key, actor=carrier_of(order), at=at)
        except GateShut:
            return


@transaction.atomic
def _left(key: str, *, at: datetime) -> PostalOrder:
    order = lock_order(key)
    if order.state == PostalState.PACKED:
        move(order, PostalState.HANDED_OVER, actor=carrier_of(order), at=at)
    take(references=[order.reference], at=at)
    return order


def carrier_of(order: PostalOrder) -> str:
    return f"carrier:{order.carrier_code}"
