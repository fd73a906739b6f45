"""One order abroad by its secret link: paying it, what happens next, where the goods are. Whoever has the
link sees it: it is not indexed, and tells no other site its address.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kernel.clock import now
from logistics.paperwork.enums import ConsignmentState
from logistics.paperwork.models import Consignment
from marketplace.campaigns.enums import AbroadState
from marketplace.campaigns.models import OrderAbroad
from marketplace.campaigns.operations import open_card_abroad
from marketplace.campaigns.queries import consignment_of, order_by_link
from marketplace.campaigns.refusals import OrderAbroadClosed
from marketplace.payments.cards import refresh
from marketplace.payments.queries import card_state
from web import policy
from web.components import Step
from web.http import HouseRequest
from web.views.buyer.bought import BACK_FROM_BANK
from web.views.buyer.campaigns import shown

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NEXT: Final[Mapping[str, "_StrPromise"]] = {
    AbroadState.PAID: _("Đến ngày chốt, đủ số tối thiểu thì gom hàng; không đủ thì bạn nhận lại đủ tiền."),
    AbroadState.POOLED: _("Hàng đang được đóng và làm giấy tờ. Khi hàng đi, trang này báo."),
    AbroadState.SHIPPED: _("Hàng đang trên đường. Người nhập khẩu thông quan rồi giao đến cửa nhà bạn."),
    AbroadState.DELIVERED: _("Hàng đã giao. Không còn việc gì phải làm."),
    AbroadState.EXPIRED: _(
        "Chưa trả tiền kịp giờ nên các thùng đã nhả ra. Tiền đến muộn thì được nhận nếu còn"
        " chỗ, hết chỗ thì trả lại đủ."
    ),
    AbroadState.REFUNDING: _("Toàn bộ tiền đang trả về thẻ của bạn. Ngân hàng thường cần vài ngày làm việc."),
    AbroadState.REFUNDED: _("Toàn bộ tiền đã trả về thẻ của bạn."),
}
FAILED: Final = (AbroadState.EXPIRED, AbroadState.REFUNDING, AbroadState.REFUNDED)


@require_safe
def show(request: HouseRequest, secret: str) -> HttpResponse:
    came_back = request.GET.get("tra") == BACK_FROM_BANK
    order = order_by_link(token=secret)
    if came_back and order.state == AbroadState.UNPAID and card_state(checkout_key=order.key):
        refresh(checkout_key=order.key, at=now())
    with translation.override(_language(request, order)):
        return _kept_private(_page(request, order, secret, came_back=came_back))


def _language(request: HouseRequest, order: OrderAbroad) -> str:
    """What this browser chose with the switch; else the one in which it was ordered: the link may be opened
    on another machine.
    """
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else order.language


def _page(request: HouseRequest, order: OrderAbroad, secret: str, *, came_back: bool) -> HttpResponse:
    consignment = consignment_of(order=order)
    words = {
        "order": order,
        "campaign": shown(order.campaign),
        "secret": secret,
        "steps": _steps(order),
        "next": NEXT.get(order.state, ""),
        "consignment": consignment,
        "moves": _moves(consignment) if consignment else [],
        "unpaid": order.state == AbroadState.UNPAID and order.expires_at > now(),
        "refunded": order.state in (AbroadState.REFUNDING, AbroadState.REFUNDED),
        "came_back": came_back,
        "bar": "",
    }
    return render(request, "buyer/order_abroad.html", words)


def _steps(order: OrderAbroad) -> list[Step]:
    return [
        Step(str(AbroadState(step.new).label), "failed" if step.new in FAILED else "done", step.at)
        for step in order.steps.all()
    ]


def _moves(consignment: Consignment) -> list[Step]:
    steps = sorted(consignment.steps.all(), key=lambda step: step.pk)
    return [Step(str(ConsignmentState(step.new).label), "done", step.at) for step in steps]


@require_safe
def pay(request: HouseRequest, secret: str) -> HttpResponse:
    """Needs the provider's script, as every page that takes a card."""
    order = order_by_link(token=secret)
    try:
        intent = open_card_abroad(token=secret, at=now())
    except OrderAbroadClosed:
        return redirect("web:order_abroad", secret=secret)
    words = {"order": order, "intent": intent, "secret": secret, "bar": ""}
    with translation.override(_language(request, order)):
        response = _kept_private(render(request, "buyer/pay_abroad.html", words))
    response.headers["Content-Security-Policy"] = policy.header("card")
    return response


def _kept_private(response: HttpResponse) -> HttpResponse:
    """Not "no-referrer": with it browsers post the switch of language without an origin, which is refused."""
    response.headers["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
