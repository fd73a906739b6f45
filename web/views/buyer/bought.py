"""What one tap on "Đặt hàng" became: an order for each household. And paying it by card."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kernel.clock import now
from kernel.places.queries import commune
from marketplace.orders.enums import State
from marketplace.orders.models import Checkout, Order
from marketplace.orders.operations import open_card
from marketplace.orders.queries import checkout_by_secret
from marketplace.payments.cards import refresh
from marketplace.payments.enums import CardState
from marketplace.payments.queries import card_state
from web import policy
from web.http import HouseRequest
from web.views.buyer.told import lines_told

BACK_FROM_BANK = "xong"
HELD = (CardState.AUTHORISED, CardState.CAPTURED)


@require_safe
def show(request: HouseRequest, secret: str) -> HttpResponse:
    if request.GET.get("tra") == BACK_FROM_BANK:
        _ask_the_bank(secret)
    checkout = checkout_by_secret(secret=secret)
    orders = list(checkout.orders.all())
    lines = lines_told([line for order in orders for line in order.lines.all()])
    by_key = {line.key: line for line in lines}
    words = {
        "checkout": checkout,
        "orders": [(order, [by_key[line.key] for line in order.lines.all()]) for order in orders],
        "to_place": commune(checkout.commune_code),
        "waits_for_card": _waits(orders) and not _is_held(checkout),
        "waits_for_news": _waits(orders) and _is_held(checkout),
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


def _ask_the_bank(secret: str) -> None:
    """The buyer may be back before the provider's news: ask, so that the page can say how it stands."""
    checkout = checkout_by_secret(secret=secret)
    if checkout.is_card and card_state(checkout_key=checkout.key):
        refresh(checkout_key=checkout.key, at=now())


def _is_held(checkout: Checkout) -> bool:
    return checkout.is_card and card_state(checkout_key=checkout.key) in HELD


def _waits(orders: list[Order]) -> bool:
    return any(order.state == State.AWAITING_CARD for order in orders)
