"""The basket: grouped by household, each a parcel with its postage and its day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel.clock import now
from kernel.errors import Refusal
from marketplace.catalogue.cards import shown_for_sale
from web import basket
from web.http import HouseRequest
from web.quantities import read_quantity
from web.views.buyer.parcels import APART, QUANTITY, SERVICE, TOGETHER, look_at, parcels_of
from web.views.buyer.place import kept_code
from web.ways import next_url


@require_safe
def show(request: HouseRequest) -> HttpResponse:
    if not basket.lines_of(request):
        return render(request, "buyer/basket_empty.html", {"bar": "basket"})
    looked_at = look_at(request)
    for key in looked_at.missing:
        basket.put(request, listing_key=key, quantity=0)
    services = {**basket.chosen_services(request), TOGETHER: APART}  # one parcel is offered at the checkout
    told = parcels_of(looked_at, services=services)
    return render(
        request, "buyer/basket.html", {"told": told, "has_place": bool(kept_code(request)), "bar": "basket"}
    )


@require_POST
def add(request: HouseRequest) -> HttpResponse:
    """From a listing's page: so much of it into the basket, by the service chosen there."""
    slug = request.POST.get("hang", "")
    listing = shown_for_sale(slug=slug, at=now()).listed
    try:
        quantity = read_quantity(request.POST.get("so_luong", ""), factor=listing.unit_factor)
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return redirect("web:listing", slug=slug)
    if not basket.put(request, listing_key=listing.key, quantity=quantity):
        messages.error(request, _("Giỏ đã đầy. Đặt bớt rồi chọn tiếp."))
    if service := request.POST.get("goi", ""):
        basket.choose_service(request, household_key=listing.household_key, service_code=service)
    return redirect(next_url(request, otherwise="/gio"))


@require_POST
def change(request: HouseRequest) -> HttpResponse:
    """The steppers' figures and the chosen services, all at once; a button may take one line out."""
    factors = _factors(request)
    for name, text in request.POST.items():
        key = name.removeprefix(QUANTITY)
        if name.startswith(QUANTITY) and key in factors:
            _put(request, key, str(text), factors[key])
    for name, text in request.POST.items():
        if name.startswith(SERVICE):
            basket.choose_service(request, household_key=name.removeprefix(SERVICE), service_code=str(text))
    if gone := request.POST.get("bo"):
        basket.put(request, listing_key=gone, quantity=0)
    return redirect("web:basket")


def _factors(request: HouseRequest) -> dict[str, int]:
    """Of what is in the basket now: nobody puts something in by this form."""
    if not basket.lines_of(request):
        return {}
    return {line.listing_key: line.unit_factor for part in look_at(request).parts for line in part.lines}


def _put(request: HouseRequest, key: str, text: str, factor: int) -> None:
    try:
        quantity = 0 if text.strip() == "0" else read_quantity(text, factor=factor)
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return
    basket.put(request, listing_key=key, quantity=quantity)
