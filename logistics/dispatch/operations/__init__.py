"""The verbs of dispatch, one file each."""

from logistics.dispatch.operations.book import book_shipment
from logistics.dispatch.operations.cash import accept_collection, accept_remittance_line, record_remittance
from logistics.dispatch.operations.derive import derive_kept
from logistics.dispatch.operations.intake import hand_over, record_events
from logistics.dispatch.operations.labels import label_pdf, parcel_label_pdf, pickup_labels_pdf
from logistics.dispatch.operations.late import accept_delivery
from logistics.dispatch.operations.missing import queue_late_cash
from logistics.dispatch.operations.pickups import take_pickup
from logistics.dispatch.operations.queue import resolve_discrepancy
from logistics.dispatch.operations.release import cancel_shipments, release_shipments

__all__ = [
    "accept_collection",
    "accept_delivery",
    "accept_remittance_line",
    "book_shipment",
    "cancel_shipments",
    "derive_kept",
    "hand_over",
    "label_pdf",
    "parcel_label_pdf",
    "pickup_labels_pdf",
    "queue_late_cash",
    "record_events",
    "record_remittance",
    "release_shipments",
    "resolve_discrepancy",
    "take_pickup",
]
