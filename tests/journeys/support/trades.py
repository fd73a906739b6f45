"""Whole trades for the kill series: whoever gets no answer asks again, as people and carriers do."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import TypeVar

from django.db import connection

from kernel.ids import new_key
from marketplace.orders.enums import Payment
from tests.journeys.support.books import row_of
from tests.journeys.support.people import KILO, Bought, Farm, Post, new_guest
from tests.journeys.support.shop import Shop
from tests.journeys.support.speaking import Refused, wait_for

Answer = TypeVar("Answer")
MAY_PASS = {"CARD_PROVIDER_DOWN"}
MINUTES = 60.0
STEP_SECONDS = 5 * MINUTES


@dataclass
class Trade:
    """One checkout on its way: by card or cash, at one or three households, whole or short of weight."""

    shop: Shop
    farms: Sequence[Farm]
    post: Post
    dice: random.Random
    orders: list[Bought] = field(default_factory=list)

    def run(self) -> None:
        """In a thread of its own, with a connection of its own."""
        try:
            self._buy()
            for order in self.orders:
                self._pack(order)
            for order in self.orders:
                self._carry(order)
        finally:
            connection.close()

    def _buy(self) -> None:
        payment = self.dice.choice([Payment.CASH, Payment.CARD]).name
        sellers = self.dice.sample(list(self.farms), self.dice.choice([1, 3]))
        wanted = [(farm.goods[0], self.dice.randint(1, 5) * KILO) for farm in sellers]
        guest = new_guest(self.shop, again=True)
        self.orders = guest.order(*wanted, payment=payment, key=new_key())
        if payment == Payment.CARD.name:
            secret = patiently(lambda: guest.open_card(self.orders[0]))
            wait_for(lambda: self._paid(secret), what="the card", seconds=STEP_SECONDS)
        for order in self.orders:
            order.wait("placed", seconds=STEP_SECONDS)

    def _paid(self, secret: str) -> bool:
        """Pay until the money is held; it may have been before the answer was lost."""
        try:
            answer = self.shop.stripe.pay(secret)
        except (OSError, HTTPException, ValueError):
            return False
        return "error" not in answer or self.orders[0].state != "awaiting_card"

    def _pack(self, order: Bought) -> None:
        farm = next(farm for farm in self.farms if farm.name == order.household)
        farm.accept(order.id)
        quantity = row_of(order).lines.get().quantity
        farm.pack(order, net={0: quantity - self.dice.choice([0, quantity // 20])})

    def _carry(self, order: Bought) -> None:
        code = self.post.fetch(order, seconds=STEP_SECONDS)
        cash = row_of(order).payment == Payment.CASH
        ends = ["delivered", "cod_collected"] if cash else ["delivered"]
        self.post.tell(code, "picked_up", "out_for_delivery", *ends, amount=order.charged)
        if cash:
            self.post.remit((code, order.charged))
        order.wait("delivered", seconds=STEP_SECONDS)


def patiently(ask: Callable[[], Answer]) -> Answer:
    """Again while the refusal says that it may pass."""
    given: list[Answer] = []

    def once() -> bool:
        try:
            given.append(ask())
        except Refused as refused:
            if not set(refused.codes) <= MAY_PASS:
                raise
            return False
        return True

    wait_for(once, what="an answer that is no refusal", seconds=STEP_SECONDS)
    return given[0]
