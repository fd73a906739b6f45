"""What becomes of each event of a batch, and what of it a person must see."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from logistics.dispatch.enums import DiscrepancyKind, EventCode
from logistics.dispatch.operations.queue import Doubt
from logistics.dispatch.operations.scene import Fact
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
    """One result per event of the batch; the times of those that were new and their shipments; the doubts."""

    results: list[ItemResult]
    times: list[datetime] = field(default_factory=list)
    shipment_ids: set[int] = field(default_factory=set)
    doubts: list[Doubt] = field(default_factory=list)


def judge(
    carrier_code: str,
    events: Sequence[tuple[int, IncomingEvent]],
    facts: Mapping[str, Fact],
    *,
    repeated: Mapping[int, bool],
    away: Container[int],
    total: int,
    at: datetime,
) -> Judged:
    """`events` are the readable ones with their place in the batch of `total`. `repeated`: the places of
    those that were in the log before, and whether what is there is the same. `away`: the parcels whose log is
    not whole (away.py)."""
    judged = Judged(_unreadable(total))
    for index, event in events:
        fact = facts.get(event.tracking_code)
        if index in repeated:
            judged.results[index] = _repetition(index, is_same=repeated[index])
            continue
        if fact:
            judged.times.append(event.occurred_at)
            judged.shipment_ids.add(fact.shipment_id)
        verdict = _verdict(event, fact, at=at)
        if verdict is None and fact and fact.parcel_id in away:
            verdict = Verdict(
                "PARCEL_ARCHIVED", _("Kiện này đã xong từ lâu; tin được giữ cho nhân viên xem.")
            )
        judged.results[index] = _result(index, verdict)
        if verdict and verdict.kind:
            judged.doubts.append(_doubt(carrier_code, event, verdict, fact))
    return judged


def _unreadable(total: int) -> list[ItemResult]:
    detail = _("Giờ sự kiện không đọc được.")
    return [
        ItemResult(index=index, status="refused", code="TIME_UNREADABLE", detail=detail)
        for index in range(total)
    ]


def _repetition(index: int, *, is_same: bool) -> ItemResult:
    if is_same:
        return ItemResult(index=index, status="duplicate")
    detail = _("Khóa chống trùng này đã dùng cho một sự kiện khác; gửi lại với khóa mới.")
    return ItemResult(index=index, status="refused", code="DEDUPE_KEY_REUSED", detail=detail)


def _result(index: int, verdict: Verdict | None) -> ItemResult:
    if verdict is None:
        return ItemResult(index=index, status="stored")
    return ItemResult(index=index, status="kept", code=verdict.code, detail=verdict.detail)


def _verdict(event: IncomingEvent, fact: Fact | None, *, at: datetime) -> Verdict | None:
    if fact is None:
        kind = DiscrepancyKind.UNKNOWN_TRACKING_CODE
        return Verdict("UNKNOWN_TRACKING_CODE", _("Không có kiện hàng nào mang mã này."), kind)
    if event.code not in RANK:
        kind = DiscrepancyKind.UNKNOWN_EVENT_CODE
        return Verdict("UNKNOWN_EVENT_CODE", _("Mã sự kiện này chưa có trong bảng mã."), kind)
    return _clock(event, fact, at=at) or _closed(event, fact) or _money(event) or _word(event)


def _clock(event: IncomingEvent, fact: Fact, *, at: datetime) -> Verdict | None:
    if event.occurred_at > at + CLOCK_AHEAD:
        return Verdict(
            "EVENT_IN_FUTURE", _("Giờ sự kiện ở tương lai; kiểm tra múi giờ."), DiscrepancyKind.BAD_CLOCK
        )
    if event.occurred_at < fact.booked_at - BEFORE_BOOKING:
        return Verdict(
            "EVENT_BEFORE_BOOKING", _("Giờ sự kiện trước khi đặt vận đơn."), DiscrepancyKind.BAD_CLOCK
        )
    return None


def _closed(event: IncomingEvent, fact: Fact) -> Verdict | None:
    moved = event.code not in _NOT_HANDED_OVER
    if fact.cancelled_at:
        kind = DiscrepancyKind.MOVED_AFTER_CANCEL if moved else None
        return Verdict("SHIPMENT_CANCELLED", _("Vận đơn này đã hủy."), kind)
    if not fact.released:
        kind = DiscrepancyKind.PICKED_UP_WHILE_HELD if moved else None
        return Verdict(HELD, _("Kiện này đang được giữ lại; trả lại nhà vườn và đợi."), kind)
    return None


def _money(event: IncomingEvent) -> Verdict | None:
    if event.code == EventCode.COD_COLLECTED and event.amount_dong is None:
        return Verdict("AMOUNT_MISSING", _("Thiếu số tiền đã thu."), DiscrepancyKind.CASH_VARIANCE)
    return None


def _word(event: IncomingEvent) -> Verdict | None:
    return Verdict("PROVISIONAL", _("Mới là lời bưu tá; đợi hãng xác nhận.")) if event.provisional else None


def _doubt(carrier_code: str, event: IncomingEvent, verdict: Verdict, fact: Fact | None) -> Doubt:
    about = event.code if verdict.code == "UNKNOWN_EVENT_CODE" else event.tracking_code
    data = {
        "tracking_code": event.tracking_code,
        "code": event.code,
        "occurred_at": event.occurred_at.isoformat(),
        "dedupe_key": event.dedupe_key,
        "because": verdict.code,
    }
    kind = verdict.kind or DiscrepancyKind.BAD_CLOCK
    return Doubt(kind, carrier_code, about, dict(data), fact and fact.shipment_id)
