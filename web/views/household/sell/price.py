"""Second screen: by which unit, for how much, how much of it, until when."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kernel.clock import local_day, now
from kernel.errors import Refusal
from kernel.money import parse_dong
from logistics.goods.queries import UnitChoice, commodity, unit_choices
from marketplace.catalogue.models import Listing, Lot
from marketplace.catalogue.operations import add_stock, correct_stock, update_listing
from marketplace.catalogue.queries import covers_by_listing, listing_for, lots_of
from marketplace.people.rules import Person
from web.http import HouseRequest
from web.photos import photo_of
from web.quantities import plain_quantity
from web.views.household.guard import Home, for_household
from web.views.household.sell.pricing import PriceForm, choice_value, in_hand, price_hint


@require_http_methods(["GET", "POST"])
@for_household
def price(request: HouseRequest, home: Home, key: str) -> HttpResponse:
    at = now()
    listing = listing_for(person=request.person, key=key)
    choices = unit_choices(commodity_code=listing.commodity_id, province_code=listing.province_code)
    lot = _lot(listing)
    initial = _initial(listing, lot, today=local_day(at))
    form = PriceForm(request.POST or None, choices=choices, initial=initial)
    if form.is_valid():
        try:
            _keep(request.person, listing, lot, form, at)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("web:sell_review", key=key)
    return _page(request, home, listing, form, at)


def _keep(person: Person, listing: Listing, lot: Lot | None, form: PriceForm, at: datetime) -> None:
    data, unit = form.cleaned_data, form.chosen
    fields: dict[str, Any] = {"unit": unit.unit, "unit_factor": unit.factor, "unit_price": data["unit_price"]}
    fields |= {
        "harvest_from": data["harvested_on"] if data["harvest_to"] else None,
        "harvest_to": data["harvest_to"],
    }
    if form.sells_pieces and data["unit_weight_g"]:
        fields["unit_weight_g"] = data["unit_weight_g"]
    update_listing(person=person, listing_key=listing.key, at=at, **fields)
    _keep_stock(person, listing, lot, data["quantity"], data["harvested_on"], at)


def _keep_stock(
    person: Person, listing: Listing, lot: Lot | None, quantity: int, harvested_on: date, at: datetime
) -> None:
    """The draft's one lot follows what the form says; a lot only falls, so more is another lot."""
    if lot and lot.harvested_on == harvested_on:
        if quantity < lot.available:
            correct_stock(person=person, lot_key=lot.key, available=quantity, at=at)
        quantity -= lot.available
    elif lot:
        correct_stock(person=person, lot_key=lot.key, available=0, at=at)
    if quantity > 0:
        add_stock(person=person, listing_key=listing.key, quantity=quantity, harvested_on=harvested_on, at=at)


def _lot(listing: Listing) -> Lot | None:
    """The one that still has something, the newest."""
    return next((lot for lot in lots_of(listing_id=listing.pk) if lot.available), None)


def _initial(listing: Listing, lot: Lot | None, *, today: date) -> dict[str, Any]:
    chosen = UnitChoice(listing.unit, listing.base, listing.unit_factor, listing.unit_label, verified=True)  # type: ignore[arg-type]
    return {
        "unit": choice_value(chosen),
        "unit_price": listing.unit_price or "",
        "unit_weight_g": listing.unit_weight_g if listing.unit_weight_g > 1 else "",
        "quantity": plain_quantity(lot.available, factor=listing.unit_factor) if lot else "",
        "harvested_on": lot.harvested_on if lot else today,
        "harvest_to": listing.harvest_to,
    }


def _page(request: HouseRequest, home: Home, listing: Listing, form: PriceForm, at: datetime) -> HttpResponse:
    goods = commodity(listing.commodity_id)
    words = {
        "home": home,
        "listing": listing,
        "goods": goods,
        "photo": photo_of(covers_by_listing([listing.pk]).get(listing.pk)),
        "form": form,
        "hint": price_hint(goods),
        "in_hand": _in_hand(request, listing, at),
        "unit": form.chosen.label.removeprefix("1 "),
        "steps": range(3),
        "bar": "sell",
    }
    return render(request, "household/sell_price.html", words)


def _in_hand(request: HouseRequest, listing: Listing, at: datetime) -> object:
    """For the price in the form, in the address (as it is typed), or on the draft."""
    typed = request.POST.get("unit_price") or request.GET.get("unit_price") or ""
    try:
        amount = parse_dong(typed) if typed else listing.unit_price
    except Refusal:
        amount = 0
    return in_hand(amount, self_produced=listing.self_produced, at=at) if amount else None
