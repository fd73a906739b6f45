"""Hôm nay: the pickups of the day, stop by stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel.clock import local_day, now
from kernel.places.queries import Place, commune
from logistics.dispatch.enums import ParcelState, PickupState
from logistics.dispatch.models import Parcel, Pickup, Shipment
from logistics.dispatch.operations import pickup_labels_pdf, take_pickup
from logistics.dispatch.queries import pickup_by_key, pickups_of_day
from web.acts import act
from web.http import HouseRequest
from web.views.post.guard import Post, for_post

FARTHEST = timedelta(days=366)
WAITING = (ParcelState.BOOKED, ParcelState.PICKUP_FAILED)


@dataclass(frozen=True, slots=True)
class Stop:
    """One sender: where to go, what waits there."""

    name: str
    telephone: str
    address: str
    place: Place
    parcels: Sequence[Parcel]

    @property
    def gross_g(self) -> int:
        return sum(parcel.gross_g for parcel in self.parcels)

    @property
    def waiting(self) -> int:
        return sum(parcel.state in WAITING for parcel in self.parcels)

    @property
    def done(self) -> bool:
        return not self.waiting


@dataclass(frozen=True, slots=True)
class Round:
    pickup: Pickup
    place: Place
    stops: Sequence[Stop]

    @property
    def to_take(self) -> bool:
        return self.pickup.state == PickupState.OFFERED


@require_safe
@for_post
def show(request: HouseRequest, post: Post) -> HttpResponse:
    day = read_day(request)
    found = pickups_of_day(carrier_code=post.carrier.code, day=day, commune_code=post.commune_code)
    rounds = [round_of(pickup) for pickup in found]
    stops = [stop for one in rounds for stop in one.stops]
    words = {
        "post": post,
        "day": day,
        "today": local_day(now()),
        "next_day": day + timedelta(days=1),
        "rounds": rounds,
        "left": sum(not stop.done for stop in stops),
        "parcels": sum(len(stop.parcels) for stop in stops),
        "gross_g": sum(stop.gross_g for stop in stops),
        "bar": "post-today",
    }
    return render(request, "post/today.html", words)


def read_day(request: HouseRequest) -> date:
    """`ngay` of the address where it is within a year, else today."""
    try:
        asked = parse_date(request.GET.get("ngay", ""))
    except ValueError:
        asked = None
    today = local_day(now())
    return asked if asked and abs(asked - today) <= FARTHEST else today


def round_of(pickup: Pickup) -> Round:
    by_sender: dict[tuple[str, str], list[Shipment]] = {}
    for shipment in pickup.shipments.all():
        if shipment.released:
            by_sender.setdefault((shipment.sender_telephone, shipment.sender_address), []).append(shipment)
    stops = [_stop(shipments) for shipments in by_sender.values()]
    return Round(
        pickup, commune(pickup.commune_code), sorted(stops, key=lambda stop: (stop.done, stop.address))
    )


def _stop(shipments: Sequence[Shipment]) -> Stop:
    first = shipments[0]
    return Stop(
        name=first.sender_name,
        telephone=first.sender_telephone,
        address=first.sender_address,
        place=commune(first.sender_commune_code),
        parcels=[parcel for shipment in shipments for parcel in shipment.parcels.all()],
    )


@require_POST
@for_post
def take(request: HouseRequest, post: Post, key: str) -> HttpResponse:
    return act(
        request,
        lambda: take_pickup(
            carrier_code=post.carrier.code,
            pickup_key=key,
            commune_code=post.commune_code,
            actor=request.person.actor,
            at=now(),
        ),
        done=_("Đã nhận chuyến."),
        back=reverse("web:post"),
    )


@require_safe
@for_post
def labels(request: HouseRequest, post: Post, key: str) -> HttpResponse:
    pickup_by_key(carrier_code=post.carrier.code, key=key, commune_code=post.commune_code)  # or another's
    drawn = pickup_labels_pdf(
        carrier_code=post.carrier.code, pickup_key=key, actor=request.person.actor, at=now()
    )
    response = HttpResponse(drawn, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="tem.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
