"""The household's orders, newest first, and one of them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kernel.places.queries import commune
from logistics.dispatch.queries import partly_gone, tracking
from marketplace.orders.enums import State
from marketplace.orders.queries import order_for_household, orders_of_household
from web.http import HouseRequest
from web.keyset import read_after, write_after
from web.views.buyer.told import lines_told
from web.views.household.guard import Home, for_household
from web.views.household.pay import pay_of

PAGE = 24


@require_safe
@for_household
def show(request: HouseRequest, home: Home) -> HttpResponse:
    orders = orders_of_household(
        person=request.person,
        household_key=home.key,
        first=PAGE,
        after=read_after(request.GET.get("sau", "")),
    )
    told = {line.key: line for line in lines_told([line for order in orders for line in order.lines.all()])}
    after = write_after(orders[-1].placed_at, orders[-1].pk) if len(orders) == PAGE else ""
    words = {
        "home": home,
        "orders": [
            (order, [told[line.key] for line in order.lines.all()], pay_of(order)) for order in orders
        ],
        "more_url": reverse("web:household_orders", query={"sau": after}) if after else "",
        "bar": "today",
    }
    return render(request, "household/orders.html", words)


@require_safe
@for_household
def one(request: HouseRequest, home: Home, key: str) -> HttpResponse:
    order = order_for_household(person=request.person, order_key=key)
    steps = tracking(reference=order.booking_reference) if order.bookings else []
    words = {
        "home": home,
        "order": order,
        "lines": lines_told(list(order.lines.all())),
        "boxes": list(order.boxes.all()),
        "pay": pay_of(order),
        "steps": steps,
        "partly_gone": partly_gone(steps),
        "to_place": commune(order.checkout.commune_code),
        "to_answer": order.state == State.PLACED,
        "asking": order.state == State.ASKING_BUYER,
        "to_pack": order.state == State.ACCEPTED,
        "to_hand_over": order.state == State.BOOKED,
        "bar": "today",
    }
    return render(request, "household/order.html", words)
