"""Live rates beside the rate card: for those carriers whose account says so, price and arrival are asked now.

The card's offers stand whatever happens: a carrier that is slow, down or refuses leaves its card's price, and
the offer says that it is not live. Answers are kept for ten minutes, so that what a page showed is what
placing charges; placing itself asks nobody. Cards of many listings never ask.
"""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from django.conf import settings
from django.core.cache import cache

from logistics.carriers.accounts import adapter_of
from logistics.carriers.card import card
from logistics.carriers.models import CarrierAccount
from logistics.carriers.protocol import Adapter, Order, Rate
from logistics.carriers.quotes import Offer, quote
from logistics.carriers.trouble import Trouble, Unreadable

log = logging.getLogger(__name__)
PATIENCE_SECONDS: Final = 3.0
KEPT_SECONDS: Final = 600
STEP_G: Final = 500
"""Weights within one step share an answer; carriers' own steps are no finer."""

Rates = Mapping[str, Rate]
"""By service."""


class _Question(NamedTuple):
    order: Order
    service_code: str
    carrier_code: str

    @property
    def name(self) -> str:
        order = self.order
        road = f"{order.sender.commune_code}:{order.recipient.commune_code}"
        steps = -(-order.gross_g // STEP_G)
        return f"live-rate:{self.service_code}:{road}:{steps}:{order.cod_dong}:{order.declared_dong}"


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
    [rates] = ask_rates(orders=[order])
    return quote(
        sender_commune=order.sender.commune_code,
        recipient_commune=order.recipient.commune_code,
        gross_g=order.gross_g,
        cod_dong=order.cod_dong,
        needs_chill=needs_chill,
        remaining_hours=remaining_hours,
        goods_name=goods_name,
        live=rates,
        at=at,
    )


def ask_rates(*, orders: Sequence[Order]) -> list[Rates]:
    """For each parcel what its carriers name now, or named lately; all are asked at once, three seconds at
    most. No SQL while no carrier is to be asked. Never inside a transaction.
    """
    asked = [_questions(order) for order in orders]
    found = _kept([question for group in asked for question in group])
    missing = {question.name: question for group in asked for question in group if question.name not in found}
    fresh = _ask_all(list(missing.values())) if missing else {}
    cache.set_many(fresh, KEPT_SECONDS)
    return [_by_service(group, {**found, **fresh}) for group in asked]


def asks_live() -> bool:
    """Whether any carrier may name another price than its card; from memory."""
    return bool(card().live)


def kept_rates(*, order: Order) -> Rates:
    """What carriers named for such a parcel in the last ten minutes: no call, no SQL."""
    questions = _questions(order)
    return _by_service(questions, _kept(questions))


def _questions(order: Order) -> list[_Question]:
    known = card()
    return [
        _Question(order, service.code, service.carrier.code)
        for service in known.services.values()
        if service.carrier.code in known.live
    ]


def _kept(questions: Sequence[_Question]) -> dict[str, Rate]:
    return dict(cache.get_many({question.name for question in questions})) if questions else {}


def _by_service(questions: Sequence[_Question], rates: Mapping[str, Rate]) -> Rates:
    return {question.service_code: rates[question.name] for question in questions if question.name in rates}


def _ask_all(questions: Sequence[_Question]) -> dict[str, Rate]:
    """All at once; who is slower than PATIENCE_SECONDS is not waited for."""
    adapters = _adapters(questions)
    pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="live-rates")
    asked = {
        pool.submit(_ask, adapters[question.carrier_code], question): question
        for question in questions
        if question.carrier_code in adapters
    }
    done, _late = wait(asked, timeout=PATIENCE_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    answers = {asked[future].name: future.result() for future in done}
    return {name: rate for name, rate in answers.items() if rate is not None}


def _adapters(questions: Sequence[_Question]) -> dict[str, Adapter]:
    accounts = CarrierAccount.objects.select_related("carrier").filter(
        carrier__code__in={question.carrier_code for question in questions},
        environment=settings.CARRIER_ENVIRONMENT,
        active=True,
        live_rates=True,
    )
    parties = [party for question in questions for party in (question.order.sender, question.order.recipient)]
    communes = {party.commune_code for party in parties}
    found = {}
    for account in accounts:
        try:
            found[account.carrier.code] = adapter_of(account, communes=communes)
        except Trouble as trouble:
            log.warning("%s gives no live rates: %s", account, trouble)
    return found


def _ask(adapter: Adapter, question: _Question) -> Rate | None:
    try:
        return adapter.rate(replace(question.order, service_code=question.service_code))
    except (Trouble, Unreadable) as trouble:
        log.warning("no live rate of %s: %s", question.service_code, trouble)
        return None
