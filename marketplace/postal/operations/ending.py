"""How a parcel abroad ends, and whose the money is then."""

from datetime import datetime
from typing import Final

from django.db import transaction

from logistics.paperwork.enums import ConsignmentState
from logistics.paperwork.models import Consignment
from logistics.paperwork.operations.consignments import report_progress
from marketplace.payments.enums import PaidBy, Road
from marketplace.payments.operations import record_carrier_fault, record_sale, record_undelivered
from marketplace.payments.rates import Rates, SaleLine
from marketplace.postal.enums import PostalState
from marketplace.postal.models import PostalOrder
from marketplace.postal.operations.papers import order_key_of
from marketplace.postal.operations.paying import give_back
from marketplace.postal.operations.road import carrier_of
from marketplace.postal.states import lock_order, move

BACK: Final = (PostalState.RETURNED, PostalState.DESTROYED)
PROGRESS: Final = (ConsignmentState.ARRIVED, ConsignmentState.RELEASED, ConsignmentState.DELIVERED)


@transaction.atomic
def end_by_carrier(*, reference: str, to: PostalState, at: datetime) -> None:
    """Delivered: a sale, the post is owed its postage and, with DDP, what it laid out at the border. Not
    taken: the postage stays paid, goods and duty go back. The post's fault: everything goes back. Twice is
    once.
    """
    key = order_key_of(reference)
    if not key:
        return
    order = lock_order(key)
    if order.state == to:
        return
    move(order, to, actor=carrier_of(order), at=at)
    if to == PostalState.DELIVERED:
        _sell(order, at=at)
        _report(order, at=at)
    elif to in BACK:
        _undelivered(order, to, at=at)
    else:
        _carriers_fault(order, to, at=at)


def _sell(order: PostalOrder, *, at: datetime) -> None:
    rates = Rates(commission_ppm=order.commission_ppm, vat_ppm=order.vat_ppm, pit_ppm=order.pit_ppm)
    record_sale(
        reference=order.reference,
        household_key=order.household.key,
        lines=[SaleLine(order.goods_dong, rates)],
        postage_dong=order.postage_dong + order.levies_dong,
        paid_by=PaidBy.CARD,
        carrier_code=order.carrier_code,
        at=at,
    )


def _report(order: PostalOrder, *, at: datetime) -> None:
    """A parcel at the door has arrived and was released. One that slipped through a shut gate reports
    nothing: staff decide.
    """
    found = Consignment.objects.get(key=order.consignment_key)
    if found.state == ConsignmentState.HANDED_OVER:
        for state in PROGRESS:
            report_progress(key=found.key, state=state, actor=carrier_of(order), at=at)


def _undelivered(order: PostalOrder, to: PostalState, *, at: datetime) -> None:
    record_undelivered(
        reference=order.reference,
        road=Road(to.value),
        household_key=order.household.key,
        paid_by=PaidBy.CARD,
        carrier_code=order.carrier_code,
        postage_kept_dong=order.postage_dong,
        at=at,
    )
    give_back(order, order.goods_dong + order.levies_dong, why=to.value, at=at)


def _carriers_fault(order: PostalOrder, to: PostalState, *, at: datetime) -> None:
    record_carrier_fault(
        reference=order.reference,
        road=Road(to.value),
        household_key=order.household.key,
        goods_dong=order.goods_dong,
        paid_by=PaidBy.CARD,
        carrier_code=order.carrier_code,
        at=at,
    )
    give_back(order, order.total_dong, why=to.value, at=at)
