"""A basket's parcels as the basket and the checkout show them: lines, delivery options, the sum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from kernel.clock import now
from logistics.carriers.enums import HandOver, Refused
from logistics.carriers.quotes import Offer
from marketplace.orders.baskets import Choice, PricedLine, SharedChoice, read_basket
from marketplace.orders.enums import Payment
from marketplace.orders.operations.preview import CheckoutPreview, HouseholdPart, preview
from marketplace.orders.together import Together
from web import basket
from web.components import Option, Photo, SumLine
from web.http import HouseRequest
from web.photos import photos_of_listings
from web.quantities import plain_quantity, quantity_words, script_quantity, unit_word, weight_beside
from web.views.buyer.place import kept_code
from web.words import day_words, money_words

SERVICE = "service_"
TOGETHER = "chung"
"""The choice of one parcel for neighbours, kept beside the services."""
APART = "0"
_EXPLAINED = (Refused.CLOSED, Refused.TOO_SLOW, Refused.NO_CHILL)
QUANTITY = "q_"


@dataclass(frozen=True, slots=True)
class BasketLineTold:
    """`figure`, `step` and `most` are in the listing's unit: as a field shows it, and as plain numbers."""

    line: PricedLine
    photo: Photo | None
    unit: str
    figure: str
    amount: str
    weight: str
    step: str
    most: str

    @property
    def field(self) -> str:
        return f"{QUANTITY}{self.line.listing_key}"


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways to send: `best` at a glance, `more` one tap away. `why_none`: nothing goes there, and why."""

    best: Sequence[Option]
    more: Sequence[Option]
    why_none: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One household's part. `offer` is the one chosen, None while nothing can be sent there."""

    number: int
    part: HouseholdPart
    lines: Sequence[BasketLineTold]
    ways: Ways
    offer: Offer | None
    is_shared: bool = False

    @property
    def field(self) -> str:
        return f"{SERVICE}{self.part.household_key}"


@dataclass(frozen=True, slots=True)
class Parcels:
    """`ready` when every parcel can be ordered as it stands."""

    parcels: Sequence[Parcel]
    preview: CheckoutPreview
    sums: Sequence[SumLine]
    total: SumLine
    shared: Sequence[Together] = ()

    @property
    def ready(self) -> bool:
        lines_fine = not any(line.trouble for part in self.preview.parts for line in part.lines)
        return (
            bool(self.parcels)
            and lines_fine
            and not self.preview.missing
            and all(p.offer for p in self.parcels)
        )

    @property
    def choices(self) -> dict[str, Choice]:
        return {
            parcel.part.household_key: Choice(
                service_code=parcel.offer.service_code,
                goods_dong=parcel.part.goods_dong,
                postage_dong=parcel.offer.price_dong,
                arrives_on=parcel.offer.arrives_on,
            )
            for parcel in self.parcels
            if parcel.offer and not parcel.is_shared
        }

    @property
    def shared_choices(self) -> list[SharedChoice]:
        return [
            SharedChoice(
                household_keys=one.household_keys,
                service_code=one.cheapest.service_code,
                goods_dong=one.whole.goods_dong,
                postage_dong=one.cheapest.price_dong,
                arrives_on=one.cheapest.arrives_on,
            )
            for one in self.shared
        ]


def look_at(request: HouseRequest, *, payment: str = Payment.CASH) -> CheckoutPreview:
    """The basket as it stands; without offers while nobody has said where it goes."""
    lines, place, at = basket.lines_of(request), kept_code(request), now()
    if place:
        return preview(basket=lines, commune_code=place, payment=payment, at=at)
    read = read_basket(basket=lines, at=at)
    return CheckoutPreview([HouseholdPart(parcel, []) for parcel in read.parcels], read.missing)


def parcels_of(preview: CheckoutPreview, *, services: Mapping[str, str]) -> Parcels:
    """`services`: the preferred service by household; the cheapest where there is none or it does not go.
    What neighbours may send in one parcel goes so unless the buyer said `APART`.
    """
    shared = [] if services.get(TOGETHER) == APART else preview.shared
    in_one = {key for one in shared for key in one.household_keys}
    photos = photos_of_listings([line.listing_id for part in preview.parts for line in part.lines])
    parcels = [
        replace(
            _parcel(number, part, photos, services.get(part.household_key, "")),
            is_shared=part.household_key in in_one,
        )
        for number, part in enumerate(preview.parts, start=1)
    ]
    sums = [*_goods_sums(parcels), *_postage_sums(parcels), *_shared_sums(shared)]
    total = SumLine(_("Tất cả"), sum(line.amount for line in sums))
    return Parcels(parcels, preview, sums, total, shared)


