"""Reading stored messages: whose parcels they speak of, and what that means in our words."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q

from kernel.outbox import announce
from logistics.carriers.enums import Alarm, Step
from logistics.carriers.events import CarrierAlarmed
from logistics.carriers.models import CarrierBooking, CarrierMessage
from logistics.carriers.operations import outcome
from logistics.carriers.protocol import Credentials, Inbound, Receipt, Scan
from logistics.carriers.registry import ADAPTERS
from logistics.carriers.statuses import Meaning, incident_of
from logistics.carriers.trouble import Unreadable
from logistics.carriers.wording import moment

ENDS = frozenset({Step.DELIVERED, Step.RETURNED, Step.LOST, Step.DAMAGED, Step.CANCELLED})
WITH_REASON = frozenset({Step.PICKUP_FAILED, Step.DELIVERY_FAILED, Step.RETURNING, Step.EXCEPTION})


class News(NamedTuple):
    """`reference` is empty where none of our parcels is meant."""

    reference: str
    scan: Scan
    meaning: Meaning

    @property
    def reason(self) -> str:
        """The code's own incident, or the one that the courier's words name."""
        if self.meaning.incident is not None:
            return str(self.meaning.incident.value)
        found = incident_of(self.scan.words) if self.meaning.step in WITH_REASON else None
        return str(found.value) if found else ""


@transaction.atomic
def read_message(*, key: str, at: datetime) -> list[News]:
    """What the message says, for the one who knows the parcels; in the transaction in which it is taken in.

    A booking whose answer was lost is found again by it. A message that cannot be read alarms staff, and is
    kept. A second time gives nothing.
    """
    message = CarrierMessage.objects.select_for_update().get(key=key)
    if message.processed_at is not None:
        return []
    try:
        scans = _scans(message)
    except Unreadable as problem:
        _done(message, f"unreadable: {problem}", at=at)
        raise_alarm(message, str(problem))
        return []
    news = [_news(message.carrier_code, scan, at=at) for scan in scans]
    _done(message, f"{len(news)} scans", at=at)
    return news


def _done(message: CarrierMessage, words: str, *, at: datetime) -> None:
    message.processed_at, message.outcome = at, words[:200]
    message.save(update_fields=["processed_at", "outcome"])


def raise_alarm(message: CarrierMessage, words: str) -> None:
    """It belongs to no parcel: the message's own key stands for one."""
    announce(
        CarrierAlarmed(
            aggregate_key=f"message:{message.key}",
            version=1,
            carrier_code=message.carrier_code,
            kind=Alarm.UNREADABLE.value,
            words=words[:300],
        )
    )


def _scans(message: CarrierMessage) -> Sequence[Scan]:
    if message.polled:
        return scans_from_text(message.body)
    inbound = Inbound(
        body=message.body.encode(),
        headers=message.headers,
        query=message.query,
        received_at=message.received_at,
    )
    nobody = Credentials(carrier_code=message.carrier_code, base_url="", secrets={}, vintage="")
    return ADAPTERS[message.carrier_code](nobody).read(inbound)


def scans_to_text(scans: Sequence[Scan]) -> str:
    rows = [{**asdict(scan), "occurred_at": scan.occurred_at.isoformat()} for scan in scans]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True)


def scans_from_text(text: str) -> list[Scan]:
    rows: list[dict[str, Any]] = json.loads(text)
    return [Scan(**{**row, "occurred_at": moment(row["occurred_at"])}) for row in rows]


def _news(carrier_code: str, scan: Scan, *, at: datetime) -> News:
    meaning = ADAPTERS[carrier_code].statuses.read(scan.code)
    row = _booking_of(carrier_code, scan)
    if row is None:
        return News("", scan, meaning)
    _found_again(row, scan, at=at)
    row.refresh_from_db()
    _note(row, scan, meaning)
    return News(row.reference, scan, meaning)


def _booking_of(carrier_code: str, scan: Scan) -> CarrierBooking | None:
    """By the carrier's number, else by ours."""
    mine = Q()
    if scan.waybill:
        mine |= Q(waybill=scan.waybill) | Q(draft=scan.waybill)
    if scan.reference:
        mine |= Q(reference=scan.reference)
    if not mine:
        return None
    rows = CarrierBooking.objects.select_for_update().filter(mine, carrier_code=carrier_code).order_by("id")
    return rows.first()


def _found_again(row: CarrierBooking, scan: Scan, *, at: datetime) -> None:
    """A message about a parcel is proof that the carrier has it. Another number than the one we know is a
    second order: that is for staff.
    """
    if scan.waybill:
        has_labels = ADAPTERS[row.carrier_code].has_labels
        outcome.booked(row.pk, Receipt(waybill=scan.waybill), has_labels=has_labels, at=at)


def _note(row: CarrierBooking, scan: Scan, meaning: Meaning) -> None:
    """The newest code, for people who look at the booking; and the end of asking."""
    if scan.remitted or meaning.step == Step.COD_REMITTED:
        row.remitted_at = row.remitted_at or scan.occurred_at
    if row.last_news_at is None or scan.occurred_at >= row.last_news_at:
        row.last_code, row.last_step = scan.code, meaning.step
        row.last_news_at, row.provisional = scan.occurred_at, meaning.provisional
        if meaning.step in ENDS and not meaning.provisional:
            row.track_at = None
    row.save(
        update_fields=["remitted_at", "last_code", "last_step", "last_news_at", "provisional", "track_at"]
    )


def answer_as_message(scans: Sequence[Scan], *, at: datetime) -> Inbound:
    """The answer to a question about a parcel, as if the carrier had sent it."""
    return Inbound(body=scans_to_text(scans).encode(), headers={}, query={}, received_at=at)
