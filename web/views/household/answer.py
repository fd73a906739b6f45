"""Có hàng / Hết hàng. Opening the link changes nothing: messengers open links to draw their previews."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.clock import now
from kernel.places.queries import commune
from marketplace.orders.enums import State
from marketplace.orders.operations import accept, answer_by_secret, decline
from marketplace.orders.queries import order_to_answer
from web.acts import act
from web.http import HouseRequest
from web.views.buyer.told import lines_told
from web.views.household.guard import Home, for_household
from web.views.household.pay import pay_of

YES, NO = "co", "het"


@require_http_methods(["GET", "POST"])
def by_link(request: HouseRequest, secret: str) -> HttpResponse:
    if request.method == "POST":
        accepted = request.POST.get("tra_loi") == YES
        if request.POST.get("tra_loi") not in (YES, NO):
            return redirect("web:answer", secret=secret)
        back = reverse("web:answer", args=[secret])
        return act(
            request,
            lambda: answer_by_secret(secret=secret, accepted=accepted, at=now()),
            done=_said(accepted),
            back=back,
        )
    order = order_to_answer(secret=secret)
    words = {
        "order": order,
        "lines": lines_told(list(order.lines.all())),
        "to_place": commune(order.checkout.commune_code),
        "pay": pay_of(order),
        "waiting": order.state == State.PLACED,
    }
    response = render(request, "household/answer.html", words)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_POST
@for_household
def by_key(request: HouseRequest, home: Home, key: str) -> HttpResponse:  # noqa: ARG001
    answer = request.POST.get("tra_loi")
    if answer not in (YES, NO):
        return redirect("web:today")
    run = accept if answer == YES else decline
    return act(
        request,
        lambda: run(person=request.person, order_key=key, at=now()),
        done=_said(answer == YES),
        back=reverse("web:today"),
    )


def _said(accepted: bool) -> str:
    if accepted:
        return _("Đã nhận đơn. Khách được báo rồi; giờ cân và đóng gói.")
    return _("Đã báo hết hàng. Khách được báo và không mất tiền.")
