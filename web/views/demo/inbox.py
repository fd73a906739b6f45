"""Every text message that the shop sent, newest first: the demo's telephone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.messages.queries import inbox
from web.http import HouseRequest
from web.views.demo.guard import demo_only

SHOWN = 60


@require_safe
@demo_only
def show(request: HouseRequest) -> HttpResponse:
    telephone = request.GET.get("so", "").strip()
    return render(
        request,
        "demo/inbox.html",
        {"messages_sent": inbox(limit=SHOWN, telephone=telephone), "telephone": telephone},
    )
