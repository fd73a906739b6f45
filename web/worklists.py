"""What waits for staff: how many, since when, and where to decide it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from kernel.outbox.models import Delivery
from logistics.dispatch.models import Discrepancy
from marketplace.catalogue.queries import listings_waiting
from marketplace.households.queries import households_waiting
from marketplace.orders.enums import ENDS
from marketplace.orders.models import Order
from marketplace.payments.enums import CallState, PayoutState
from marketplace.payments.models import CardCall, Payout


@dataclass(frozen=True, slots=True)
class Worklist:
    """`oldest`: since when the first of them waits."""

    title: str
    todo: str
    icon: str
    count: int
    oldest: datetime | None
    url: str


def worklists() -> list[Worklist]:
    """Two statements each, whatever waits; the longest list is not read."""
    return [
        _list(
            households_waiting(), "submitted_at", _("Hộ chờ xác minh"), _("Xem giấy tờ rồi xác minh hoặc trả lại, ghi lý do."),
            "shield-check", _changelist("households_household", state__exact="submitted"),
        ),
        _list(
            listings_waiting(), "created_at", _("Tin chờ duyệt"), _("Đọc lời quảng cáo rồi cho bán hoặc gỡ xuống."),
            "file-text", _changelist("catalogue_listing", state__exact="in_review"),
        ),
        _list(
            Payout.objects.filter(state=PayoutState.DRAWN), "batch__drawn_at", _("Tiền chờ chuyển"),
            _("Tải tệp CSV của đợt, gửi ngân hàng, rồi đánh dấu đã gửi."),
            "landmark", _changelist("payments_payoutbatch", sent_at__isempty="1"),
        ),
        _list(
            Payout.objects.filter(state=PayoutState.RETURNED), "returned_at", _("Tiền ngân hàng trả lại"),
            _("Gọi hộ sửa số tài khoản; đợt sau chuyển lại."),
            "undo-2", _changelist("payments_payout", state__exact="returned"),
        ),
        _list(
            CardCall.objects.filter(state=CallState.REFUSED), "asked_at", _("Thẻ: trả lại hoặc trừ tiền không được"),
            _("Đọc lý do của ngân hàng, trả tiền cho khách bằng cách khác."),
            "credit-card", _changelist("payments_cardcall", state__exact="refused"),
        ),
        _list(
            Order.objects.exclude(booking_refusal="").exclude(state__in=sorted(ENDS)), "moved_at", _("Đơn bưu điện không nhận"),
            _("Đặt bưu điện khác, hoặc hủy đơn."),
            "truck", _changelist("orders_order", booking_refusal__isempty="0"),
        ),
        _list(
            Discrepancy.objects.filter(resolved_at=None), "opened_at", _("Bưu điện báo lệch"),
            _("Tiền thu lệch, mã lạ, kết cục khác nhau: hỏi bưu cục rồi xử lý."),
            "triangle-alert", _changelist("dispatch_discrepancy", resolved_at__isempty="1"),
        ),
        _list(
            Delivery.objects.filter(dead_at__isnull=False), "dead_at", _("Việc máy làm không được"),
            _("Đọc lỗi, sửa nguyên nhân, rồi cho làm lại hoặc bỏ qua."),
            "circle-alert", _changelist("outbox_delivery", dead_at__isempty="0"),
        ),
    ]  # fmt: skip


def _list(rows: QuerySet, since: str, title: str, todo: str, icon: str, url: str) -> Worklist:  # type: ignore[type-arg]
    found = rows.order_by().aggregate(oldest=Min(since))
    return Worklist(title, todo, icon, rows.count(), found["oldest"], url)


def _changelist(name: str, **filters: str) -> str:
    """The admin's list with these filters; "" where there is none."""
    try:
        return reverse(f"admin:{name}_changelist", query=filters)
    except NoReverseMatch:
        return ""
