"""Shipments, their boxes, pickups, the event log and the cash."""

from logistics.dispatch.models.cash import CashTerms, CodCollection, CodRemittance, CodRemittanceLine
from logistics.dispatch.models.log import KeptBatch, TrackingEvent
from logistics.dispatch.models.pickups import Pickup
from logistics.dispatch.models.queue import Discrepancy
from logistics.dispatch.models.shipments import DeclaredGoods, Parcel, Shipment

__all__ = [
    "CashTerms",
    "CodCollection",
    "CodRemittance",
    "CodRemittanceLine",
    "DeclaredGoods",
    "Discrepancy",
    "KeptBatch",
    "Parcel",
    "Pickup",
    "Shipment",
    "TrackingEvent",
]
