"""A household as buyers see it: who they are, and everything they sell."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.clock import now
from kernel.places.queries import commune
from marketplace.catalogue.queries import ids_on_sale_of
from marketplace.households.queries import household_in_public
from web.cards import cards_by_ids
from web.http import HouseRequest
from web.views.buyer.place import kept_code

MOST = 48


@require_safe
def show(request: HouseRequest, key: str) -> HttpResponse:
    household = household_in_public(key=key)
    ids = ids_on_sale_of(household_id=household.pk, limit=MOST)
    words = {
        "household": household,
        "place": commune(household.commune_code),
        "cards": cards_by_ids(ids, place_code=kept_code(request), at=now()),
    }
    return render(request, "buyer/household.html", words)
