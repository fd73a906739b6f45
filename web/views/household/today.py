"""Việc hôm nay: decisions, the most urgent first, each answered on the spot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.clock import local_day, now
from kernel.places.queries import Place, commune
from logistics.dispatch.queries import handover_codes
from logistics.rounds.queries import Visit, visits_of
from marketplace.orders.models import Order
from marketplace.orders.queries import Decision, work_of_the_day
from marketplace.payments.queries import money_of_household
from web.http import HouseRequest
from web.views.buyer.told import LineTold, lines_told
from web.views.household.guard import Home, for_household
from web.views.household.packing import PackForm
from web.views.household.pay import Pay, pay_of


@dataclass(frozen=True, slots=True)
class Task:
    """One card. `form` is there for a parcel that can be weighed right here: one line, one box."""

    kind: str
    order: Order
    lines: Sequence[LineTold]
    to_place: Place
    pay: Pay
    due_at: datetime | None
    late: bool
    codes: Sequence[str]
    visit: Visit | None
    form: PackForm | None
    host: str


@require_safe
@for_household
def show(request: HouseRequest, home: Home) -> HttpResponse:
    at = now()
    money = money_of_household(person=request.person, household_key=home.key, at=at, limit=100)
    decisions = work_of_the_day(person=request.person, household_key=home.key, at=at)
    words = {
        "home": home,
        "today": local_day(at),
        "tasks": tasks_of(decisions),
        "money": money,
        "coming_dong": money.payable_dong + money.coming_dong,
        "bar": "today",
    }
    return render(request, "household/today.html", words)


def tasks_of(decisions: Sequence[Decision]) -> list[Task]:
    """Photos of all their lines come with one statement."""
    booked = [one.order.booking_reference for one in decisions if one.kind == "HAND_OVER"]
    codes, visits = handover_codes(references=booked), visits_of(references=booked)
    told = {line.key: line for line in lines_told([line for one in decisions for line in one.lines])}
    return [
        Task(
            kind=one.kind,
            order=one.order,
            lines=[told[line.key] for line in one.lines],
            to_place=commune(one.order.checkout.commune_code),
            pay=pay_of(one.order),
            due_at=one.due_at,
            late=one.late,
            codes=codes.get(one.order.booking_reference, ()),
            visit=visits.get(one.order.booking_reference),
            form=PackForm.for_order(one.order, one.lines)
            if one.kind == "PACK" and len(one.lines) == 1 and not one.order.shared_id
            else None,
            host=one.host,
        )
        for one in decisions
    ]
