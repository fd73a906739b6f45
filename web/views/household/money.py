"""Tiền: what I get and when, from which order, what was taken and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kernel.clock import now
from marketplace.households.banks import BANKS
from marketplace.households.personal import ending
from marketplace.orders.models import Order
from marketplace.orders.queries import orders_by_keys
from marketplace.payments.queries import ComingMoney, money_of_household
from web.components import SumLine
from web.http import HouseRequest
from web.views.household.guard import Home, for_household
from web.views.household.pay import Pay, pay_of
from web.words import money_words

MOST = 100
ORDER = "order:"


@dataclass(frozen=True, slots=True)
class ComingLine:
    """One order's money on its way."""

    amount_dong: int
    payable_from: datetime | None
    held: bool
    order: Order | None
    pay: Pay | None


@require_safe
@for_household
def show(request: HouseRequest, home: Home) -> HttpResponse:
    money = money_of_household(person=request.person, household_key=home.key, at=now(), limit=MOST)
    orders = orders_by_keys(keys=[one.reference.removeprefix(ORDER) for one in money.coming])
    coming = [coming_line(one, orders.get(one.reference.removeprefix(ORDER))) for one in money.coming]
    words = {
        "home": home,
        "money": money,
        "coming": coming,
        "sums": sums_of(coming),
        "total": SumLine(_("Về tay"), money.payable_dong + money.coming_dong),
        "sentence": sentence_of(coming),
        "bank": BANKS.get(home.household.bank_code, ""),
        "account_ends": ending(home.household.bank_account),
        "bar": "money",
    }
    return render(request, "household/money.html", words)


def coming_line(one: ComingMoney, order: Order | None) -> ComingLine:
    pay = pay_of(order) if order else None
    return ComingLine(one.amount_dong, one.payable_from, one.held, order, pay)


def sentence_of(coming: Sequence[ComingLine]) -> str:
    """The same as the table, to be read out."""
    pays = [one.pay for one in coming if one.pay]
    goods, kept = sum(pay.goods_dong for pay in pays), sum(pay.kept_dong for pay in pays)
    if not goods:
        return ""
    if postage := sum(pay.postage_dong for pay in pays):
        words = {
            "goods": money_words(goods),
            "kept": money_words(kept - postage),
            "postage": money_words(postage),
        }
        return (
            _("Khách trả %(goods)s tiền hàng. Phí sàn và thuế hết %(kept)s, cước nhà mình chịu %(postage)s.")
            % words
        )
    return _("Khách trả %(goods)s tiền hàng. Phí sàn và thuế hết %(kept)s. Phí gửi khách trả.") % {
        "goods": money_words(goods),
        "kept": money_words(kept),
    }


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
        SumLine(_("Cước nhà mình chịu"), -sum(pay.postage_dong for _one, pay in known)),
        SumLine(
            _("Khoản khác"), sum(one.amount_dong for one in coming) - sum(pay.net_dong for _one, pay in known)
        ),
    ]
    return [lines[0], *(line for line in lines[1:] if line.amount)]
