"""Packing: what the scales say. The price follows the weight, the booking follows the boxes."""

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.clock import now
from kernel.errors import Refusal
from kernel.places.queries import commune
from marketplace.orders.enums import State
from marketplace.orders.models import Order
from marketplace.orders.operations import close_parcel, pack
from marketplace.orders.queries import order_for_household
from marketplace.orders.states import in_one_parcel
from web.http import HouseRequest
from web.views.buyer.told import lines_told
from web.views.household.guard import Home, for_household
from web.views.household.packing import MOST_BOXES, PackForm, guides_of
from web.words import money_words


@require_http_methods(["GET", "POST"])
@for_household
def show(request: HouseRequest, home: Home, key: str) -> HttpResponse:
    order = order_for_household(person=request.person, order_key=key)
    closes = order.state == State.PACKED and bool(order.shared_id)
    if order.state != State.ACCEPTED and not closes:
        return redirect("web:household_order", key=key)
    fellows = in_one_parcel(order)
    lines = [] if closes else list(order.lines.all())
    boxes = _boxes(request) if closes or not fellows else 0
    wants_more = "them" in request.POST
    data = None if wants_more else request.POST or None
    form = PackForm(data, lines=lines, boxes=boxes, initial=request.POST.dict() or None)
    if not wants_more and form.is_valid():
        try:
            packed = _packed(request, order, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _said(packed))
            return redirect("web:household_order", key=key)
    words = {
        "home": home,
        "order": order,
        "form": form,
        "closes": closes,
        "fellows": fellows,
        "waiting": [one for one in fellows if one.state != State.PACKED],
        "is_host": not fellows or fellows[0].pk == order.pk,
        "told": lines_told(lines),
        "guides": guides_of(lines),
        "to_place": commune(order.checkout.commune_code),
        "boxes": boxes,
        "more_boxes": 0 < boxes < MOST_BOXES,
        "bar": "today",
    }
    return render(request, "household/pack.html", words)


def _packed(request: HouseRequest, order: Order, form: PackForm) -> Order:
    """What is weighed; or the parcel that several share, closed."""
    person, key, boxes = request.person, order.key, form.packed_boxes
    if order.state == State.PACKED:
        return close_parcel(person=person, order_key=key, boxes=boxes, at=now())
    return pack(person=person, order_key=key, lines=form.packed_lines, boxes=boxes, at=now())


def _boxes(request: HouseRequest) -> int:
    """How many boxes the form has; "Thêm một thùng" asks for one more with everything typed kept."""
    text = request.POST.get("them") or request.POST.get("so_thung") or "1"
    return min(max(int(text), 1), MOST_BOXES) if re.fullmatch("[0-9]{1,4}", text) else 1


def _said(order: Order) -> str:
    if order.state == State.ASKING_BUYER:
        return _("Cân thiếu nhiều nên đang hỏi khách. Khách trả lời trong 2 giờ, không trả lời là đồng ý.")
    if order.state == State.CANCELLED:
        return _("Không còn món nào trong đơn nên đơn đã hủy.")
    if order.state == State.PACKED:
        return _("Đã cân xong. Thùng đóng sau, khi đủ hàng các nhà.")
    return _("Đã cân xong: tiền hàng %(sum)s. Bưu tá được báo đến lấy.") % {
        "sum": money_words(order.packed_dong or 0)
    }
