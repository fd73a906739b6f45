"""What becomes of each event of a batch, and what of it a person must see."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from logistics.dispatch.enums import DiscrepancyKind, EventCode
from logistics.dispatch.operations.queue import Doubt
from logistics.dispatch.operations.scene import Scene, ShipmentRow
from logistics.dispatch.standing import BEFORE_BOOKING, CLOCK_AHEAD, RANK
from logistics.dispatch.values import IncomingEvent, ItemResult

HELD: Final = "SHIPMENT_HELD"
_NOT_HANDED_OVER: Final = frozenset({EventCode.PICKUP_FAILED, EventCode.COD_COLLECTED})


class Verdict(NamedTuple):
    """Why an event is kept but not applied; `kind` when staff must look at it."""

    code: str
    detail: str
    kind: DiscrepancyKind | None = None


@dataclass
class Judged:
    """One result per event of the batch; the times of those that were new; the doubts."""

    results: list[ItemResult]
    times: list[datetime] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def judge(
    carrier_code: str,
    events: Sequence[tuple[int, IncomingEvent]],
    scene: Scene,
    *,
    fresh: set[tuple[str, datetime]],
    same: set[tuple[str, datetime, str, str]],
    total: int,
    at: datetime,
) -> Judged:
    """`events` are the readable ones with their place in the batch of `total`; `fresh` is used up.
    `same`: the log's own rows for those that are repetitions."""
    unreadable = _("Giờ sự kiện không đọc được.")
    judged = Judged(
        [
            ItemResult(index=index, status="refused", code="TIME_UNREADABLE", detail=unreadable)
            for index in range(total)
        ]
    )
    boxes = scene.by_code()
    for index, event in events:
        box = boxes.get(event.tracking_code)
        shipment = scene.shipments[box.shipment_id] if box else None
        if (event.dedupe_key, event.occurred_at) not in fresh:
            judged.results[index] = _repetition(index, event, same)
            continue
        fresh.discard((event.dedupe_key, event.occurred_at))
        if shipment:
            judged.times.append(event.occurred_at)
        verdict = _verdict(event, shipment, at=at)
        judged.results[index] = _result(index, verdict)
        if verdict and verdict.kind:
            judged.doubts.append(_doubt(carrier_code, event, verdict, shipment))
    return judged


def _repetition(index: int, event: IncomingEvent, same: set[tuple[str, datetime, str, str]]) -> ItemResult:
    if (event.dedupe_key, event.occurred_at, event.tracking_code, event.code) in same:
        return ItemResult(index=index, status="duplicate")
    detail = _("Khóa chống trùng này đã dùng cho một sự kiện khác; gửi lại với khóa mới.")
    return ItemResult(index=index, status="refused", code="DEDUPE_KEY_REUSED", detail=detail)


def _result(index: int, verdict: Verdict | None) -> ItemResult:
    if verdict is None:
        return ItemResult(index=index, status="stored")
    return ItemResult(index=index, status="kept", code=verdict.code, detail=verdict.detail)


def _verdict(event: IncomingEvent, shipment: ShipmentRow | None, *, at: datetime) -> Verdict | None:
    if shipment is None:
        kind = DiscrepancyKind.UNKNOWN_TRACKING_CODE
        return Verdict("UNKNOWN_TRACKING_CODE", _("Không có kiện hàng nào mang mã này."), kind)
    if event.code not in RANK:
        kind = DiscrepancyKind.UNKNOWN_EVENT_CODE
        return Verdict("UNKNOWN_EVENT_CODE", _("Mã sự kiện này chưa có trong bảng mã."), kind)
    return _clock(event, shipment, at=at) or _closed(event, shipment) or _money(event)


def _clock(event: IncomingEvent, shipment: ShipmentRow, *, at: datetime) -> Verdict | None:
    if event.occurred_at > at + CLOCK_AHEAD:
        return Verdict(
            "EVENT_IN_FUTURE", _("Giờ sự kiện ở tương lai; kiểm tra múi giờ."), DiscrepancyKind.BAD_CLOCK
        )
    if event.occurred_at < shipment.booked_at - BEFORE_BOOKING:
        return Verdict(
            "EVENT_BEFORE_BOOKING", _("Giờ sự kiện trước khi đặt vận đơn."), DiscrepancyKind.BAD_CLOCK
        )
    return None


def _closed(event: IncomingEvent, shipment: ShipmentRow) -> Verdict | None:
    moved = event.code not in _NOT_HANDED_OVER
    if shipment.cancelled_at:
        kind = DiscrepancyKind.MOVED_AFTER_CANCEL if moved else None
        return Verdict("SHIPMENT_CANCELLED", _("Vận đơn này đã hủy."), kind)
    if not shipment.released:
        kind = DiscrepancyKind.PICKED_UP_WHILE_HELD if moved else None
        return Verdict(HELD, _("Kiện này đang được giữ lại; trả lại nhà vườn và đợi."), kind)
    return None


def _money(event: IncomingEvent) -> Verdict | None:
    if event.code == EventCode.COD_COLLECTED and event.amount_dong is None:
        return Verdict("AMOUNT_MISSING", _("Thiếu số tiền đã thu."), DiscrepancyKind.CASH_VARIANCE)
    return None


def _doubt(carrier_code: str, event: IncomingEvent, verdict: Verdict, shipment: ShipmentRow | None) -> Doubt:
    about = event.code if verdict.code == "UNKNOWN_EVENT_CODE" else event.tracking_code
    data = {
        "tracking_code": event.tracking_code,
        "code": event.code,
        "occurred_at": event.occurred_at.isoformat(),
        "dedupe_key": event.dedupe_key,
        "because": verdict.code,
    }
    kind = verdict.kind or DiscrepancyKind.BAD_CLOCK
    return Doubt(kind, carrier_code, about, dict(data), shipment and shipment.id)
