"""What one tap on "Đặt hàng" became: an order for each household. And paying it by card."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kernel.clock import now
from kernel.places.queries import commune
from marketplace.orders.enums import State
from marketplace.orders.models import Order
from marketplace.orders.operations import open_card
from marketplace.orders.queries import checkout_by_secret
from web import policy
from web.http import HouseRequest
from web.views.buyer.told import lines_told


@require_safe
def show(request: HouseRequest, secret: str) -> HttpResponse:
    checkout = checkout_by_secret(secret=secret)
    orders = list(checkout.orders.all())
    lines = lines_told([line for order in orders for line in order.lines.all()])
    by_key = {line.key: line for line in lines}
    words = {
        "checkout": checkout,
        "orders": [(order, [by_key[line.key] for line in order.lines.all()]) for order in orders],
        "to_place": commune(checkout.commune_code),
        "waits_for_card": _waits(orders),
        "bar": "orders",
    }
    response = render(request, "buyer/bought.html", words)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def pay(request: HouseRequest, secret: str) -> HttpResponse:
    """The one page that needs a script, and the only one that may load somebody else's."""
    checkout = checkout_by_secret(secret=secret)
    if not checkout.is_card or not _waits(list(checkout.orders.all())):
        return redirect("web:bought", secret=secret)
    intent = open_card(checkout_secret=secret, at=now())
    words = {"checkout": checkout, "intent": intent, "demo": settings.DEMO_INBOX}
    response = render(request, "buyer/pay_card.html", words)
    response.headers["Content-Security-Policy"] = policy.header("card")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _waits(orders: list[Order]) -> bool:
    return any(order.state == State.AWAITING_CARD for order in orders)
