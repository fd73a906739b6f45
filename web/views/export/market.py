"""What a household's lot needs for a market, in plain words, with the day by which to ask for it."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kernel.clock import local_day, now
from kernel.errors import NotFound
from logistics.goods.enums import TreatmentKind
from logistics.paperwork.queries import closed_by, explain, way_of
from logistics.paperwork.queries import lot as lot_of
from logistics.paperwork.rulebook import Rulebook, rulebook
from logistics.paperwork.values import Item
from marketplace.catalogue.models import Lot
from marketplace.exporters.queries import exporters_of, lots_of
from marketplace.people.rules import Person
from web.http import HouseRequest
from web.views.export.one import Missing, missing_of
from web.views.sign_in.guard import signed_in

HOURS_OF_A_DAY = 24
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Needed:
    """`by` is the last day to ask for it, where a source says how long the issuer takes."""

    missing: Missing
    by: date | None


def _my_lot(person: Person, key: str) -> Lot:
    for exporter in exporters_of(person=person):
        found = lots_of(owner=exporter.owner).filter(key=key).first()
        if found is not None:
            return found
    raise NotFound


def _day(request: HouseRequest) -> date:
    """The day on which it would go; a week from now unless asked."""
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return local_day(now()) + SOON


@require_safe
@signed_in
def show(request: HouseRequest, key: str) -> HttpResponse:
    shop_lot = _my_lot(request.person, key)
    book, day = rulebook(), _day(request)
    destination = request.GET.get("den", next(iter(book.places), ""))
    good = shop_lot.listing.commodity.code
    if destination not in book.places:
        raise Http404
    if book.by_commodity.get(good, good) not in book.goods:
        return render(request, "export/market.html", {"lot": shop_lot, "unknown": True, "bar": ""})
    known = lot_of(shop_lot.reference)
    finding = explain(good=good, destination=destination, day=day, lot=known, book=book)
    way = way_of(destination, finding)
    english = get_language() == "en"
    page = {
        "lot": shop_lot,
        "recorded": known is not None,
        "places": [
            (code, place.name_en if english else place.name_vi) for code, place in book.places.items()
        ],
        "destination": destination,
        "day": day,
        "open": way.open,
        "against": missing_of(way.against),
        "needed": [Needed(one, _by(book, one.item, day)) for one in missing_of(way.needed)],
        "closes": _closes(book, good, destination, day),
        "demo": finding.rests_on_demo,
        "bar": "",
    }
    return render(request, "export/market.html", page)


def _by(book: Rulebook, item: Item, day: date) -> date | None:
    kind = book.kinds.get(item.kind)
    if kind is None or kind.usual_hours is None:
        return None
    return day - timedelta(days=ceil(kind.usual_hours / HOURS_OF_A_DAY))


def _closes(book: Rulebook, good: str, destination: str, day: date) -> list[tuple[str, str]]:
    """Each treatment that this market accepts, with the markets it shuts: said before it is done."""
    entry = book.entry(book.by_commodity.get(good, good), destination, day)
    kinds = sorted({way.kind for way in entry.treatments}) if entry else []
    told = [(kind, closed_by(good=good, treatment=kind, day=day, book=book)) for kind in kinds]
    return [(str(TreatmentKind(kind).label), ", ".join(shut)) for kind, shut in told if shut]
