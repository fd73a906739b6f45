"""One listing: what it is, what it costs by quantity, when it would arrive, who grew it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.clock import now
from marketplace.catalogue.cards import shown_for_sale
from marketplace.catalogue.refusals import ListingNotForSale
from web.http import HouseRequest
from web.views.buyer.place import kept_code
from web.views.buyer.shown import show_listing


@require_safe
def show(request: HouseRequest, slug: str) -> HttpResponse:
    at = now()
    try:
        page = shown_for_sale(slug=slug, at=at)
    except ListingNotForSale as refusal:
        return render(request, "buyer/off_sale.html", {"refusal": refusal}, status=410)
    shown = show_listing(
        page.listed,
        quantity_text=request.GET.get("so_luong", ""),
        service=request.GET.get("goi", ""),
        place_code=kept_code(request),
        at=at,
    )
    words = {"page": page, "listing": page.listed, "shown": shown, "bar": ""}
    return render(request, "buyer/listing.html", words)