def _parcel(number: int, part: HouseholdPart, photos: Mapping[int, Photo], service: str) -> Parcel:
    possible = [offer for offer in part.offers if not offer.refused]
    offer = next((one for one in possible if one.service_code == service), part.cheapest)
    lines = [_line(line, photos.get(line.listing_id)) for line in part.lines]
    ways = ways_of(part.offers, chosen=offer.service_code if offer else "")
    return Parcel(number, part, lines, ways, offer)


def _line(line: PricedLine, photo: Photo | None) -> BasketLineTold:
    factor, unit = line.unit_factor, unit_word(line.unit_label)
    return BasketLineTold(
        line=line,
        photo=photo,
        unit=unit,
        figure=plain_quantity(line.quantity, factor=factor),
        amount=quantity_words(line.quantity, factor=factor, unit=unit),
        weight=weight_beside(line.quantity, unit=unit, unit_weight_g=line.unit_weight_g),
        step=script_quantity(line.step, factor=factor),
        most=script_quantity(line.available, factor=factor),
    )


def ways_of(offers: Sequence[Offer], *, chosen: str) -> Ways:
    """At a glance: the cheapest, the cheapest to the door, the earliest, the chosen; why one is missing."""
    possible = [offer for offer in offers if not offer.refused]
    to_door = [offer for offer in possible if offer.hand_over == HandOver.DOOR]
    earliest = sorted(possible, key=lambda offer: (offer.arrives_on, offer.price_dong))
    picked = {offer.service_code for offer in (*possible[:1], *to_door[:1], *earliest[:1])} | {chosen}
    slow = [offer for offer in offers if offer.refused in _EXPLAINED][:1]
    best = [offer for offer in possible if offer.service_code in picked] + slow
    more = [offer for offer in offers if offer not in best]
    return Ways(options_of(best), options_of(more), "" if possible else _why_none(offers))


def _why_none(offers: Sequence[Offer]) -> str:
    """A closed road, else goods that would not live to see it, else what the first service says."""
    told = sorted(offers, key=lambda offer: offer.refused not in _EXPLAINED)
    return told[0].reason if told else _("Chưa hãng nào đi tới đó")


def options_of(offers: Sequence[Offer]) -> list[Option]:
    """Every service with its day first, the refused ones with their reason."""
    return [
        Option(
            value=offer.service_code,
            title=_capital(day_words(offer.arrives_on)),
            detail=_detail(offer),
            price=offer.price_dong,
        )
        if not offer.refused
        else Option(
            value="",
            title=f"{offer.service_name}, {day_words(offer.arrives_on)}",
            refused=offer.reason,
        )
        for offer in offers
    ]


def _detail(offer: Offer) -> str:
    """Who carries it, and what else to know before choosing: a slower road for a while."""
    return ". ".join(filter(None, (f"{offer.carrier_name}, {offer.service_name}", offer.notice)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _goods_sums(parcels: Sequence[Parcel]) -> list[SumLine]:
    return [
        SumLine(
            f"{told.line.title}, {told.amount}",
            told.line.price_dong,
            why=_("%(price)s một %(unit)s") % {"price": money_words(told.line.unit_price), "unit": told.unit},
        )
        for parcel in parcels
        for told in parcel.lines
    ]


def _postage_sums(parcels: Sequence[Parcel]) -> list[SumLine]:
    return [
        SumLine(
            _("Gửi kiện %(number)s") % {"number": parcel.number},
            parcel.offer.price_dong,
            why=f"{parcel.offer.carrier_name}, {parcel.offer.service_name}",
        )
        for parcel in parcels
        if parcel.offer and not parcel.is_shared
    ]


def _shared_sums(shared: Sequence[Together]) -> list[SumLine]:
    return [
        SumLine(
            _("Gửi một kiện: %(names)s") % {"names": ", ".join(one.household_names)},
            one.cheapest.price_dong,
            why=f"{one.cheapest.carrier_name}, {one.cheapest.service_name}",
        )
        for one in shared
    ]
