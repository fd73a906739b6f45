"""What I bought: of the account that is signed in, and of this browser."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kernel.errors import NotFound
from marketplace.orders.models import Order
from marketplace.orders.queries import checkout_by_secret, orders_of_account
from web.http import HouseRequest
from web.keyset import read_after, write_after
from web.views.buyer import mine
from web.views.buyer.told import lines_told

PAGE = 24


@require_safe
def show(request: HouseRequest) -> HttpResponse:
    account = request.person.account
    orders: list[Order] = []
    more_url = ""
    if account:
        orders = orders_of_account(account=account, first=PAGE, after=read_after(request.GET.get("sau", "")))
        more_url = _more(orders)
    else:
        orders = _of_this_browser(request)
    lines = lines_told([line for order in orders for line in order.lines.all()])
    by_key = {line.key: line for line in lines}
    words = {
        "orders": [(order, [by_key[line.key] for line in order.lines.all()]) for order in orders],
        "more_url": more_url,
        "is_guest": account is None,
        "bar": "orders",
    }
    return render(request, "buyer/my_orders.html", words)


def _of_this_browser(request: HouseRequest) -> list[Order]:
    """A guest's: two statements a checkout, at most twenty of them."""
    found: list[Order] = []
    for secret in mine.secrets_of(request):
        try:
            found.extend(checkout_by_secret(secret=secret).orders.all())
        except NotFound:
            continue
    return found


def _more(orders: list[Order]) -> str:
    if len(orders) < PAGE:
        return ""
    return reverse("web:my_orders", query={"sau": write_after(orders[-1].placed_at, orders[-1].pk)})
