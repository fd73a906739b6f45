"""Shipments, their boxes, pickups, the event log and the cash."""

from logistics.dispatch.models.cash import CashTerms, CodCollection, CodRemittance, CodRemittanceLine
from logistics.dispatch.models.claims import CarrierClaim, CarrierClaimPhoto
from logistics.dispatch.models.handover import Manifest, ManifestLine
from logistics.dispatch.models.log import ArchivedMonth, KeptBatch, TrackingEvent
from logistics.dispatch.models.pickups import Pickup
from logistics.dispatch.models.proof import ProofOfDelivery, TemperatureReading
from logistics.dispatch.models.queue import Discrepancy
from logistics.dispatch.models.shipments import DeclaredGoods, Parcel, Shipment

__all__ = [
    "ArchivedMonth",
    "CarrierClaim",
    "CarrierClaimPhoto",
    "CashTerms",
    "CodCollection",
    "CodRemittance",
    "CodRemittanceLine",
    "DeclaredGoods",
    "Discrepancy",
    "KeptBatch",
    "Manifest",
    "ManifestLine",
    "Parcel",
    "Pickup",
    "ProofOfDelivery",
    "Shipment",
    "TemperatureReading",
    "TrackingEvent",
]
