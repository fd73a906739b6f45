"""What waits for staff: how many, since when, and where to decide it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from kernel.clock import now
from kernel.outbox.models import Delivery
from logistics.dispatch.enums import CASH_KINDS
from logistics.dispatch.queries import open_doubts
from marketplace.catalogue.queries import listings_waiting
from marketplace.households.queries import households_waiting
from marketplace.orders.enums import ENDS
from marketplace.orders.models import Order
from marketplace.orders.queries import orders_left_lying
from marketplace.payments.enums import PayoutState
from marketplace.payments.models import Owed, Payout

Moments: TypeAlias = "QuerySet[Any, tuple[datetime | None]]"


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
    return [*_selling(), *_money(), *_sending()]


def _selling() -> list[Worklist]:
    return [
        _list(
            households_waiting().values_list("submitted_at"),
            title=_("Hộ chờ xác minh"),
            todo=_("Xem giấy tờ rồi xác minh hoặc trả lại, ghi lý do."),
            icon="shield-check",
            url=_changelist("households_household", state__exact="submitted"),
        ),
        _list(
            listings_waiting().values_list("created_at"),
            title=_("Tin chờ duyệt"),
            todo=_("Đọc lời quảng cáo rồi cho bán hoặc gỡ xuống."),
            icon="file-text",
            url=_changelist("catalogue_listing", state__exact="in_review"),
        ),
    ]


def _money() -> list[Worklist]:
    payouts = Payout.objects.all()
    return [
        _list(
            payouts.filter(state=PayoutState.DRAWN).values_list("batch__drawn_at"),
            title=_("Tiền chờ chuyển"),
            todo=_("Tải tệp CSV của đợt, gửi ngân hàng, rồi đánh dấu đã gửi."),
            icon="landmark",
            url=_changelist("payments_payout", state__exact="drawn"),
        ),
        _list(
            payouts.filter(state=PayoutState.RETURNED).values_list("returned_at"),
            title=_("Tiền ngân hàng trả lại"),
            todo=_("Gọi hộ sửa số tài khoản; đợt sau chuyển lại."),
            icon="undo-2",
            url=_changelist("payments_payout", state__exact="returned"),
        ),
        _list(
            Owed.objects.values_list("since"),
            title=_("Tiền phải trả lại người mua"),
            todo=_("Thẻ không nhận lại, hoặc khách trả tiền mặt: chuyển khoản rồi ghi mã giao dịch."),
            icon="credit-card",
            url=_changelist("payments_owed"),
        ),
    ]


def _sending() -> list[Worklist]:
    stuck = Order.objects.exclude(booking_refusal="").exclude(state__in=sorted(ENDS))
    return [
        _list(
            stuck.values_list("moved_at"),
            title=_("Đơn bưu điện không nhận"),
            todo=_("Đặt bưu điện khác, hoặc hủy đơn."),
            icon="truck",
            url=_changelist("orders_order", waiting="booking"),
        ),
        _list(
            orders_left_lying(at=now()).values_list("moved_at"),
            title=_("Đơn nhận rồi để đó"),
            todo=_("Gọi nhà vườn đóng gói, hoặc hủy đơn: hàng và tiền trên thẻ đang bị giữ."),
            icon="package",
            url=_changelist("orders_order", waiting="lying"),
        ),
        _list(
            open_doubts().filter(kind__in=CASH_KINDS).values_list("opened_at"),
            title=_("Tiền thu hộ lệch"),
            todo=_("Thiếu, thừa, trùng, sai phí, mã lạ: đối chiếu với hãng rồi chấp nhận hoặc đòi lại."),
            icon="hand-coins",
            url=_changelist("dispatch_discrepancy", resolved_at__isempty="1", kind__in=",".join(CASH_KINDS)),
        ),
        _list(
            open_doubts().exclude(kind__in=CASH_KINDS).values_list("opened_at"),
            title=_("Bưu điện báo lệch"),
            todo=_("Mã lạ, kết cục khác nhau: hỏi bưu cục rồi xử lý."),
            icon="triangle-alert",
            url=_changelist("dispatch_discrepancy", resolved_at__isempty="1"),
        ),
        _list(
            Delivery.objects.filter(dead_at__isnull=False).values_list("dead_at"),
            title=_("Việc máy làm không được"),
            todo=_("Đọc lỗi, sửa nguyên nhân, rồi cho làm lại hoặc bỏ qua."),
            icon="circle-alert",
            url=_changelist("outbox_delivery", dead_at__isempty="0"),
        ),
    ]


def _list(since: Moments, *, title: str, todo: str, icon: str, url: str) -> Worklist:
    """`since`: for each row that waits, the moment since when."""
    first = since.order_by(since.query.values_select[0]).first()
    return Worklist(title, todo, icon, since.count(), first[0] if first else None, url)


def _changelist(name: str, **filters: str) -> str:
    """The admin's list with these filters; "" where there is none."""
    try:
        return reverse(f"admin:{name}_changelist", query=filters)
    except NoReverseMatch:
        return ""
