"""The code to write on the box by hand, as large as the telephone can show it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.errors import NotFound
from logistics.dispatch.queries import handover_codes
from marketplace.orders.queries import order_for_household
from web.http import HouseRequest
from web.views.household.guard import Home, for_household


@require_safe
@for_household
def show(request: HouseRequest, home: Home, key: str) -> HttpResponse:
    """NotFound while the post has not been called: there is no code yet."""
    order = order_for_household(person=request.person, order_key=key)
    codes = handover_codes(references=[order.booking_reference]).get(order.booking_reference, [])
    if not codes:
        raise NotFound
    words = {"home": home, "order": order, "codes": codes, "bar": "today"}
    return render(request, "household/big_code.html", words)
