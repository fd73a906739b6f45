"""Hàng của tôi: pause, new price, new stock, each two taps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kernel.clock import local_day, now
from kernel.errors import Refusal
from kernel.money import parse_dong
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Listing
from marketplace.catalogue.operations import (
    add_stock,
    change_price,
    copy_listing,
    end,
    pause,
    resume,
    sell_out,
)
from marketplace.catalogue.prices import Tier
from marketplace.catalogue.queries import (
    Stock,
    listing_for,
    listings_of_household,
    lots_of,
    stock_by_listing,
    tiers_by_listing,
)
from web.acts import act
from web.components import Photo
from web.forms import HouseForm
from web.http import HouseRequest
from web.photos import photos_of_listings
from web.quantities import quantity_words, read_quantity, unit_word
from web.views.household.guard import Home, for_household

Operation = Callable[..., object]


@dataclass(frozen=True, slots=True)
class OurListing:
    listing: Listing
    photo: Photo | None
    unit: str
    left: str
    stock: Stock

    @property
    def is_draft(self) -> bool:
        return self.listing.state == ListingState.DRAFT


class PriceForm(HouseForm):
    unit_price = forms.CharField(
        label=gettext_lazy("Giá mới"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )


class StockForm(HouseForm):
    quantity = forms.CharField(
        label=gettext_lazy("Thêm bao nhiêu?"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    harvested_on = forms.DateField(
        label=gettext_lazy("Hái ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@require_safe
@for_household
def show(request: HouseRequest, home: Home) -> HttpResponse:
    listings = listings_of_household(person=request.person, household_key=home.key)
    ours = our_listings(listings, at=now())
    words = {
        "home": home,
        "selling": [one for one in ours if one.listing.state not in (ListingState.DRAFT, ListingState.ENDED)],
        "drafts": [one for one in ours if one.is_draft],
        "ended": [one for one in ours if one.listing.state == ListingState.ENDED],
        "bar": "listings",
    }
    return render(request, "household/goods.html", words)


def our_listings(listings: Sequence[Listing], *, at: datetime) -> list[OurListing]:
    """Two statements for all of them."""
    ids = [listing.pk for listing in listings]
    photos, stock = photos_of_listings(ids), stock_by_listing(ids, at=at)
    return [
        OurListing(
            listing=listing,
            photo=photos.get(listing.pk),
            unit=unit_word(listing.unit_label),
            left=_words(listing, stock[listing.pk].available),
            stock=stock[listing.pk],
        )
        for listing in listings
    ]


def _words(listing: Listing, base: int) -> str:
    return quantity_words(base, factor=listing.unit_factor, unit=unit_word(listing.unit_label))


@require_safe
@for_household
def one(request: HouseRequest, home: Home, key: str) -> HttpResponse:
    return _one(request, home, key)


@require_POST
@for_household
def new_price(request: HouseRequest, home: Home, key: str) -> HttpResponse:
    """The price of every morning. Tiers that would no longer be cheaper are dropped, and the page says so."""
    form = PriceForm(request.POST)
    if form.is_valid():
        try:
            price = parse_dong(form.cleaned_data["unit_price"], field="unit_price")
            _change(request, key, price)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("web:our_listing", key=key)
    return _one(request, home, key, price_form=form)


def _change(request: HouseRequest, key: str, price: int) -> None:
    listing = listing_for(person=request.person, key=key)
    tiers = tiers_by_listing([listing.pk])[listing.pk]
    kept = [tier for tier in tiers if tier.unit_price < price]
    change_price(
        person=request.person,
        listing_key=key,
        unit_price=price,
        tiers=None if len(kept) == len(tiers) else [Tier(tier.minimum, tier.unit_price) for tier in kept],
        at=now(),
    )
    messages.success(request, _("Đã đổi giá. Đơn đã đặt giữ giá cũ."))
    if len(kept) < len(tiers):
        messages.warning(request, _("Giá mua nhiều không còn rẻ hơn giá mới nên đã bỏ."))


@require_POST
@for_household
def new_stock(request: HouseRequest, home: Home, key: str) -> HttpResponse:
    return _stock(request, home, key, add_stock, _("Đã thêm %(amount)s."))


@require_POST
@for_household
def again(request: HouseRequest, home: Home, key: str) -> HttpResponse:
    """ "Bán tiếp như hôm qua": a new lot and on sale at once; last year's listing comes back as a copy."""
    return _stock(request, home, key, copy_listing, _("Đang bán %(amount)s."))


def _stock(request: HouseRequest, home: Home, key: str, run: Operation, said: str) -> HttpResponse:
    listing = listing_for(person=request.person, key=key)
    form = StockForm(request.POST)
    if form.is_valid():
        day, text = form.cleaned_data["harvested_on"], form.cleaned_data["quantity"]
        try:
            quantity = read_quantity(text, factor=listing.unit_factor, field="quantity")
            run(person=request.person, listing_key=key, quantity=quantity, harvested_on=day, at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, said % {"amount": _words(listing, quantity)})
            return redirect("web:goods")
    return _one(request, home, key, stock_form=form)


def _one(
    request: HouseRequest,
    home: Home,
    key: str,
    *,
    price_form: PriceForm | None = None,
    stock_form: StockForm | None = None,
) -> HttpResponse:
    at = now()
    listing = listing_for(person=request.person, key=key)
    words = {
        "home": home,
        "ours": our_listings([listing], at=at)[0],
        "tiers": [
            (_words(listing, tier.minimum), tier.unit_price)
            for tier in tiers_by_listing([listing.pk])[listing.pk]
        ],
        "lots": [(lot, _words(listing, lot.available)) for lot in lots_of(listing_id=listing.pk)[:8]],
        "price_form": price_form or PriceForm(),
        "stock_form": stock_form or StockForm(initial={"harvested_on": local_day(at)}),
        "bar": "listings",
    }
    return render(request, "household/our_listing.html", words)


def _button(operation: Operation, said: "str | Promise") -> Callable[..., HttpResponse]:
    """A page with one button: run the operation on the listing and go back to it."""

    @require_POST
    @for_household
    def pressed(request: HouseRequest, home: Home, key: str) -> HttpResponse:  # noqa: ARG001
        return act(
            request,
            lambda: operation(person=request.person, listing_key=key, at=now()),
            done=str(said),
            back=reverse("web:our_listing", args=[key]),
        )

    return pressed


pause_listing = _button(pause, gettext_lazy("Đã tạm nghỉ. Khách không đặt được nữa, đơn đã đặt vẫn giao."))
resume_listing = _button(resume, gettext_lazy("Đang bán lại."))
no_more = _button(sell_out, gettext_lazy("Đã báo hết hàng."))
end_listing = _button(end, gettext_lazy("Đã kết thúc tin này."))
