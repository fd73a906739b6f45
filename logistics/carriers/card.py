"""The rate card in memory: every carrier, service and tariff, read at once and kept until a version row
says that something changed. A process asks that row at most every CHECK_SECONDS, so a new tariff holds
everywhere after them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from typing import NamedTuple

from django.conf import settings
from django.db.models import Prefetch

from logistics.carriers.enums import Closure, Temperature, Zone
from logistics.carriers.models import (
    Carrier,
    CarrierAccount,
    ClosedZone,
    FlatPostage,
    PostOffice,
    RateCardVersion,
    Service,
    Tariff,
    TransitTime,
    WeightStep,
    ZoneProvince,
)

CHECK_SECONDS = 30
NEVER = (0, datetime(1, 1, 1, tzinfo=UTC))
"""The version of a database whose tables were emptied."""

ENOUGH_SAMPLES = 40
"""Parcels of a service in a zone that must have arrived before their real times count for more than the
carrier's promise: of fewer, the 95th of 100 is one or two parcels.
"""

DAYS_KEPT = 40
"""So many days' lines are kept ready at most; only a few are ever asked for."""


class Rate(NamedTuple):
    """A tariff: dong[i] is the price up to up_to[i] grams (rising), then so much for every further step
    begun.
    """

    valid_from: date
    valid_to: date | None
    promised_hours: int
    up_to: tuple[int, ...]
    dong: tuple[int, ...]
    beyond_step_g: int
    beyond_step_dong: int

    def price(self, grams: int) -> int:
        step = bisect_left(self.up_to, grams)
        if step < len(self.up_to):
            return self.dong[step]
        steps_begun = -((self.up_to[-1] - grams) // self.beyond_step_g)
        return self.dong[-1] + steps_begun * self.beyond_step_dong

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Line(NamedTuple):
    """A service in a zone on a day, with everything that a quote needs."""

    service_code: str
    carrier_code: str
    carrier_name: str
    service_name: str
    temperature: str
    hand_over: str
    is_demo: bool
    cut_off: int
    """Seconds after midnight."""
    in_time: tuple[int, date]
    late: tuple[int, date]
    """Promised arrival of parcels given in today before and after the cut-off: hours after this midnight,
    day.
    """
    chilled: bool
    road_hours: int
    measured_hours: int | None
    """How long 95 of 100 parcels took from the cut-off on, by our own tracking; None: too few to say."""
    max_weight_g: int
    max_cod_dong: int
    cod_fee_ppm: int
    cod_fee_min_dong: int
    highland_dong: int
    rate: Rate

    def cod_fee(self, cod_dong: int) -> int:
        return (
            max(self.cod_fee_min_dong, (cod_dong * self.cod_fee_ppm + 500_000) // 1_000_000)
            if cod_dong
            else 0
        )


class ClosedFor(NamedTuple):
    """A closure of one place. `carrier_code` "" means all; `extra_hours` None: nothing goes at all."""

    place_code: str
    carrier_code: str
    direction: str
    extra_hours: int | None
    reason: str
    from_on: date
    to_on: date | None

    def holds(self, carrier_code: str, day: date) -> bool:
        return (
            self.carrier_code in ("", carrier_code)
            and self.from_on <= day
            and (self.to_on is None or day <= self.to_on)
        )


class Flat(NamedTuple):
    """What a sender asks for postage itself, in a zone, for parcels up to a weight."""

    dong: int
    up_to_g: int
    valid_from: date
    valid_to: date | None

    def holds(self, gross_g: int, day: date) -> bool:
        return (
            gross_g <= self.up_to_g
            and self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True)
class Card:
    version: tuple[int, datetime]
    carriers: Mapping[str, Carrier]
    services: Mapping[str, Service]
    rates: Mapping[tuple[str, str], Sequence[Rate]]
    zones: Mapping[str, tuple[str, bool]]
    offices: Mapping[tuple[str, str], PostOffice]
    called: frozenset[str] = frozenset()
    """Carriers that we call in the running environment."""
    live: frozenset[str] = frozenset()
    """Those of them that are asked for a price before a buyer chooses."""
    closed: Mapping[str, Sequence[ClosedFor]] = field(default_factory=dict)
    """By the code of a commune or a province."""
    flats: Mapping[tuple[str, str], Sequence[Flat]] = field(default_factory=dict)
    """By sender reference and zone."""
    measured: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Hours by service and zone, where enough parcels were followed."""
    _days: dict[tuple[date, str], tuple[Line, ...]] = field(default_factory=dict)

    def lines(self, day: date, zone: str) -> tuple[Line, ...]:
        """The services in force on a day in a zone."""
        found = self._days.get((day, zone))
        if found is None:
            if len(self._days) > DAYS_KEPT * len(Zone):
                self._days.clear()
            found = self._days[day, zone] = tuple(self._lines(day, zone))
        return found

    def _lines(self, day: date, zone: str) -> Iterable[Line]:
        for service in self.services.values():
            for rate in self.rates.get((service.code, zone), ()):
                if rate.holds_on(day):
                    yield _line(service, rate, day, self.measured.get((service.code, zone)))

    def zone_between(self, sender: tuple[str, str], recipient: tuple[str, str]) -> tuple[str, bool]:
        """(commune, province) of both → the zone, and whether the highland surcharge applies. A province
        without a region is far from everywhere else.
        """
        if sender[0] == recipient[0]:
            return Zone.SAME_COMMUNE.value, False
        if sender[1] == recipient[1]:
            return Zone.SAME_PROVINCE.value, False
        here, _ = self.zones.get(sender[1], ("", False))
        there, highland = self.zones.get(recipient[1], ("", False))
        return (Zone.SAME_REGION.value if here == there != "" else Zone.NATIONAL.value), highland


class _Held:
    card: Card | None = None
    checked: float = 0.0


def card() -> Card:
    """The card of now: no SQL while it was looked at within CHECK_SECONDS, one look-up after that."""
    if _Held.card is not None and monotonic() - _Held.checked < CHECK_SECONDS:
        return _Held.card
    version = _version()
    if _Held.card is None or _Held.card.version != version:
        _Held.card = read_card(version)
    _Held.checked = monotonic()
    return _Held.card


def recheck() -> Card:
    """The card of now, looked at now."""
    _Held.checked -= CHECK_SECONDS
    return card()


def forget() -> None:
    """Read the card again at the next question (after a load command; in tests)."""
    _Held.card = None


def read_card(version: tuple[int, datetime]) -> Card:
    """Ten queries, whatever the size."""
    carriers = {carrier.code: carrier for carrier in Carrier.objects.all()}
    services = Service.objects.filter(active=True, carrier__active=True).select_related("carrier")
    called = _called()
    return Card(
        version=version,
        carriers=carriers,
        services={service.code: service for service in services},
        rates=_rates(),
        zones={row.province_code: (row.region, row.highland) for row in ZoneProvince.objects.all()},
        offices={
            (office.carrier.code, office.commune_code): office
            for office in PostOffice.objects.select_related("carrier")
        },
        called=frozenset(called),
        live=frozenset(code for code, live_rates in called.items() if live_rates),
        closed=_closed(),
        flats=_flats(),
        measured=_measured(),
    )


def _called() -> dict[str, bool]:
    """By carrier, whether it gives live rates."""
    accounts = CarrierAccount.objects.filter(environment=settings.CARRIER_ENVIRONMENT, active=True)
    return dict(accounts.values_list("carrier__code", "live_rates"))


def _closed() -> dict[str, list[ClosedFor]]:
    found: dict[str, list[ClosedFor]] = {}
    for row in ClosedZone.objects.select_related("carrier").order_by("from_on", "id"):
        place = row.commune_code or row.province_code
        found.setdefault(place, []).append(
            ClosedFor(
                place,
                row.carrier.code if row.carrier else "",
                row.direction,
                None if row.kind == Closure.CLOSED else row.extra_hours,
                row.reason,
                row.from_on,
                row.to_on,
            )
        )
    return found


def _flats() -> dict[tuple[str, str], list[Flat]]:
    found: dict[tuple[str, str], list[Flat]] = {}
    for row in FlatPostage.objects.all():
        flat = Flat(row.dong, row.up_to_g, row.valid_from, row.valid_to)
        found.setdefault((row.sender_reference, row.zone), []).append(flat)
    return found


def _measured() -> dict[tuple[str, str], int]:
    rows = TransitTime.objects.filter(samples__gte=ENOUGH_SAMPLES)
    return {
        (code, zone): hours for code, zone, hours in rows.values_list("service__code", "zone", "p95_hours")
    }


def _version() -> tuple[int, datetime]:
    """The instant belongs to it: a number of a transaction that was rolled back may come again."""
    return RateCardVersion.objects.values_list("number", "changed_at").filter(id=1).first() or NEVER


def _rates() -> dict[tuple[str, str], list[Rate]]:
    steps = Prefetch("steps", queryset=WeightStep.objects.order_by("up_to_g"))
    found: dict[tuple[str, str], list[Rate]] = {}
    for tariff in Tariff.objects.select_related("service").prefetch_related(steps):
        if rate := _rate(tariff):
            found.setdefault((tariff.service.code, tariff.zone), []).append(rate)
    return found


def _rate(tariff: Tariff) -> Rate | None:
    """None for a tariff whose weight steps are not written yet."""
    steps = list(tariff.steps.all())
    if not steps:
        return None
    return Rate(
        tariff.valid_from,
        tariff.valid_to,
        tariff.promised_hours,
        tuple(step.up_to_g for step in steps),
        tuple(step.dong for step in steps),
        tariff.beyond_step_g,
        tariff.beyond_step_dong,
    )


def _line(service: Service, rate: Rate, day: date, measured: int | None) -> Line:
    """There is no summer time in Viet Nam: a day has 24 hours."""
    in_time = service.cut_off_hour + rate.promised_hours
    late = in_time + 24
    return Line(
        service_code=service.code,
        carrier_code=service.carrier.code,
        carrier_name=service.carrier.name,
        service_name=service.name,
        temperature=service.temperature,
        hand_over=service.hand_over,
        is_demo=service.carrier.is_demo,
        cut_off=service.cut_off_hour * 3600,
        in_time=(in_time, day + timedelta(days=in_time // 24)),
        late=(late, day + timedelta(days=late // 24)),
        chilled=service.temperature == Temperature.CHILLED,
        road_hours=rate.promised_hours,
        measured_hours=measured,
        max_weight_g=service.max_weight_g,
        max_cod_dong=service.max_cod_dong if service.cod else 0,
        cod_fee_ppm=service.cod_fee_ppm,
        cod_fee_min_dong=service.cod_fee_min_dong,
        highland_dong=service.highland_dong,
        rate=rate,
    )
