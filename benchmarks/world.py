"""The shop that is measured: the demo village grown to the size asked for, telephones confirmed, one hot lot."""

from datetime import timedelta
from typing import Any

from django.core.management import call_command

from api.node import global_id
from benchmarks.scenarios import Guest, World
from kernel.clock import local_day, now
from kernel.ids import new_secret
from kernel.places.queries import find_communes
from marketplace.catalogue.models import Listing, Lot
from marketplace.orders.baskets import BasketLine
from marketplace.orders.models import Checkout
from marketplace.orders.operations import preview
from marketplace.people.models import TelephoneConfirmation
from marketplace.people.secrets import secret_hash
from search.models import SearchEntry

GUESTS = 20_000
PLENTY = 10**12


def build(listings: int) -> None:
    """Migrations, reference data, village. Does nothing the second time."""
    call_command("migrate", verbosity=0, interactive=False)
    if not Listing.objects.exists():
        for command in ("load_places", "load_commodities", "load_carriers"):
            call_command(command, verbosity=0)
        call_command("demo_data", listings=listings, days=0)


def describe() -> World:
    """Everything is in stock beyond what a run can sell, so that no answer is a refusal."""
    at = now()
    Lot.objects.filter(state="open").update(
        quantity=PLENTY, available=PLENTY, written_off=0, expires_on=local_day(at) + timedelta(days=60)
    )
    entries = SearchEntry.objects.filter(in_stock=True).order_by("listing_id")[:2_000]
    listings = Listing.objects.in_bulk([entry.listing_id for entry in entries])
    hot = next(each for each in listings.values() if each.base == "g" and each.minimum == 1_000)
    return World(
        slugs=[each.slug for each in listings.values()],
        listing_ids=[global_id("Listing", each.key) for each in listings.values()],
        provinces=sorted({each.province_code for each in listings.values()}),
        guests=_guests(),
        commune=_home(),
        hot_listing=global_id("Listing", hot.key),
        hot_choice=_choice(hot, at),
        minimums={each.slug: each.minimum for each in listings.values()},
    )


def _home() -> str:
    return find_communes(text="Cầu Giấy, Hà Nội")[0].place.code


def _choice(listing: Listing, at: Any) -> dict[str, Any]:
    seen = preview(basket=[BasketLine(listing.key, 1_000)], commune_code=_home(), at=at)
    part = seen.parts[0]
    assert part.cheapest is not None
    return {"householdKey": part.household_key, "serviceCode": part.cheapest.service_code}


def _guests() -> list[Guest]:
    """Invented numbers of the demo's kind (0900…), each confirmed with a secret of its own. Nothing is ever sent."""
    TelephoneConfirmation.objects.all().delete()
    first = Checkout.objects.count()  # nobody who has ordered in an earlier run
    guests = [Guest(f"+84900{first + n:06d}", new_secret()) for n in range(GUESTS)]
    at = now()
    TelephoneConfirmation.objects.bulk_create(
        TelephoneConfirmation(
            secret_hash=secret_hash(guest.confirmation),
            telephone=guest.telephone,
            confirmed_at=at,
            expires_at=at + timedelta(days=30),
        )
        for guest in guests
    )
    return guests
