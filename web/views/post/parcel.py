"""One parcel: scanned or typed, and what can be reported about it now."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kernel.clock import now
from kernel.errors import Refusal
from kernel.places.queries import commune
from logistics.dispatch.enums import EventCode
from logistics.dispatch.models import Parcel
from logistics.dispatch.operations import hand_over, record_events
from logistics.dispatch.queries import events_of_parcel, parcel_by_code
from logistics.dispatch.values import IncomingEvent
from web.http import HouseRequest
from web.views.post.guard import Post, for_post
from web.views.post.reporting import REASONS, ReportForm, reports_of
from web.words import money_words


@require_safe
@for_post
def find(request: HouseRequest, post: Post) -> HttpResponse:
    code = request.GET.get("ma", "").strip()
    refused = ""
    if code:
        try:
            parcel = parcel_by_code(carrier_code=post.carrier.code, code=code, commune_code=post.commune_code)
        except Refusal as refusal:
            refused = refusal.text
        else:
            return redirect("web:post_parcel", code=parcel.tracking_code)
    words = {"post": post, "code": code, "refused": refused, "bar": "post-scan"}
    return render(request, "post/scan.html", words, status=404 if refused else 200)


@require_http_methods(["GET", "POST"])
@for_post
def show(request: HouseRequest, post: Post, code: str) -> HttpResponse:
    parcel = parcel_by_code(carrier_code=post.carrier.code, code=code, commune_code=post.commune_code)
    form = ReportForm(request.POST or None, parcel=parcel)
    if form.is_valid():
        try:
            _report(request, post, parcel, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _said(form))
            return redirect("web:post_parcel", code=code)
    words = {
        "post": post,
        "parcel": parcel,
        "shipment": parcel.shipment,
        "to_place": None if parcel.shipment.is_abroad else commune(parcel.shipment.recipient_commune_code),
        "from_place": commune(parcel.shipment.sender_commune_code),
        "form": form,
        "reports": reports_of(parcel),
        "reasons": REASONS,
        "events": [(_label(event.code), event) for event in events_of_parcel(parcel)],
        "bar": "post-scan",
    }
    return render(request, "post/parcel.html", words)


def _report(request: HouseRequest, post: Post, parcel: Parcel, form: ReportForm) -> None:
    """One button; with cash, two events. The form's key makes a second tap a repetition."""
    at, actor, carrier_code = now(), request.person.actor, post.carrier.code
    code = form.cleaned_data["event"]
    if code == EventCode.PICKED_UP:
        hand_over(carrier_code=carrier_code, tracking_code=parcel.tracking_code, actor=actor, at=at)
        return
    events = [
        IncomingEvent(
            tracking_code=parcel.tracking_code,
            code=code,
            occurred_at=at,
            dedupe_key=f"page:{form.key}:{code}",
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
        )
    ]
    if form.collected is not None:
        events.insert(0, _cash(parcel, form, events[0]))
    record_events(carrier_code=carrier_code, events=events, actor=actor, at=at)


def _cash(parcel: Parcel, form: ReportForm, beside: IncomingEvent) -> IncomingEvent:
    return IncomingEvent(
        tracking_code=parcel.tracking_code,
        code=EventCode.COD_COLLECTED,
        occurred_at=beside.occurred_at,
        dedupe_key=f"page:{form.key}:{EventCode.COD_COLLECTED}",
        amount_dong=form.collected,
    )


def _label(code: str) -> str:
    """A code that is not ours stands as the carrier wrote it."""
    return str(EventCode(code).label) if code in EventCode.values else code


def _said(form: ReportForm) -> str:
    label = str(EventCode(form.cleaned_data["event"]).label)
    if form.collected is None:
        return _("Đã ghi: %(what)s.") % {"what": label}
    return _("Đã ghi: %(what)s, thu %(sum)s.") % {"what": label, "sum": money_words(form.collected)}
