"""Chuyến xe: the day's pickups as rounds of the office's vehicles, on a map and as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel.clock import local_day, now
from kernel.places.queries import Place, commune
from logistics.dispatch.enums import ShipmentState
from logistics.dispatch.models import Parcel
from logistics.rounds.models import Plan, Round, Stop, Vehicle
from logistics.rounds.operations import want_plan
from logistics.rounds.queries import base_of, plan_of_day
from web.acts import act
from web.http import HouseRequest
from web.views.post.guard import Post, for_post
from web.views.post.map import map_of
from web.views.post.today import read_day


@dataclass(frozen=True, slots=True)
class CallShown:
    """One sender on the list."""

    number: int
    name: str
    telephone: str
    address: str
    place: Place
    parcels: Sequence[Parcel]
    gross_g: int
    chilled: bool
    arrives_at: datetime | None
    is_exact: bool
    done: bool


@dataclass(frozen=True, slots=True)
class RoundShown:
    number: int
    look: int
    vehicle: Vehicle
    leaves_at: datetime
    back_at: datetime
    distance_m: int
    calls: Sequence[CallShown]

    @property
    def gross_g(self) -> int:
        return sum(call.gross_g for call in self.calls)

    @property
    def chilled_g(self) -> int:
        return sum(call.gross_g for call in self.calls if call.chilled)


@require_safe
@for_post
def show(request: HouseRequest, post: Post) -> HttpResponse:
    base = base_of(carrier_code=post.carrier.code, office_code=post.office_code)
    if base is None:
        return redirect("web:post_vehicles")
    day = read_day(request)
    plan = plan_of_day(base=base, day=day)
    words = {
        "post": post,
        "base": base,
        "day": day,
        "today": local_day(now()),
        "next_day": day + timedelta(days=1),
        "plan": plan,
        "rounds": [round_shown(one) for one in plan.rounds.all()] if plan else [],
        "left_out": [call_shown(stop) for stop in left_out(plan)] if plan else [],
        "map": map_of(base, plan) if plan else None,
        "bar": "post-today",
    }
    return render(request, "post/rounds.html", words)


def left_out(plan: Plan) -> Sequence[Stop]:
    """As plan_of_day has fetched them."""
    return plan.left_out  # type: ignore[attr-defined, no-any-return]


def round_shown(one: Round) -> RoundShown:
    return RoundShown(
        number=one.number,
        look=(one.number - 1) % 6 + 1,
        vehicle=one.vehicle,
        leaves_at=one.leaves_at,
        back_at=one.back_at,
        distance_m=one.distance_m,
        calls=[call_shown(stop) for stop in one.stops.all()],
    )


def call_shown(stop: Stop) -> CallShown:
    shipments = stop.shipments.all()
    first = shipments[0]
    return CallShown(
        number=stop.position,
        name=first.sender_name,
        telephone=first.sender_telephone,
        address=first.sender_address,
        place=commune(first.sender_commune_code),
        parcels=[parcel for row in shipments for parcel in row.parcels.all()],
        gross_g=sum(row.gross_g for row in shipments),
        chilled=any(row.chilled for row in shipments),
        arrives_at=stop.arrives_at,
        is_exact=stop.is_exact,
        done=all(row.state != ShipmentState.BOOKED for row in shipments),
    )


@require_POST
@for_post
def plan_again(request: HouseRequest, post: Post) -> HttpResponse:
    """A planner takes it up within seconds; the page looks again by itself."""
    base = base_of(carrier_code=post.carrier.code, office_code=post.office_code)
    if base is None:
        return redirect("web:post_vehicles")
    day = read_day(request)
    return act(
        request,
        lambda: want_plan(base=base, day=day, at=now()),
        done=_("Đang chia chuyến. Một lát nữa xong."),
        back=f"{reverse('web:post_rounds')}?ngay={day.isoformat()}",
    )
