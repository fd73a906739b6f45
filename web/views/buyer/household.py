"""A household as buyers see it: who they are, and everything they sell."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.clock import now
from kernel.places.queries import commune
from marketplace.catalogue.queries import listings_on_sale_of
from marketplace.households.queries import household_in_public
from web.cards import cards_of
from web.http import HouseRequest
from web.views.buyer.place import kept_code

MOST = 48


@require_safe
def show(request: HouseRequest, key: str) -> HttpResponse:
    household = household_in_public(key=key)
    listings = {one.pk: one for one in listings_on_sale_of(household_id=household.pk, limit=MOST)}
    cards = cards_of(listings, place_code=kept_code(request), at=now())
    words = {
        "household": household,
        "place": commune(household.commune_code),
        "cards": [cards[listing_id] for listing_id in listings],
    }
    return render(request, "buyer/household.html", words)
