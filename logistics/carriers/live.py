"""Live rates beside the rate card: for those carriers whose account says so, price and arrival are asked now.

The card's offers stand whatever happens: a carrier that is slow, down or refuses leaves its card's price, and
the offer says that it is not live. Answers are kept for ten minutes. Nothing here runs where a page waits for
many prices at once (product cards, the basket): the booking and the choice of one parcel may ask.
"""

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.cache import cache

from kernel.clock import local_day
from logistics.carriers.accounts import adapter_of
from logistics.carriers.models import CarrierAccount
from logistics.carriers.protocol import Adapter, Order, Rate
from logistics.carriers.quotes import Offer, cheapest_first, quote
from logistics.carriers.trouble import Trouble, Unreadable

log = logging.getLogger(__name__)
PATIENCE_SECONDS: Final = 3.0
KEPT_SECONDS: Final = 600
STEP_G: Final = 500
"""Weights within one step share an answer; carriers' own steps are no finer."""


def live_quote(
    *,
    order: Order,
    needs_chill: bool = False,
    remaining_hours: int | None = None,
    goods_name: str = "",
    at: datetime,
) -> list[Offer]:
    """What quotes.quote gives for this parcel, with the prices that carriers name now. `order.service_code`
    does not matter: every service is asked for.
    """
    offers = quote(
        sender_commune=order.sender.commune_code,
        recipient_commune=order.recipient.commune_code,
        gross_g=order.gross_g,
        cod_dong=order.cod_dong,
        needs_chill=needs_chill,
        remaining_hours=remaining_hours,
        goods_name=goods_name,
        at=at,
    )
    rates = _rates(order, [offer for offer in offers if not offer.refused])
    return sorted((_with(offer, rates.get(offer.service_code)) for offer in offers), key=cheapest_first)


def _with(offer: Offer, rate: Rate | None) -> Offer:
    if rate is None:
        return offer
    arrives_on = local_day(rate.arrives_at) if rate.arrives_at else offer.arrives_on
    later = max(arrives_on, offer.arrives_on)  # a promise that is earlier than the card's is not passed on
    return offer._replace(price_dong=rate.fee_dong, arrives_on=later, live=True)


def _rates(order: Order, offers: list[Offer]) -> Mapping[str, Rate]:
    """By service; those that answered in time, or lately."""
    adapters = _adapters(order, {offer.carrier_code for offer in offers})
    wanted = [offer for offer in offers if offer.carrier_code in adapters]
    if not wanted:
        return {}
    names = {offer.service_code: _name(order, offer.service_code) for offer in wanted}
    kept = cache.get_many(names.values())
    found = {code: kept[name] for code, name in names.items() if name in kept}
    missing = [offer for offer in wanted if offer.service_code not in found]
    fresh = _ask_all(order, missing, adapters) if missing else {}
    cache.set_many({names[code]: rate for code, rate in fresh.items()}, KEPT_SECONDS)
    return found | fresh


def _adapters(order: Order, carriers: set[str]) -> dict[str, Adapter]:
    accounts = CarrierAccount.objects.select_related("carrier").filter(
        carrier__code__in=carriers, environment=settings.CARRIER_ENVIRONMENT, active=True, live_rates=True
    )
    communes = (order.sender.commune_code, order.recipient.commune_code)
    found = {}
    for account in accounts:
        try:
            found[account.carrier.code] = adapter_of(account, communes=communes)
        except Trouble as trouble:
            log.warning("%s gives no live rates: %s", account, trouble)
    return found


def _ask_all(order: Order, offers: list[Offer], adapters: Mapping[str, Adapter]) -> dict[str, Rate]:
    """All at once; who is slower than PATIENCE_SECONDS is not waited for."""
    pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="live-rates")
    asked = {
        pool.submit(_ask, adapters[offer.carrier_code], order, offer.service_code): offer for offer in offers
    }
    done, _late = wait(asked, timeout=PATIENCE_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    answers = {asked[future].service_code: future.result() for future in done}
    return {code: rate for code, rate in answers.items() if rate is not None}


def _ask(adapter: Adapter, order: Order, service_code: str) -> Rate | None:
    try:
        return adapter.rate(replace(order, service_code=service_code))
    except (Trouble, Unreadable) as trouble:
        log.warning("no live rate of %s: %s", service_code, trouble)
        return None


def _name(order: Order, service_code: str) -> str:
    road = f"{order.sender.commune_code}:{order.recipient.commune_code}"
    steps = -(-order.gross_g // STEP_G)
    return f"live-rate:{service_code}:{road}:{steps}:{order.cod_dong}:{order.declared_dong}"
