"""The verbs of dispatch, one file each."""

from logistics.dispatch.operations.book import book_shipment
from logistics.dispatch.operations.cash import accept_collection, accept_remittance_line, record_remittance
from logistics.dispatch.operations.claims import (
    accept_claim,
    file_claim,
    pay_claim,
    reject_claim,
    reopen_claim,
    withdraw_claim,
)
from logistics.dispatch.operations.customs import set_customs_reference
from logistics.dispatch.operations.decide import refuse_pickup, reschedule_pickup
from logistics.dispatch.operations.derive import derive_kept
from logistics.dispatch.operations.intake import hand_over, record_events
from logistics.dispatch.operations.labels import (
    label_pdf,
    parcel_label_pdf,
    parcel_labels_pdf,
    pickup_labels_pdf,
)
from logistics.dispatch.operations.late import accept_delivery
from logistics.dispatch.operations.manifests import record_manifest
from logistics.dispatch.operations.missing import queue_late_cash
from logistics.dispatch.operations.pickups import take_pickup
from logistics.dispatch.operations.proofs import add_proof
from logistics.dispatch.operations.queue import resolve_discrepancy
from logistics.dispatch.operations.release import cancel_shipments, release_shipments
from logistics.dispatch.operations.split import queue_split_shipments
from logistics.dispatch.operations.temperatures import record_temperatures

__all__ = [
    "accept_claim",
    "accept_collection",
    "accept_delivery",
    "accept_remittance_line",
    "add_proof",
    "book_shipment",
    "cancel_shipments",
    "derive_kept",
    "file_claim",
    "hand_over",
    "label_pdf",
    "parcel_label_pdf",
    "parcel_labels_pdf",
    "pay_claim",
    "pickup_labels_pdf",
    "queue_late_cash",
    "queue_split_shipments",
    "record_events",
    "record_manifest",
    "record_remittance",
    "record_temperatures",
    "refuse_pickup",
    "reject_claim",
    "release_shipments",
    "reopen_claim",
    "reschedule_pickup",
    "resolve_discrepancy",
    "set_customs_reference",
    "take_pickup",
    "withdraw_claim",
]
