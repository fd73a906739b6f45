"""Where a parcel is, for whoever it is shown to: a link to pass on that gives away no name, number or street,
no sum, and nothing to press. The order's own link stays its buyer's.
"""

from dataclasses import replace

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kernel.errors import NotFound
from kernel.places.queries import commune
from marketplace.orders.queries import order_by_key_to_show
from marketplace.orders.timeline import Step
from web.http import HouseRequest
from web.views.buyer.told import amount_words, steps_told

_SIGNER = signing.Signer(salt="order.shared", sep="~")


def shared_url(order_key: str) -> str:
    """The path to pass on. It dies with SECRET_KEY only."""
    return reverse("web:shared", args=[_SIGNER.sign(order_key)])


@require_safe
def show(request: HouseRequest, signed: str) -> HttpResponse:
    try:
        key = _SIGNER.unsign(signed)
    except signing.BadSignature as forged:
        raise NotFound from forged
    page = order_by_key_to_show(order_key=key)
    order = page.order
    words = {
        "order": order,
        "goods": [(line.title, amount_words(line, line.quantity)) for line in page.lines],
        "from_province": commune(order.household.commune_code).province_name,
        "to_province": commune(order.checkout.commune_code).province_name,
        "steps": steps_told([_bare(step) for step in page.steps]),
        "bar": "",
    }
    response = render(request, "buyer/shared.html", words)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _bare(step: Step) -> Step:
    """What people wrote may hold names: only what we say ourselves about what is to come stays."""
    return step if step.status == "next" else replace(step, detail="")
