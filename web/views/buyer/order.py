"""One order as its buyer reads it, by the secret link: where it is, what it weighed, what comes back."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel.clock import now
from kernel.places.queries import commune
from marketplace.orders.operations import answer_short, cancel_by_buyer
from marketplace.orders.queries import order_by_secret
from web import basket
from web.acts import act
from web.http import HouseRequest
from web.views.buyer.shared import shared_url
from web.views.buyer.told import lines_told, steps_told, sum_told

KEEP = "keep"


@require_safe
def show(request: HouseRequest, secret: str) -> HttpResponse:
    page = order_by_secret(secret=secret)
    words = {
        "page": page,
        "order": page.order,
        "from_place": commune(page.order.household.commune_code),
        "lines": lines_told(page.lines),
        "steps": steps_told(page.steps),
        "short_keys": {line.key for line in page.short_lines},
        "sum": sum_told(page.order),
        "shared_url": request.build_absolute_uri(shared_url(page.order.key)),
        "bar": "orders",
    }
    response = render(request, "buyer/order.html", words)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_POST
def cancel(request: HouseRequest, secret: str) -> HttpResponse:
    return act(
        request,
        lambda: cancel_by_buyer(secret=secret, at=now()),
        done=_("Đã hủy đơn. Nhà vườn đã được báo."),
        back=reverse("web:order", args=[secret]),
    )


@require_POST
def answer(request: HouseRequest, secret: str) -> HttpResponse:
    """Keep or drop each line that weighs much less than was ordered."""
    keep = {key: value == KEEP for key, value in request.POST.items() if value in (KEEP, "drop")}
    return act(
        request,
        lambda: answer_short(secret=secret, keep=keep, at=now()),
        done=_("Đã gửi câu trả lời."),
        back=reverse("web:order", args=[secret]),
    )


@require_POST
def again(request: HouseRequest, secret: str) -> HttpResponse:
    """The same things into the basket; today's price and stock are shown there."""
    for line in order_by_secret(secret=secret).lines:
        basket.put(request, listing_key=line.listing.key, quantity=line.quantity)
    return redirect("web:basket")
