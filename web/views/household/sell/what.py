"""First screen: a photo, and what it is, chosen from pictures of what is in season here."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kernel.clock import local_day, now
from kernel.errors import Refusal
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Listing, Photo
from marketplace.catalogue.operations import add_photo, draft_listing, update_listing
from marketplace.catalogue.queries import (
    listing_for,
    listings_of_household,
    loose_photos_of,
    photos_by_listing,
)
from web.forms import HouseForm
from web.http import HouseRequest
from web.photos import photo_of
from web.views.household.guard import Home, for_household
from web.views.household.sell.kinds import kinds_for

MOST_FILES = 8


class WhatForm(HouseForm):
    commodity = forms.CharField(label=gettext_lazy("Món gì?"), max_length=40)


@require_http_methods(["GET", "POST"])
@for_household
def what(request: HouseRequest, home: Home, key: str = "") -> HttpResponse:
    listing = listing_for(person=request.person, key=key) if key else None
    form = WhatForm(request.POST or None)
    if request.method == "POST":
        refused = _take_photos(request, home)
        for unreadable in refused:
            form.add_error(None, str(unreadable.text))
        if form.is_valid() and not refused:
            try:
                draft = _keep(request, home, listing, form.cleaned_data["commodity"])
            except Refusal as refusal:
                form.refuse(refusal)
            else:
                return redirect("web:sell_price", key=draft.key)
    return _page(request, home, listing, form)


def _take_photos(request: HouseRequest, home: Home) -> list[Refusal]:
    """Those that can be read are kept, whatever else is wrong with the form."""
    refused: list[Refusal] = []
    for file in request.FILES.getlist("photos")[:MOST_FILES]:
        try:
            add_photo(person=request.person, household_key=home.key, file=file, at=now())
        except Refusal as refusal:
            refused.append(refusal)
    return refused


def _keep(request: HouseRequest, home: Home, listing: Listing | None, commodity_code: str) -> Listing:
    """The draft, with its photos and the loose ones in the order they came."""
    loose = loose_photos_of(person=request.person, household_key=home.key)
    keys = [photo.key for photo in [*_photos(listing), *reversed(loose)]]
    if listing is None:
        return draft_listing(
            person=request.person,
            household_key=home.key,
            commodity_code=commodity_code,
            photo_keys=keys[:MOST_FILES],
            at=now(),
        )
    return update_listing(
        person=request.person,
        listing_key=listing.key,
        commodity_code=commodity_code,
        photo_keys=keys[:MOST_FILES],
        at=now(),
    )


def _photos(listing: Listing | None) -> list[Photo]:
    return photos_by_listing([listing.pk], every=True)[listing.pk] if listing else []


def _page(request: HouseRequest, home: Home, listing: Listing | None, form: WhatForm) -> HttpResponse:
    search = request.GET.get("tim", "") or request.POST.get("tim", "")
    chosen = request.POST.get("commodity", "") or (listing.commodity_id if listing else "")
    waiting = [*_photos(listing), *loose_photos_of(person=request.person, household_key=home.key)]
    words = {
        "home": home,
        "form": form,
        "listing": listing,
        "search": search,
        "chosen": chosen,
        "kinds": kinds_for(home.household.commune_code, search=search, chosen=chosen, today=local_day(now())),
        "photos": [photo_of(photo, alt=_("Ảnh của bạn")) for photo in waiting],
        "drafts": _drafts(request, home) if listing is None and not request.POST else [],
        "steps": range(3),
        "bar": "sell",
    }
    return render(request, "household/sell_what.html", words)


def _drafts(request: HouseRequest, home: Home) -> list[Listing]:
    return listings_of_household(person=request.person, household_key=home.key, states=[ListingState.DRAFT])[
        :3
    ]
