"""The label to print, where there is a printer; without one the big code on the page is enough."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from kernel.clock import now
from kernel.errors import NotFound
from logistics.dispatch.operations import label_pdf
from marketplace.orders.queries import order_for_household
from web.http import HouseRequest
from web.views.household.guard import Home, for_household


@require_safe
@for_household
def show(request: HouseRequest, home: Home, key: str) -> HttpResponse:  # noqa: ARG001
    order = order_for_household(person=request.person, order_key=key)
    if not order.bookings:
        raise NotFound
    pdf = label_pdf(reference=order.booking_reference, actor=request.person.actor, at=now())
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="tem-{order.code}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
