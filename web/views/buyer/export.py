"""Where goods can go abroad, and what each place asks: for anybody, as of any day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kernel.clock import local_day, now
from logistics.goods.enums import TreatmentKind
from logistics.paperwork.enums import BLOCKING, Channel, Gate
from logistics.paperwork.queries import Way, all_pairs, closed_by, explain, way_of
from logistics.paperwork.refusals import UnknownDestination, UnknownExportGood
from logistics.paperwork.rulebook import KindFacts, Rulebook, SourceFacts, rulebook
from logistics.paperwork.values import Item
from logistics.paperwork.words import words
from marketplace.campaigns.queries import orderable
from web.http import HouseRequest


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: str
    ways: Sequence[Way]


@dataclass(frozen=True, slots=True)
class Shown:
    """An item in words, with the paper and the sources that it speaks of."""

    item: Item
    words: str
    kind: KindFacts | None
    sources: Sequence[SourceFacts]

    @property
    def blocks(self) -> bool:
        return self.item.is_open and self.item.gate in BLOCKING

    @property
    def gate(self) -> str:
        return str(Gate(self.item.gate).label)


def _day(request: HouseRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return local_day(now())


def _name(vi: str, en: str) -> str:
    return en if get_language() == "en" else vi


@require_safe
def table(request: HouseRequest) -> HttpResponse:
    """All pairs."""
    book, day = rulebook(), _day(request)
    pairs = all_pairs(day=day, book=book)
    rows = [Row(code, _name(good.name_vi, good.name_en), pairs[code]) for code, good in book.goods.items()]
    places = [(code, _name(place.name_vi, place.name_en)) for code, place in book.places.items()]
    demo = any(way.open and way.finding.rests_on_demo for row in rows for way in row.ways)
    page = {"rows": rows, "places": places, "asked_on": day, "demo": demo, "bar": ""}
    page["campaigns"] = orderable(at=now()).exists()
    return render(request, "buyer/export.html", page)


def _closes(book: Rulebook, good: str, destination: str, day: date) -> list[tuple[str, str]]:
    """Each treatment that the rule accepts, with the destinations that it shuts: said before it is done."""
    entry = book.entry(book.by_commodity.get(good, good), destination, day)
    kinds = sorted({way.kind for way in entry.treatments}) if entry else []
    return [
        (str(TreatmentKind(kind).label), ", ".join(_name(place.name_vi, place.name_en) for place in shut))
        for kind in kinds
        if (shut := [book.places[one] for one in closed_by(good=good, treatment=kind, day=day, book=book)])
    ]


@require_safe
def pair(request: HouseRequest, good: str, destination: str) -> HttpResponse:
    """One pair: what is needed, who issues it, what it blocks, from which source."""
    book, day = rulebook(), _day(request)
    channel = Channel.POST if request.GET.get("duong") == "buu-dien" else Channel.CARGO
    try:
        finding = explain(good=good, destination=destination, day=day, channel=channel, book=book)
    except (UnknownExportGood, UnknownDestination) as unknown:
        raise Http404 from unknown
    place = book.places[destination]
    goods = book.goods[book.by_commodity.get(good, good)]
    shown = [
        Shown(item, words(item), book.kinds.get(item.kind), [book.sources[code] for code in item.sources])
        for item in finding.items
    ]
    page = {
        "good": goods,
        "good_name": _name(goods.name_vi, goods.name_en),
        "place_name": _name(place.name_vi, place.name_en),
        "way": way_of(destination, finding),
        "finding": finding,
        "shown": shown,
        "asked_on": day,
        "closes": _closes(book, good, destination, day),
        "by_post": channel == Channel.POST,
        "bar": "",
    }
    return render(request, "buyer/export_pair.html", page)
