"""What can be reported about a parcel in each of its states, and the form that reports it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import Refusal
from kernel.money import parse_dong
from logistics.dispatch.enums import EventCode, ParcelState, Reason
from logistics.dispatch.models import Parcel
from web.forms import OnceForm

State, Event = ParcelState, EventCode
_AT_SENDER = (Event.PICKED_UP, Event.PICKUP_FAILED)
_ON_THE_WAY = (Event.AT_DELIVERY_OFFICE, Event.OUT_FOR_DELIVERY, Event.DAMAGED, Event.LOST)
_AT_DOOR = (Event.DELIVERED, Event.DELIVERY_FAILED, Event.REFUSED, Event.DAMAGED)
_BACK = (Event.RETURNING, Event.RETURNED, Event.DESTROYED)

NEXT: Mapping[str, Sequence[EventCode]] = {
    State.BOOKED: _AT_SENDER,
    State.PICKUP_FAILED: _AT_SENDER,
    State.PICKED_UP: _ON_THE_WAY,
    State.IN_TRANSIT: _ON_THE_WAY,
    State.AT_DELIVERY_OFFICE: (Event.OUT_FOR_DELIVERY, *_AT_DOOR),
    State.OUT_FOR_DELIVERY: _AT_DOOR,
    State.DELIVERY_FAILED: (Event.OUT_FOR_DELIVERY, *_AT_DOOR, Event.RETURNING),
    State.REFUSED: _BACK,
    State.RETURNING: (Event.RETURNED, Event.DAMAGED, Event.LOST),
}
NEEDS_REASON = frozenset({Event.PICKUP_FAILED, Event.DELIVERY_FAILED, Event.REFUSED})
_AT_PICKUP = (Reason.NOT_HOME, Reason.NO_ANSWER, Reason.NOT_READY, Reason.WRONG_ADDRESS, Reason.WEATHER)
_AT_DELIVERY = (
    Reason.NOT_HOME,
    Reason.NO_ANSWER,
    Reason.RESCHEDULED,
    Reason.WRONG_ADDRESS,
    Reason.NO_MONEY,
    Reason.WEATHER,
)
REASONS: Mapping[str, Sequence[Reason]] = {
    Event.PICKUP_FAILED: _AT_PICKUP,
    Event.DELIVERY_FAILED: _AT_DELIVERY,
    Event.REFUSED: (Reason.CHANGED_MIND, Reason.QUALITY, Reason.NO_MONEY, Reason.OTHER),
}


@dataclass(frozen=True, slots=True)
class ReportButton:
    """`cash_dong`: what is to be collected with it, on the first box only."""

    code: str
    word: str
    main: bool
    reasons: Sequence[tuple[str, str]]
    cash_dong: int


def reports_of(parcel: Parcel) -> list[ReportButton]:
    return [
        ReportButton(
            code=event.value,
            word=_word(event, cash_of(parcel)),
            main=number == 0,
            reasons=[(reason.value, str(reason.label)) for reason in REASONS.get(event, ())],
            cash_dong=cash_of(parcel) if event == Event.DELIVERED else 0,
        )
        for number, event in enumerate(NEXT.get(parcel.state, ()))
    ]


def cash_of(parcel: Parcel) -> int:
    """The cash of a shipment is collected once, with its first box."""
    return parcel.shipment.cod_dong if parcel.position == 1 and parcel.collected_dong is None else 0


def _word(event: EventCode, cash: int) -> str:
    if event == Event.DELIVERED and cash:
        return _("Đã giao và thu đủ tiền")
    return {
        Event.PICKED_UP: _("Đã lấy hàng"),
        Event.PICKUP_FAILED: _("Không lấy được"),
        Event.AT_DELIVERY_OFFICE: _("Đã tới bưu cục phát"),
        Event.OUT_FOR_DELIVERY: _("Đi giao"),
        Event.DELIVERED: _("Đã giao"),
        Event.DELIVERY_FAILED: _("Giao chưa được"),
        Event.REFUSED: _("Khách không nhận"),
        Event.RETURNING: _("Gửi trả về"),
        Event.RETURNED: _("Đã trả nhà vườn"),
        Event.DESTROYED: _("Đã hủy hàng"),
        Event.DAMAGED: _("Hàng hỏng"),
        Event.LOST: _("Không tìm thấy kiện"),
    }.get(event, str(event.label))


class ReportForm(OnceForm):
    event = forms.ChoiceField(choices=EventCode.choices)
    reason = forms.ChoiceField(
        label=gettext_lazy("Vì sao?"), choices=[("", ""), *Reason.choices], required=False
    )
    note = forms.CharField(label=gettext_lazy("Ghi thêm"), max_length=200, required=False)
    amount = forms.CharField(
        label=gettext_lazy("Thu được"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    collected: int | None = None

    def __init__(self, *args: Any, parcel: Parcel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parcel = parcel

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        event = cleaned.get("event")
        if event and event not in NEXT.get(self.parcel.state, ()):
            self.add_error(None, _("Kiện này vừa đổi trạng thái. Xem lại rồi bấm."))
        if event in NEEDS_REASON and not cleaned.get("reason"):
            self.add_error("reason", _("Chọn lý do."))
        if event == Event.DELIVERED and cash_of(self.parcel):
            self._read_cash(cleaned.get("amount", ""))
        return cleaned

    def _read_cash(self, text: str) -> None:
        """Empty means: exactly what was due."""
        try:
            self.collected = parse_dong(text, field="amount") if text else cash_of(self.parcel)
        except Refusal as refusal:
            self.add_error("amount", str(refusal.text))
