"""The post's number goes onto the papers; a clearance lets the post take the parcel."""

from datetime import datetime
from typing import Final

from django.db import transaction

from kernel.places.queries import commune
from logistics.dispatch.operations import release_shipments
from logistics.dispatch.queries import reference_of
from logistics.documents.operations import request_documents
from logistics.documents.values import Posting
from logistics.paperwork.enums import ConsignmentState
from logistics.paperwork.refusals import GateShut
from marketplace.postal.enums import PostalState
from marketplace.postal.models import PostalOrder
from marketplace.postal.states import SYSTEM, lock_order

PREFIX: Final = "postal:"


def order_key_of(reference: str) -> str:
    """ "postal:<key>#1" → "<key>"; "" for what is not ours."""
    return reference.removeprefix(PREFIX).partition("#")[0] if reference.startswith(PREFIX) else ""


@transaction.atomic
def take_number(*, tracking_code: str, waybill: str, at: datetime) -> None:
    """The post has booked: CN 23, the postal data and the other papers are drawn with its number, which
    nobody types. Nothing happens for parcels that are not ours, nor twice.
    """
    key = order_key_of(reference_of(tracking_code=tracking_code))
    if not key:
        return
    order = lock_order(key)
    if order.state != PostalState.PACKED or order.waybill == waybill:
        return
    order.waybill = waybill
    order.save(update_fields=["waybill"])
    posting = Posting(
        item=waybill, office=commune(order.household.commune_code).name, postage_minor=order.postage_dong
    )
    request_documents(consignment_key=order.consignment_key, posting=posting, actor=SYSTEM, at=at)


@transaction.atomic
def follow_clearance(*, consignment_key: str, state: str, at: datetime) -> None:
    """CLEARED: the parcel may leave. Shut again meanwhile, it stays: the next clearance tells again."""
    if state != ConsignmentState.CLEARED:
        return
    order = PostalOrder.objects.filter(consignment_key=consignment_key, state=PostalState.PACKED).first()
    if order is None:
        return
    try:
        with transaction.atomic():
            release_shipments(references=[order.shipment_reference], at=at)
    except GateShut:
        return
