"""Booking: from plain values to a shipment with codes, a pickup and a price."""

from collections.abc import Sequence
from datetime import date, datetime

from logistics.dispatch.values import Booked, BoxSpec, GoodsSpec, Party


def book_shipment(
    *,
    reference: str,
    service_code: str,
    sender: Party,
    recipient: Party,
    boxes: Sequence[BoxSpec],
    goods: Sequence[GoodsSpec],
    cod_dong: int,
    on_undelivered: str,
    released: bool,
    ready_on: date,
    at: datetime,
) -> Booked:
    """Book once per `reference`, however often and however concurrently it is called.

    The same reference with other content raises BookingReused. The carrier's bill and the promised day
    are the rate card's at the true gross weight; a service that cannot carry it raises BookingRefused.
    `released=False` holds the goods back until release_shipment. Announces ShipmentBooked. The shipment
    joins the open pickup of its carrier, commune and day (the next day after the service's cut-off hour)."""
    raise NotImplementedError
