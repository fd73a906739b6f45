"""What sending costs and when it arrives, from the rate card in memory: no SQL once the card is warm.

Closed zones and measured times come from the same memory; live rates are asked for in live.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from kernel.clock import PEOPLE_ZONE, local_day
from kernel.places.queries import Place, commune, province
from logistics.carriers.card import Card, ClosedFor, Flat, Line, card
from logistics.carriers.enums import Direction, Refused, zone_abroad
from logistics.carriers.protocol import Rate
from logistics.carriers.refusals import NothingToWeigh, UnknownService
from logistics.goods.shelf_life import last_day_needed, longest_road

AMBIENT_HOURS = 48
"""Goods that need cooling stand at most so long on a lorry without it. An assumption: fruit like lychee
browns within a day untreated and keeps 3-5 days at 20 °C in its box (FAO AC681E; CTAHR F_N-29).
"""

NO_RATES: Mapping[str, Rate] = {}


class Offer(NamedTuple):
    """One service for one parcel.

    `price_dong` is postage with the fee for collecting money. `promised_hours` counts from `at` to the
    promised arrival: the wait for the cut-off and the hours of the tariff. `arrives_on` is that arrival's
    day in Viet Nam. `refused` is empty or a code of enums.Refused; a refused offer has a price only for
    information. `carrier_dong` is the carrier's own price where the sender asks less (`flat`), or None.
    `closure` closes the road or makes it slower. `live`: price and arrival were asked of the carrier now.
    """

    service_code: str
    carrier_code: str
    carrier_name: str
    service_name: str
    temperature: str
    hand_over: str
    is_demo: bool
    price_dong: int
    promised_hours: int
    arrives_on: date
    refused: str = ""
    goods: str = ""
    closure: ClosedFor | None = None
    carrier_dong: int | None = None
    live: bool = False

    @property
    def reason(self) -> str:
        """The refusal in the words of a village and the language of the reader; empty when not refused."""
        if not self.refused:
            return ""
        words = {"goods": self.goods or _("hàng"), "place": "", "why": ""}
        if self.closure is not None:
            words |= {"place": _name_of(self.closure), "why": _why(self.closure)}
        return str(Refused(self.refused).label) % words

    @property
    def notice(self) -> str:
        """What else people must know before they choose it: that the road is slower for a while."""
        closure = self.closure
        if closure is None or closure.extra_hours is None:
            return ""
        words = {"place": _name_of(closure), "hours": closure.extra_hours, "why": _why(closure)}
        return _("%(place)s giao chậm thêm %(hours)s giờ (%(why)s)") % words


def _name_of(closure: ClosedFor) -> str:
    """Of a commune, or of a province."""
    code = closure.place_code
    return commune(code).full_name if len(code) == 5 else province(code).full_name


def _why(closure: ClosedFor) -> str:
    if closure.to_on is None:
        return closure.reason
    return _("%(why)s, đến hết ngày %(day)s") % {"why": closure.reason, "day": f"{closure.to_on:%d/%m/%Y}"}


class _Parcel(NamedTuple):
    gross_g: int
    cod_dong: int
    needs_chill: bool
    longest_road: int
    goods: str
    sender_reference: str = ""
    live: Mapping[str, Rate] = NO_RATES


def quote(
    *,
    sender_commune: str,
    recipient_commune: str,
    gross_g: int,
    cod_dong: int = 0,
    needs_chill: bool = False,
    remaining_hours: int | None = None,
    goods_name: str = "",
    sender_reference: str = "",
    live: Mapping[str, Rate] = NO_RATES,
    at: datetime,
) -> list[Offer]:
    """Every service that is in force at `at`: those that may be chosen, cheapest first, then the refused.

    `sender_reference` names the farm, whose flat postage counts where it asks less than the carrier. `live`
    are prices that carriers named for this parcel, by service (live.py). UnknownPlace for a commune that does
    not exist, NothingToWeigh when gross_g is not positive.
    """
    parcel = _Parcel(
        gross_g, cod_dong, needs_chill, longest_road(remaining_hours), goods_name, sender_reference, live
    )
    return sorted(_offers(sender_commune, recipient_commune, parcel, at), key=cheapest_first)


def cheapest(
    *,
    sender_commune: str,
    recipient_commune: str,
    gross_g: int,
    cod_dong: int = 0,
    needs_chill: bool = False,
    remaining_hours: int | None = None,
    goods_name: str = "",
    sender_reference: str = "",
    by: date | None = None,
    at: datetime,
) -> Offer | None:
    """The first offer of `quote`, or of those that arrive `by` a day; None when all are refused."""
    parcel = _Parcel(
        gross_g, cod_dong, needs_chill, longest_road(remaining_hours), goods_name, sender_reference
    )
    offers = _offers(sender_commune, recipient_commune, parcel, at)
    in_time = offers if by is None else (offer for offer in offers if offer.arrives_on <= by)
    best = min(in_time, key=cheapest_first, default=None)
    return None if best is None or best.refused else best


def offer_of(
    *,
    service_code: str,
    sender_commune: str,
    recipient_commune: str,
    gross_g: int,
    cod_dong: int = 0,
    needs_chill: bool = False,
    remaining_hours: int | None = None,
    goods_name: str = "",
    sender_reference: str = "",
    live: Mapping[str, Rate] = NO_RATES,
    at: datetime,
) -> Offer:
    """The offer of one service, refused or not; UnknownService when it does not go there at `at`."""
    parcel = _Parcel(
        gross_g, cod_dong, needs_chill, longest_road(remaining_hours), goods_name, sender_reference, live
    )
    for offer in _offers(sender_commune, recipient_commune, parcel, at):
        if offer.service_code == service_code:
            return offer
    raise UnknownService(service=service_code)


def offers_abroad(*, country: str, gross_g: int, at: datetime) -> list[Offer]:
    """Every service that goes to another country, prepaid: what may be chosen, cheapest first, then the
    refused. Empty where none goes. What the post of that country closed is not known here.
    """
    if gross_g <= 0:
        raise NothingToWeigh()
    parcel = _Parcel(gross_g, 0, needs_chill=False, longest_road=longest_road(None), goods="")
    local = at.astimezone(PEOPLE_ZONE)
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    lines = card().lines(local.date(), zone_abroad(country))
    return sorted((_offer(line, parcel, seconds, False) for line in lines), key=cheapest_first)


def offer_abroad(*, service_code: str, country: str, gross_g: int, at: datetime) -> Offer:
    """The offer of one service, refused or not; UnknownService when it does not go there."""
    for offer in offers_abroad(country=country, gross_g=gross_g, at=at):
        if offer.service_code == service_code:
            return offer
    raise UnknownService(service=service_code)


def bill(
    *,
    service_code: str,
    sender_commune: str,
    recipient_commune: str,
    billed_g: int,
    cod_dong: int = 0,
    at: datetime,
) -> int:
    """What the carrier charges for a parcel of this weight, by the same card (dong). Weight and money
    above the service's limits are billed all the same: the parcel has been carried.
    """
    offer = offer_of(
        service_code=service_code,
        sender_commune=sender_commune,
        recipient_commune=recipient_commune,
        gross_g=billed_g,
        cod_dong=cod_dong,
        at=at,
    )
    return offer.price_dong


class Way(NamedTuple):
    """A service on a road, whatever the parcel: it takes up to `up_to_g` gross grams to the recipient by
    `arrives_on`; goods must be good until `good_until`; `chills`: it may carry what needs cooling.
    """

    arrives_on: date
    good_until: date
    chills: bool
    up_to_g: int


def ways(*, sender: Place, recipient: Place, at: datetime) -> Iterator[Way]:
    """What `quote` would not refuse to a prepaid parcel at `at`. A sender without a commune's code stands for
    every commune of its province for which nothing else was said.
    """
    parcel = _Parcel(gross_g=1, cod_dong=0, needs_chill=False, longest_road=longest_road(None), goods="")
    local = at.astimezone(PEOPLE_ZONE)
    road = _road(sender, recipient, local)
    for line in road.lines:
        offer = _offer(line, parcel, road.seconds, road.highland)
        if road.closed:
            offer = _through(road.closed, offer, line, parcel, local.date())
        if not offer.refused:
            yield Way(
                offer.arrives_on,
                last_day_needed(road_hours=_fresh_hours(line, offer.promised_hours), at=at),
                line.chilled or line.road_hours <= AMBIENT_HOURS,
                line.max_weight_g,
            )


class _Road(NamedTuple):
    """What is known of a sender and a recipient at a time of day (`seconds` after midnight)."""

    zone: str
    highland: bool
    lines: Sequence[Line]
    closed: Sequence[ClosedFor]
    seconds: int


def _road(sender: Place, recipient: Place, local: datetime) -> _Road:
    known = card()
    zone, highland = known.zone_between(
        (sender.code, sender.province_code), (recipient.code, recipient.province_code)
    )
    return _Road(
        zone,
        highland,
        known.lines(local.date(), zone),
        _closures(known, sender, recipient) if known.closed else (),
        local.hour * 3600 + local.minute * 60 + local.second,
    )


def _offers(sender_commune: str, recipient_commune: str, parcel: _Parcel, at: datetime) -> Iterator[Offer]:
    if parcel.gross_g <= 0:
        raise NothingToWeigh()
    local = at.astimezone(PEOPLE_ZONE)
    road = _road(commune(sender_commune), commune(recipient_commune), local)
    flats = card().flats.get((parcel.sender_reference, road.zone), ()) if parcel.sender_reference else ()
    for line in road.lines:
        offer = _offer(line, parcel, road.seconds, road.highland)
        if road.closed:
            offer = _through(road.closed, offer, line, parcel, local.date())
        if parcel.live:
            offer = _live(offer, parcel.live.get(line.service_code), line, parcel)
        yield _flat(flats, offer, parcel, local.date())


def _flat(flats: Sequence[Flat], offer: Offer, parcel: _Parcel, day: date) -> Offer:
    """What the farm asks, where the carrier asks more: it never earns on postage."""
    dong = min((flat.dong for flat in flats if flat.holds(parcel.gross_g, day)), default=offer.price_dong)
    if dong >= offer.price_dong:
        return offer
    return offer._replace(price_dong=dong, carrier_dong=offer.price_dong)


def _live(offer: Offer, rate: Rate | None, line: Line, parcel: _Parcel) -> Offer:
    """The offer with what its carrier says now. A promise that is earlier than the card's is not passed on;
    a later one counts, for freshness too.
    """
    if rate is None:
        return offer
    told = local_day(rate.arrives_at) if rate.arrives_at else offer.arrives_on
    late = max(0, (told - offer.arrives_on).days)
    hours = offer.promised_hours + 24 * late
    too_slow = late and not offer.refused and _fresh_hours(line, hours) > parcel.longest_road
    return offer._replace(
        price_dong=rate.fee_dong,
        arrives_on=offer.arrives_on + timedelta(days=late),
        promised_hours=hours,
        refused=Refused.TOO_SLOW.value if too_slow else offer.refused,
        live=True,
    )


def _closures(known: Card, sender: Place, recipient: Place) -> Sequence[ClosedFor]:
    """Those of the sender's commune and province that mean parcels from there, and of the recipient's that
    mean parcels to there.
    """
    found = []
    for place, other_way in ((sender, Direction.TO), (recipient, Direction.FROM)):
        for code in (place.code, place.province_code):
            found += [row for row in known.closed.get(code, ()) if row.direction != other_way]
    return found


def _through(closed: Sequence[ClosedFor], offer: Offer, line: Line, parcel: _Parcel, day: date) -> Offer:
    """The offer as the closures of the day leave it: the first that closes the road ends it, else the
    slowest counts.
    """
    held = [row for row in closed if row.holds(line.carrier_code, day)]
    if not held:
        return offer
    shut = [row for row in held if row.extra_hours is None]
    if shut:
        return offer._replace(refused=Refused.CLOSED.value, closure=shut[0])
    slowest = max(held, key=lambda row: row.extra_hours or 0)
    extra = slowest.extra_hours or 0
    hours = offer.promised_hours + extra
    longer = timedelta(days=_days_of(line, offer, extra))
    refused = offer.refused
    if not refused and _fresh_hours(line, hours) > parcel.longest_road:
        refused = Refused.TOO_SLOW.value
    return offer._replace(
        promised_hours=hours, arrives_on=offer.arrives_on + longer, refused=refused, closure=slowest
    )


def _days_of(line: Line, offer: Offer, extra: int) -> int:
    """By how many days so many hours move the arrival."""
    arrival, _day = line.in_time if offer.arrives_on == line.in_time[1] else line.late
    return (arrival + extra) // 24 - arrival // 24


def _offer(line: Line, parcel: _Parcel, seconds: int, highland: bool) -> Offer:
    """`seconds` is the time of day in Viet Nam: a parcel leaves at the next cut-off."""
    arrival, arrives_on = line.in_time if seconds < line.cut_off else line.late
    hours = arrival - seconds // 3600
    price = line.rate.price(parcel.gross_g)
    if highland:
        price += line.highland_dong
    if parcel.cod_dong:
        price += line.cod_fee(parcel.cod_dong)
    return Offer(
        line.service_code,
        line.carrier_code,
        line.carrier_name,
        line.service_name,
        line.temperature,
        line.hand_over,
        line.is_demo,
        price,
        hours,
        arrives_on,
        _refused(line, parcel, hours),
        parcel.goods,
    )


def _refused(line: Line, parcel: _Parcel, hours: int) -> str:
    """The first reason in the order of enums.Refused."""
    if parcel.gross_g > line.max_weight_g:
        return "TOO_HEAVY"
    if parcel.cod_dong > line.max_cod_dong:
        return "COD_TOO_MUCH" if line.max_cod_dong else "NO_COD"
    if _fresh_hours(line, hours) > parcel.longest_road:
        return "TOO_SLOW"
    if parcel.needs_chill and not line.chilled and line.road_hours > AMBIENT_HOURS:
        return "NO_CHILL"
    return ""


def _fresh_hours(line: Line, hours: int) -> int:
    """The road that freshness is judged by: the wait for the cut-off and what 95 of 100 parcels really took,
    where enough were followed; else the carrier's promise. shelf_life adds the buffer.
    """
    return hours if line.measured_hours is None else hours - line.road_hours + line.measured_hours


def cheapest_first(offer: Offer) -> tuple[bool, int, int, str]:
    return bool(offer.refused), offer.price_dong, offer.promised_hours, offer.service_code
