"""The desk of the demo's carriers: what they hold, and what shall become of it. The carriers themselves are a
small server beside the shop (settings.FAKE_CARRIER_URL); without it there is no such page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from logistics.carriers.registry import ADAPTERS
from logistics.dispatch.models import Parcel
from marketplace.orders.operations.carriage import order_key_of
from web.http import HouseRequest
from web.views.buyer.shared import shared_url
from web.views.demo.guard import demo_only

NEWEST: Final = 30
PATIENCE_SECONDS: Final = 3.0
STORY_SECONDS: Final = 30
SLOW_SECONDS: Final = 12
"""Longer than the shop waits for an answer."""
TIMES: Final = 3

Shape = dict[str, Any]

ACTS: Final = {
    "next": gettext_lazy("Đi tiếp"),
    "failed": gettext_lazy("Giao hỏng"),
    "refused": gettext_lazy("Khách từ chối"),
    "damaged": gettext_lazy("Làm hư"),
    "lost": gettext_lazy("Làm mất"),
    "unknown": gettext_lazy("Báo mã lạ"),
}
FAULTS: Final = {
    "slow": gettext_lazy("Trả lời chậm 12 giây"),
    "fail": gettext_lazy("Báo lỗi 500"),
    "garble": gettext_lazy("Trả lời sai JSON"),
    "lose": gettext_lazy("Làm xong nhưng mất câu trả lời"),
}
"""For the next calls of the shop, whichever carrier it calls."""
SWITCHES: Final = {
    "story_seconds": (gettext_lazy("Kiện tự đi, mỗi bước 30 giây"), STORY_SECONDS),
    "double": (gettext_lazy("Báo tin hai lần"), True),
    "delay_ms": (gettext_lazy("Báo tin trễ, lộn thứ tự"), 5_000),
    "pause": (gettext_lazy("Giữ tin lại, không báo"), True),
}
"""What each is turned to; off is 0."""


@dataclass(frozen=True, slots=True)
class Held:
    """A parcel as its carrier's books have it. `buyers_url`: what its buyer shows to others."""

    carrier: str
    waybill: str
    reference: str
    code: str
    state: str
    cod_dong: int
    acts: Sequence[tuple[str, str]]
    buyers_url: str


@dataclass(frozen=True, slots=True)
class Knob:
    """`left`: for how many calls a fault still holds; `on`: whether a switch is."""

    name: str
    label: str
    on: bool
    left: int = 0


@require_http_methods(["GET", "POST"])
@demo_only
def show(request: HouseRequest) -> HttpResponse:
    if not settings.FAKE_CARRIER_URL:
        raise Http404
    if request.method == "POST":
        _turn(request)
        return redirect("web:demo_carriers")
    state = _speak(lambda line: line.get(f"/_control?newest={NEWEST}"))
    words = {"silent": state is None} | (_told(state) if state else {})
    return render(request, "demo/carriers.html", words)


def _told(state: Shape) -> Shape:
    orders = [order for order in state["orders"] if not order["draft"]]
    pages = _buyers_pages([order["reference"] for order in orders])
    return {
        "parcels": [_held(order, pages.get(order["reference"], "")) for order in orders],
        "switches": [
            Knob(name, str(label), bool(state["knobs"].get(name))) for name, (label, _on) in SWITCHES.items()
        ],
        "faults": [
            Knob(name, str(label), on=False, left=_left(state["knobs"].get(name)))
            for name, label in FAULTS.items()
        ],
        "waiting": state["waiting"],
    }


def _left(wishes: Sequence[Shape] | None) -> int:
    return sum(wish["times"] for wish in wishes or ())


def _buyers_pages(codes: Sequence[str]) -> dict[str, str]:
    """By tracking code; one statement."""
    rows = Parcel.objects.filter(tracking_code__in=codes).values_list("tracking_code", "shipment__reference")
    return {code: shared_url(order_key_of(reference)) for code, reference in rows}


def _held(order: Shape, buyers_url: str) -> Held:
    adapter = ADAPTERS[order["carrier"]]
    meaning = adapter.statuses.read(order["status"])
    possible = (["next"] if order["next"] else []) + list(order["mishaps"])
    step = str(meaning.step.label)
    return Held(
        carrier=order["carrier"],
        waybill=order["waybill"],
        reference=order["reference"],
        code=order["status"],
        state=_("%(step)s (bưu tá báo, chưa chắc)") % {"step": step} if meaning.provisional else step,
        cod_dong=order["cod"],
        acts=[(name, str(ACTS[name])) for name in possible],
        buyers_url=buyers_url,
    )


def _turn(request: HouseRequest) -> None:
    """What is not on the page does nothing."""
    wanted = _wanted(request.POST)
    if wanted and _speak(lambda line: line.post("/_control", json=wanted)) is None:
        messages.error(request, _("Hãng demo không nhận việc đó. Tải lại trang rồi thử lại."))


def _wanted(sent: Mapping[str, str]) -> Shape:
    if (what := sent.get("viec", "")) in ACTS:
        return {"step": {"carrier": sent.get("hang", ""), "waybill": sent.get("don", ""), "what": what}}
    if (fault := sent.get("loi", "")) in FAULTS:
        return {fault: [{"path": "/", "times": TIMES, "seconds": SLOW_SECONDS}]}
    if (switch := sent.get("bat", "")) in SWITCHES:
        return {switch: SWITCHES[switch][1]}
    if (switch := sent.get("tat", "")) in SWITCHES:
        return {switch: 0}
    return {}


def _speak(ask: Callable[[httpx.Client], httpx.Response]) -> Shape | None:
    """None: nobody is there, or it refuses."""
    try:
        with httpx.Client(
            base_url=settings.FAKE_CARRIER_URL, timeout=PATIENCE_SECONDS, trust_env=False
        ) as line:
            answer = ask(line)
            return dict(answer.json()) if answer.status_code == 200 else None
    except (httpx.HTTPError, ValueError):
        return None
