"""What sending costs and when it arrives, from the rate card in memory: no SQL once the card is warm."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from kernel.clock import PEOPLE_ZONE
from kernel.places.queries import commune
from logistics.carriers.card import Line, card
from logistics.carriers.enums import Refused
from logistics.carriers.refusals import NothingToWeigh, UnknownService
from logistics.goods.shelf_life import longest_road

AMBIENT_HOURS = 48
"""Goods that need cooling stand at most so long on a lorry without it. An assumption: fruit like lychee
browns within a day untreated and keeps 3-5 days at 20 °C in its box (FAO AC681E; CTAHR F_N-29).
"""


class Offer(NamedTuple):
    """One service for one parcel.

    `price_dong` is postage with the fee for collecting money. `promised_hours` counts from `at` to the
    promised arrival: the wait for the cut-off and the hours of the tariff. `arrives_on` is that arrival's
    day in Viet Nam. `refused` is empty or a code of enums.Refused; a refused offer has a price only for
    information.
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

    @property
    def reason(self) -> str:
        """The refusal in the words of a village and the language of the reader; empty when not refused."""
        if not self.refused:
            return ""
        return str(Refused(self.refused).label) % {"goods": self.goods or _("hàng")}


class _Parcel(NamedTuple):
    gross_g: int
    cod_dong: int
    needs_chill: bool
    longest_road: int
    goods: str


def quote(
    *,
    sender_commune: str,
    recipient_commune: str,
    gross_g: int,
    cod_dong: int = 0,
    needs_chill: bool = False,
    remaining_hours: int | None = None,
    goods_name: str = "",
    at: datetime,
) -> list[Offer]:
    """Every service that is in force at `at`: those that may be chosen, cheapest first, then the refused.

    UnknownPlace for a commune that does not exist, NothingToWeigh when gross_g is not positive.
    """
    parcel = _Parcel(gross_g, cod_dong, needs_chill, longest_road(remaining_hours), goods_name)
    return sorted(_offers(sender_commune, recipient_commune, parcel, at), key=_cheapest_first)


def cheapest(
    *,
    sender_commune: str,
    recipient_commune: str,
    gross_g: int,
    cod_dong: int = 0,
    needs_chill: bool = False,
    remaining_hours: int | None = None,
    goods_name: str = "",
    at: datetime,
) -> Offer | None:
    """The first offer of `quote`, None when all are refused."""
    parcel = _Parcel(gross_g, cod_dong, needs_chill, longest_road(remaining_hours), goods_name)
    best = min(_offers(sender_commune, recipient_commune, parcel, at), key=_cheapest_first, default=None)
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
    at: datetime,
) -> Offer:
    """The offer of one service, refused or not; UnknownService when it does not go there at `at`."""
    parcel = _Parcel(gross_g, cod_dong, needs_chill, longest_road(remaining_hours), goods_name)
    for offer in _offers(sender_commune, recipient_commune, parcel, at):
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


def _offers(sender_commune: str, recipient_commune: str, parcel: _Parcel, at: datetime) -> Iterator[Offer]:
    if parcel.gross_g <= 0:
        raise NothingToWeigh()
    local = at.astimezone(PEOPLE_ZONE)
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    sender, recipient = commune(sender_commune), commune(recipient_commune)
    known = card()
    zone, highland = known.zone_between(
        (sender.code, sender.province_code), (recipient.code, recipient.province_code)
    )
    for line in known.lines(local.date(), zone):
        yield _offer(line, parcel, seconds, highland)


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
    if hours > parcel.longest_road:
        return "TOO_SLOW"
    if parcel.needs_chill and not line.chilled and line.road_hours > AMBIENT_HOURS:
        return "NO_CHILL"
    return ""


def _cheapest_first(offer: Offer) -> tuple[bool, int, int, str]:
    return bool(offer.refused), offer.price_dong, offer.promised_hours, offer.service_code
