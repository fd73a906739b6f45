"""The delivery chosen for each parcel, checked against what carriers offer now and what the buyer saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from kernel.clock import local_day
from kernel.errors import JSON
from logistics.carriers.live import Rates, kept_rates
from logistics.carriers.quotes import Offer
from logistics.carriers.refusals import UnknownService
from logistics.goods.shelf_life import HOURS_TO_EAT
from marketplace.orders.baskets import Choice, Parcel, SharedChoice
from marketplace.orders.refusals import CheckoutChanged, DeliveryNotChosen, DeliveryNotOffered
from marketplace.orders.sharing import Stake, divide_postage
from marketplace.orders.together import Together, keep_together, together, whole_of


@dataclass(frozen=True, slots=True)
class Chosen:
    """A parcel with the offer it will go by. `good_until`: lots must be good until this day at least.

    `group`: it goes with the others of that number; its offer's price is then its part of their postage, and
    `apart_dong` what it would have been by itself.
    """

    parcel: Parcel
    offer: Offer
    good_until: date
    group: int | None = None
    apart_dong: int = 0


def choose(
    parcels: Sequence[Parcel],
    choices: Mapping[str, Choice],
    shared: Sequence[SharedChoice] = (),
    *,
    to: str,
    payment: str,
    at: datetime,
) -> list[Chosen]:
    """One for each parcel, in their order. DeliveryNotChosen, DeliveryNotOffered, or CheckoutChanged with
    every figure that is no longer what was shown.
    """
    groups = _groups(parcels, shared, to=to, payment=payment, at=at)
    grouped = {key for group in groups for key in group.household_keys}
    alone = [parcel for parcel in parcels if parcel.household_key not in grouped]
    chosen = [_choose(parcel, choices, to=to, payment=payment, at=at) for parcel in alone]
    offers = [_shared_offer(one, choice) for one, choice in zip(groups, shared, strict=True)]
    changes = [change for one in chosen for change in _changes(one, choices[one.parcel.household_key])]
    for one, offer, choice in zip(groups, offers, shared, strict=True):
        as_one = Chosen(one.whole, offer, eaten_by(offer, at=at))
        changes += _changes(as_one, choice, household=one.household_keys[0])
    if changes:
        raise CheckoutChanged(changes=changes)
    for number, (one, offer) in enumerate(zip(groups, offers, strict=True)):
        chosen += _parts(number, one, offer, at=at)
    place = {parcel.household_key: number for number, parcel in enumerate(parcels)}
    return sorted(chosen, key=lambda one: place[one.parcel.household_key])


def _groups(
    parcels: Sequence[Parcel], shared: Sequence[SharedChoice], *, to: str, payment: str, at: datetime
) -> list[Together]:
    """What was chosen to go as one, if it still may: each household once, neighbours, goods that keep
    together, and a postage that is less than theirs.
    """
    by_key = {parcel.household_key: parcel for parcel in parcels}
    wanted = [key for choice in shared for key in choice.household_keys]
    if len(set(wanted)) < len(wanted):
        raise _not_together(wanted[0])
    return [_group(choice, by_key, to=to, payment=payment, at=at) for choice in shared]


def _group(
    choice: SharedChoice, by_key: Mapping[str, Parcel], *, to: str, payment: str, at: datetime
) -> Together:
    keys = choice.household_keys
    parcels = [by_key[key] for key in keys if key in by_key]
    if len(parcels) < max(2, len(keys)) or not keep_together(parcels):
        raise _not_together(keys[0] if keys else "")
    alone = {
        parcel.household_key: _cheapest_alone(parcel, to=to, payment=payment, at=at) for parcel in parcels
    }
    rates = _kept(whole_of(parcels), to=to, payment=payment, at=at)
    found = together(parcels, alone, to=to, payment=payment, rates=rates, at=at)
    if found is None:
        raise _not_together(keys[0])
    return found


def _cheapest_alone(parcel: Parcel, *, to: str, payment: str, at: datetime) -> Offer | None:
    rates = _kept(parcel, to=to, payment=payment, at=at)
    best = parcel.offers(to=to, payment=payment, rates=rates, at=at)[:1]
    return next((offer for offer in best if not offer.refused), None)


def _kept(parcel: Parcel, *, to: str, payment: str, at: datetime) -> Rates:
    return kept_rates(order=parcel.to_carry(to=to, payment=payment, at=at))


def _not_together(household_key: str) -> DeliveryNotOffered:
    return DeliveryNotOffered(
        household=household_key, service="", reason=str(_("các nhà này không gộp một kiện được")), offered=[]
    )


def _shared_offer(one: Together, choice: SharedChoice) -> Offer:
    """The chosen service, as long as it goes and costs less than the households by themselves."""
    offer = next((offer for offer in one.offers if offer.service_code == choice.service_code), None)
    if offer is None or offer.refused or offer.price_dong >= one.apart_dong:
        reason = offer.reason if offer is not None and offer.refused else _("gửi riêng rẻ hơn")
        raise DeliveryNotOffered(
            household=one.household_keys[0],
            service=choice.service_code,
            reason=str(reason),
            offered=[each.service_code for each in one.possible],
        )
    return offer


def _parts(number: int, one: Together, offer: Offer, *, at: datetime) -> list[Chosen]:
    postages = divide_postage([Stake(dong) for dong in one.apart], shown_dong=offer.price_dong)
    return [
        Chosen(parcel, offer._replace(price_dong=postage), eaten_by(offer, at=at), number, apart)
        for parcel, postage, apart in zip(one.parcels, postages, one.apart, strict=True)
    ]


def _choose(parcel: Parcel, choices: Mapping[str, Choice], *, to: str, payment: str, at: datetime) -> Chosen:
    choice = choices.get(parcel.household_key)
    if choice is None:
        raise DeliveryNotChosen(household=parcel.household_key)
    rates = _kept(parcel, to=to, payment=payment, at=at)
    try:
        offer = parcel.offer(service_code=choice.service_code, to=to, payment=payment, rates=rates, at=at)
    except UnknownService as unknown:
        raise _not_offered(
            parcel, choice.service_code, unknown.text, to=to, payment=payment, at=at
        ) from unknown
    if offer.refused:
        raise _not_offered(parcel, choice.service_code, offer.reason, to=to, payment=payment, at=at)
    return Chosen(parcel, offer, eaten_by(offer, at=at))


def _not_offered(
    parcel: Parcel, service_code: str, reason: str, *, to: str, payment: str, at: datetime
) -> DeliveryNotOffered:
    offers = parcel.offers(to=to, payment=payment, at=at)
    return DeliveryNotOffered(
        household=parcel.household_key,
        service=service_code,
        reason=str(reason),
        offered=[offer.service_code for offer in offers if not offer.refused],
    )


def eaten_by(offer: Offer, *, at: datetime) -> date:
    """The first expiry that `shelf_life.fits` lets go by this offer: arrival and a day to eat."""
    end = at + timedelta(hours=offer.promised_hours + HOURS_TO_EAT)
    return local_day(end - timedelta(microseconds=1))


def _changes(chosen: Chosen, choice: Choice | SharedChoice, *, household: str = "") -> list[JSON]:
    """`household` names a parcel of several, by the first of them."""
    seen_and_now: tuple[tuple[str, int | str | None, int | str], ...] = (
        ("GOODS", choice.goods_dong, chosen.parcel.goods_dong),
        ("POSTAGE", choice.postage_dong, chosen.offer.price_dong),
        (
            "ARRIVAL",
            choice.arrives_on.isoformat() if choice.arrives_on else None,
            chosen.offer.arrives_on.isoformat(),
        ),
    )
    return [
        {"household": household or chosen.parcel.household_key, "what": what, "before": seen, "after": now}
        for what, seen, now in seen_and_now
        if seen is not None and seen != now
    ]
