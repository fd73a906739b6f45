"""All rules as they were believed at an instant, compiled: what the judging reads, in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from time import monotonic
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q

from logistics.paperwork.enums import Confidence, Form, Gate, MarketStatus, Post, ReviewStanding, Verdict
from logistics.paperwork.expressions import Node, parse
from logistics.paperwork.models import (
    Destination,
    ExportGood,
    HolidayYear,
    PaperKind,
    Rule,
    RulePaper,
    RuleReview,
    RuleStamp,
    Source,
)
from logistics.paperwork.spans import add_months

KEPT_SECONDS = 30
EYES = 2
"""So many people must have read the source and signed before a rule unblocks anything."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper that the rule asks for."""

    kind: str
    when: Node
    gate: Gate
    confidence: Confidence
    source: str


@dataclass(frozen=True, slots=True)
class Treatable:
    """One way of treating that is accepted; None: no figure is asked. `ask` is an open question about it."""

    kind: str
    chemical: str = ""
    minutes_min: int | None = None
    celsius_min: Decimal | None = None
    celsius_max: Decimal | None = None
    gray_min: int | None = None
    gray_max: int | None = None
    grams_per_m3_min: Decimal | None = None
    humidity_min: int | None = None
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    actor: str
    verdict: Verdict
    read_on: date
    demo: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of a rule with the last word of each reviewer."""

    id: int
    name: str
    version: int
    good: str
    destination: str
    status: MarketStatus
    valid_from: date | None
    valid_to: date | None
    superseded: bool
    confidence: Confidence
    sources: Sequence[str]
    post: Post
    fresh_months: int
    incomplete: bool
    treatments: Sequence[Treatable]
    conditions: Sequence[str]
    papers: Sequence[Wanted]
    signatures: Sequence[Signature]

    @property
    def label(self) -> str:
        return f"{self.name} v{self.version}"

    def covers(self, day: date) -> bool:
        """A version that was replaced holds for earlier days only where its last day was written down."""
        if self.superseded and self.valid_to is None:
            return False
        begins = self.valid_from is None or self.valid_from <= day
        return begins and (self.valid_to is None or day <= self.valid_to)

    def review(self, day: date) -> tuple[ReviewStanding, date | None, bool]:
        """Its state on a day, the day from which the readings count, and whether it rests on the demo."""
        if any(one.verdict == Verdict.REJECTED for one in self.signatures):
            return ReviewStanding.REJECTED, None, False
        newest = sorted((one for one in self.signatures), key=lambda one: (not one.demo, one.read_on))[::-1]
        if len(newest) < EYES:
            return (ReviewStanding.HALF if newest else ReviewStanding.UNREVIEWED), None, False
        chosen = newest[:EYES]
        read_on = min(one.read_on for one in chosen)
        demo = any(one.demo for one in chosen)
        stale = day > add_months(read_on, self.fresh_months)
        return (ReviewStanding.STALE if stale else ReviewStanding.REVIEWED), read_on, demo


@dataclass(frozen=True, slots=True)
class GoodFacts:
    code: str
    name_vi: str
    name_en: str
    commodities: frozenset[str]
    botanicals: Sequence[str]
    hs6: str
    form: Form


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name_vi: str
    name_en: str
    agreements: Sequence[str]


@dataclass(frozen=True, slots=True)
class KindFacts:
    """A kind of paper: who issues it, and how long that usually takes where a source says so."""

    code: str
    name_vi: str
    name_en: str
    issuer_vi: str
    issuer_en: str
    usual_hours: int | None
    authority: bool


@dataclass(frozen=True, slots=True)
class SourceFacts:
    code: str
    title: str
    locator: str
    as_of: str


@dataclass(frozen=True)
class Rulebook:
    stamp: int
    entries: Mapping[tuple[str, str], Sequence[Entry]]
    base: Sequence[tuple[str, Gate]]
    goods: Mapping[str, GoodFacts]
    places: Mapping[str, Place]
    by_commodity: Mapping[str, str]
    by_country: Mapping[str, str]
    kinds: Mapping[str, KindFacts]
    sources: Mapping[str, SourceFacts]
    calendars: Mapping[tuple[str, int], frozenset[date]] = field(default_factory=dict)

    def entry(self, good: str, destination: str, day: date) -> Entry | None:
        """The newest version that holds on the day; None when the pair is unknown, or not on that day."""
        found = [one for one in self.entries.get((good, destination), ()) if one.covers(day)]
        return max(found, key=lambda one: one.version, default=None)

    def knows(self, good: str, destination: str) -> bool:
        return (good, destination) in self.entries


class _Held:
    book: Rulebook | None = None
    read_at: float = 0.0


def rulebook() -> Rulebook:
    """From memory, for pages: at most KEPT_SECONDS old."""
    if _Held.book is None or monotonic() - _Held.read_at >= KEPT_SECONDS:
        return fresh_rulebook()
    return _Held.book


def fresh_rulebook() -> Rulebook:
    """As the tables stand now; 1 query when nothing changed. The gate asks this one."""
    stamp = current_stamp()
    if _Held.book is None or _Held.book.stamp != stamp:
        _Held.book = read_rulebook(known_at=None, stamp=stamp)
    _Held.read_at = monotonic()
    return _Held.book


def forget() -> None:
    """Read again at the next question (in tests)."""
    _Held.book = None


def current_stamp() -> int:
    return RuleStamp.objects.filter(pk=1).values_list("stamp", flat=True).first() or 0


def read_rulebook(*, known_at: datetime | None, stamp: int = 0, demo: bool | None = None) -> Rulebook:
    """The rules as believed at `known_at`, None for now: versions recorded and reviews signed until then.
    `demo`: whether reviews of the demo count; None as the settings say.
    """
    goods = {row.code: _good(row) for row in ExportGood.objects.all()}
    places = list(Destination.objects.all())
    kinds = list(PaperKind.objects.order_by("position"))
    return Rulebook(
        stamp=stamp,
        entries=_grouped(_entries(known_at, settings.EXPORT_DEMO_REVIEWS if demo is None else demo)),
        base=[(kind.code, Gate(kind.base_gate)) for kind in kinds if kind.base_gate],
        goods=goods,
        places={row.code: Place(row.code, row.name_vi, row.name_en, tuple(row.agreements)) for row in places},
        by_commodity={code: good.code for good in goods.values() for code in good.commodities},
        by_country={country: row.code for row in places for country in row.countries},
        kinds={row.code: _kind(row) for row in kinds},
        sources={
            row.code: SourceFacts(row.code, row.title, row.locator, row.as_of) for row in Source.objects.all()
        },
        calendars={(row.country, row.year): frozenset(row.days) for row in HolidayYear.objects.all()},
    )


def _kind(row: PaperKind) -> KindFacts:
    return KindFacts(
        row.code, row.name_vi, row.name_en, row.issuer_vi, row.issuer_en, row.usual_hours, row.authority
    )


def _good(row: ExportGood) -> GoodFacts:
    botanicals = (row.botanical, *row.synonyms) if row.botanical else ()
    return GoodFacts(
        row.code,
        row.name_vi,
        row.name_en,
        frozenset(row.commodity_codes),
        botanicals,
        row.hs6,
        Form(row.form),
    )


def _entries(known_at: datetime | None, demo: bool) -> list[Entry]:
    rules = Rule.objects.select_related("good", "destination").order_by("name", "version")
    reviews = RuleReview.objects.order_by("signed_at", "id")
    if known_at is not None:
        rules = rules.filter(recorded_at__lte=known_at)
        reviews = reviews.filter(signed_at__lte=known_at)
    if not demo:
        reviews = reviews.filter(demo=False)
    rules = rules.filter(Q(superseded_at=None) | Q(valid_to__isnull=False) | _later(known_at))
    rows = rules.prefetch_related(
        Prefetch("papers", RulePaper.objects.order_by("position")), Prefetch("reviews", reviews)
    )
    return [_entry(row, known_at) for row in rows]


def _later(known_at: datetime | None) -> Q:
    return Q(superseded_at__gt=known_at) if known_at is not None else Q(pk=None)


def _entry(row: Rule, known_at: datetime | None) -> Entry:
    superseded = row.superseded_at is not None and (known_at is None or row.superseded_at <= known_at)
    return Entry(
        id=row.pk,
        name=row.name,
        version=row.version,
        good=row.good.code,
        destination=row.destination.code,
        status=MarketStatus(row.status),
        valid_from=row.valid_from,
        valid_to=row.valid_to if superseded or row.superseded_at is None else None,
        superseded=superseded,
        confidence=Confidence(row.confidence),
        sources=tuple(row.sources),
        post=Post(row.post),
        fresh_months=row.fresh_months,
        incomplete=row.incomplete,
        treatments=tuple(treatable(one) for one in row.treatments),
        conditions=tuple(row.conditions),
        papers=tuple(_wanted(paper) for paper in row.papers.all()),
        signatures=_last_words(row.reviews.all()),
    )


def _wanted(row: RulePaper) -> Wanted:
    return Wanted(row.kind_id, parse(row.when), Gate(row.gate), Confidence(row.confidence), row.source)


def treatable(given: Mapping[str, Any]) -> Treatable:
    """From the JSON of a rule; figures with decimals are texts there, so that 46.5 stays 46.5."""
    decimals = {"celsius_min", "celsius_max", "grams_per_m3_min"}
    read: dict[str, Any] = {
        name: Decimal(str(value)) if name in decimals else value for name, value in given.items()
    }
    return Treatable(**read)


def _last_words(reviews: Iterable[RuleReview]) -> tuple[Signature, ...]:
    last = {row.actor: row for row in reviews}
    return tuple(Signature(row.actor, Verdict(row.verdict), row.read_on, row.demo) for row in last.values())


def _grouped(entries: Iterable[Entry]) -> dict[tuple[str, str], list[Entry]]:
    grouped: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        grouped.setdefault((entry.good, entry.destination), []).append(entry)
    return grouped
