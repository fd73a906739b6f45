"""Tiền: what I get and when, from which order, what was taken and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kernel.clock import now
from marketplace.households.banks import BANKS
from marketplace.orders.models import Order
from marketplace.orders.queries import orders_of_household
from marketplace.payments.queries import money_of_household
from web.components import SumLine
from web.http import HouseRequest
from web.views.household.guard import Home, for_household
from web.views.household.pay import Pay, pay_of


@dataclass(frozen=True, slots=True)
class ComingLine:
    """One order's money on its way."""

    amount_dong: int
    payable_from: datetime | None
    held: bool
    order: Order | None
    pay: Pay | None


@require_GET
@for_household
def show(request: HouseRequest, home: Home) -> HttpResponse:
    money = money_of_household(person=request.person, household_key=home.key, at=now())
    orders = {f"order:{order.key}": order for order in _recent(request, home)}
    coming = [
        _line(one.amount_dong, one.payable_from, one.held, orders.get(one.reference)) for one in money.coming
    ]
    words = {
        "home": home,
        "money": money,
        "coming": coming,
        "sums": sums_of(coming),
        "total": SumLine(_("Về tay"), money.payable_dong + money.coming_dong),
        "bank": BANKS.get(home.household.bank_code, ""),
        "bar": "money",
    }
    return render(request, "household/money.html", words)


def _recent(request: HouseRequest, home: Home) -> Sequence[Order]:
    return orders_of_household(person=request.person, household_key=home.key, first=100)


def _line(amount: int, payable_from: datetime | None, held: bool, order: Order | None) -> ComingLine:
    return ComingLine(amount, payable_from, held, order, pay_of(order) if order else None)


def sums_of(coming: Sequence[ComingLine]) -> list[SumLine]:
    """Why the sum is what it is; the lines add up to what is coming."""
    known = [(one, one.pay) for one in coming if one.pay]
    ordered = sum(line.agreed_dong for one, _pay in known if one.order for line in one.order.lines.all())
    goods = sum(pay.goods_dong for _one, pay in known)
    lines = [
        SumLine(_("Khách đặt"), ordered),
        SumLine(_("Bớt cho khách vì thiếu cân"), goods - ordered),
        SumLine(_("Phí sàn"), -sum(pay.commission_dong for _one, pay in known)),
        SumLine(_("Thuế nộp thay"), -sum(pay.tax_dong for _one, pay in known)),
        SumLine(
            _("Khoản khác"), sum(one.amount_dong for one in coming) - sum(pay.net_dong for _one, pay in known)
        ),
    ]
    return [lines[0], *(line for line in lines[1:] if line.amount)]
