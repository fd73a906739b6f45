"""The delivery chosen for each parcel, checked against what carriers offer now and what the buyer saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kernel.clock import local_day
from kernel.errors import JSON
from logistics.carriers.live import kept_rates
from logistics.carriers.quotes import Offer
from logistics.carriers.refusals import UnknownService
from logistics.goods.shelf_life import HOURS_TO_EAT
from marketplace.orders.baskets import Choice, Parcel
from marketplace.orders.refusals import CheckoutChanged, DeliveryNotChosen, DeliveryNotOffered


@dataclass(frozen=True, slots=True)
class Chosen:
    """A parcel with the offer it will go by. `good_until`: lots must be good until this day at least."""

    parcel: Parcel
    offer: Offer
    good_until: date


def choose(
    parcels: Sequence[Parcel], choices: Mapping[str, Choice], *, to: str, payment: str, at: datetime
) -> list[Chosen]:
    """DeliveryNotChosen, DeliveryNotOffered, or CheckoutChanged with every figure that is no longer what
    was shown.
    """
    chosen = [_choose(parcel, choices, to=to, payment=payment, at=at) for parcel in parcels]
    if changes := [change for one in chosen for change in _changes(one, choices[one.parcel.household_key])]:
        raise CheckoutChanged(changes=changes)
    return chosen


def _choose(parcel: Parcel, choices: Mapping[str, Choice], *, to: str, payment: str, at: datetime) -> Chosen:
    choice = choices.get(parcel.household_key)
    if choice is None:
        raise DeliveryNotChosen(household=parcel.household_key)
    rates = kept_rates(order=parcel.to_carry(to=to, payment=payment, at=at))
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


def _changes(chosen: Chosen, choice: Choice) -> list[JSON]:
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
        {"household": chosen.parcel.household_key, "what": what, "before": seen, "after": now}
        for what, seen, now in seen_and_now
        if seen is not None and seen != now
    ]
