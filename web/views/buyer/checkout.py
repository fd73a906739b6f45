"""The checkout, one page: what, who, where, how it is paid, every line of the sum. One tap, one order."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.clock import now
from kernel.errors import Refusal
from kernel.places.queries import Place
from marketplace.orders.enums import Payment
from marketplace.orders.models import Checkout
from marketplace.orders.operations import place
from marketplace.orders.refusals import CheckoutChanged, TelephoneNotConfirmed
from web import basket
from web.context import PLACE
from web.http import HouseRequest
from web.views.buyer import mine
from web.views.buyer.buying import CheckoutForm
from web.views.buyer.confirming import ask_for_code, confirmation_of
from web.views.buyer.parcels import SERVICE, Parcels, look_at, parcels_of
from web.views.buyer.place import kept_code, remember


@require_http_methods(["GET", "POST"])
def show(request: HouseRequest) -> HttpResponse:
    if not basket.lines_of(request):
        return redirect("web:basket")
    if request.method == "POST":
        return _order(request)
    _keep_services(request)
    return _page(request, CheckoutForm(initial=_known(request)))


def _order(request: HouseRequest) -> HttpResponse:
    """Whatever differs from what the buyer saw is shown first: nothing is ordered behind anybody's back."""
    _keep_services(request)
    form = CheckoutForm(request.POST)
    fine = form.is_valid()
    if form.place:
        remember(request, form.place)
    told = _told(request, form.payment_chosen)
    if not fine or form.place is None:
        return _page(request, form, told)
    if form.cleaned_data["shown"] != str(told.total.amount):
        messages.warning(
            request, _("Phí gửi hoặc giá đã tính lại theo lựa chọn mới. Xem tổng rồi bấm đặt lần nữa.")
        )
        return _page(request, form, told)
    try:
        checkout = _place(request, form, told, form.place)
    except TelephoneNotConfirmed as refusal:
        return _confirm(request, form, told, refusal)
    except CheckoutChanged as refusal:
        messages.warning(request, refusal.text)
        return _page(request, form)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, form)
    return _done(request, checkout)


def _place(request: HouseRequest, form: CheckoutForm, told: Parcels, where: Place) -> Checkout:
    data = form.cleaned_data
    telephone = data["telephone"]
    return place(
        person=request.person,
        basket=basket.lines_of(request),
        choices=told.choices,
        shared=told.shared_choices,
        payment=form.payment_chosen,
        name=data["name"],
        telephone=telephone,
        confirmation=confirmation_of(request, telephone=telephone, code=data["code"]),
        commune_code=where.code,
        address=data["address"],
        note=data["note"],
        idempotency_key=form.key,
        at=now(),
    )


def _confirm(request: HouseRequest, form: CheckoutForm, told: Parcels, refusal: Refusal) -> HttpResponse:
    """A guest's telephone: send the code, keep everything that was typed, and ask for it."""
    try:
        ask_for_code(request, telephone=form.cleaned_data["telephone"])
    except Refusal as too_many:
        form.refuse(too_many)
    else:
        if form.cleaned_data.get("code"):
            form.refuse_code(refusal)
        else:
            messages.info(request, _("Nhập mã vừa gửi tới máy bạn."))
            form.ask_code()
    return _page(request, form, told)


def _done(request: HouseRequest, checkout: Checkout) -> HttpResponse:
    basket.empty(request)
    mine.remember(request, checkout.secret)
    if checkout.is_card:
        return redirect("web:pay_card", secret=checkout.secret)
    messages.success(request, _("Đã đặt. Nhà vườn sẽ trả lời trong vài giờ, tin nhắn gửi tới máy bạn."))
    return redirect("web:bought", secret=checkout.secret)


def _page(request: HouseRequest, form: CheckoutForm, told: Parcels | None = None) -> HttpResponse:
    told = told or _told(request, form.payment_chosen)
    words = {
        "form": form,
        "told": told,
        "has_place": bool(kept_code(request)),
        "card": settings.CARD_PAYMENTS,
        "demo": settings.DEMO_INBOX,
        "known_telephone": mine.telephone_of(request),
    }
    return render(request, "buyer/checkout.html", words, status=422 if form.is_bound and form.errors else 200)


def _told(request: HouseRequest, payment: str) -> Parcels:
    return parcels_of(look_at(request, payment=payment), services=basket.chosen_services(request))


def _keep_services(request: HouseRequest) -> None:
    sent = request.POST if request.method == "POST" else request.GET
    for name, service in sent.items():
        if name.startswith(SERVICE):
            household = name.removeprefix(SERVICE)
            basket.choose_service(request, household_key=household, service_code=str(service))


def _known(request: HouseRequest) -> dict[str, str]:
    kept = request.session.get(PLACE)
    account = request.person.account
    return {
        "commune": kept["name"] if kept else "",
        "commune_code": kept["code"] if kept else "",
        "name": account.name if account else "",
        "telephone": mine.telephone_of(request),
        "payment": request.GET.get("payment", Payment.CASH),
    }
