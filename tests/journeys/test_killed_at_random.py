"""SIGKILL to worker, relay, web and fake Stripe at random points of many trades: in the end all agrees.

`SOAK=1` runs fifty trades. `kills.log` beside the shop's logs says what was killed; `KILL_SEED` repeats a
series (as far as threads and processes let it).
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from marketplace.catalogue.models import Lot
from marketplace.orders.enums import LineState, State
from marketplace.orders.models import Order, OrderLine
from tests.journeys.support.agreement import check_all
from tests.journeys.support.books import row_of
from tests.journeys.support.people import Bought, Farm, Goods, Post
from tests.journeys.support.shop import Shop
from tests.journeys.support.trades import Trade

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("shop")]
TRADES = int(os.environ.get("KILL_TRADES") or (50 if os.environ.get("SOAK") else 2))
AT_ONCE = 4
SEED = int(os.environ.get("KILL_SEED") or random.randrange(10_000))
TARGETS = ("worker", "relay", "web", "fake-stripe")
HAVE_CHILDREN = ("web", "worker")  # of which one is killed half of the time
BETWEEN_KILLS = (0.2, 1.5)  # seconds
DEAD_FOR = (0.0, 1.0)
WORKS_FOR = (0.1, 1.5)  # once it is up again: in times of what that took, and at least of SHORTEST
SHORTEST = 4.0  # seconds


@pytest.fixture
def patient_farms(farms: list[Farm]) -> Iterator[list[Farm]]:
    """The households ask again, too, when there is no answer."""
    for farm in farms:
        farm.speaker.again = True
    yield farms
    for farm in farms:
        farm.speaker.again = False


@dataclass
class Killer:
    """In the main thread: a child dies with the thread that started it."""

    shop: Shop
    dice: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    began: dict[str, float] = field(default_factory=dict)
    spared_until: dict[str, float] = field(default_factory=dict)

    def work(self, trades: Sequence[Future[None]]) -> None:
        """Until every trade is over. Who was killed may come up and work for a moment, or nothing would ever
        move on a slow machine.
        """
        while not all(trade.done() for trade in trades):
            time.sleep(self.dice.uniform(*BETWEEN_KILLS))
            self.raise_the_dead()
            target = self.dice.choice(TARGETS)
            if self.may_kill(target):
                self.kill(target)
                del self.spared_until[target]
                self.began[target] = time.monotonic()

    def raise_the_dead(self) -> None:
        """As whoever runs a shop does: a server whose children die too often gives up by itself."""
        for target in TARGETS:
            if not self.shop.child(target).is_running:
                self.shop.start(target)
                self.began[target] = time.monotonic()
                self.spared_until.pop(target, None)

    def may_kill(self, target: str) -> bool:
        if target not in self.spared_until:
            if self.shop.works(target):
                took = time.monotonic() - self.began.get(target, time.monotonic())
                spared = max(took, SHORTEST) * self.dice.uniform(*WORKS_FOR)
                self.spared_until[target] = time.monotonic() + spared
            return False
        return time.monotonic() > self.spared_until[target]

    def kill(self, target: str) -> None:
        if target in HAVE_CHILDREN and self.dice.random() < 0.5:
            self.shop.kill_one_below(target)
            self.kills[f"{target}'s child"] += 1
            return
        self.shop.kill(target)
        time.sleep(self.dice.uniform(*DEAD_FOR))
        self.shop.start(target)
        self.kills[target] += 1


def left(goods: Goods) -> int:
    return sum(Lot.objects.filter(listing__slug=goods.slug).values_list("available", flat=True))


def test_nothing_is_lost_and_nothing_happens_twice(shop: Shop, patient_farms: list[Farm], post: Post) -> None:
    dice = random.Random(SEED)
    before = {farm.name: left(farm.goods[0]) for farm in patient_farms}
    orders_before = Order.objects.count()
    series = [Trade(shop, patient_farms, post, random.Random(dice.random())) for _ in range(TRADES)]
    shop.stripe.turn(double=True, delay_ms=500)
    killer = Killer(shop, dice)
    with ThreadPoolExecutor(AT_ONCE) as hands:
        futures = [hands.submit(trade.run) for trade in series]
        killer.work(futures)
    killer.raise_the_dead()
    shop.wait_until_all_work()
    shop.stripe.turn(double=False, delay_ms=0)
    told = f"seed {SEED}: {TRADES} trades, kills: {dict(killer.kills)}\n"
    (shop.folder / "logs" / "kills.log").write_text(told)
    for future in futures:
        future.result()
    check_all(shop)

    bought = [order for trade in series for order in trade.orders]
    assert {row_of(order).state for order in bought} == {State.DELIVERED}
    assert Order.objects.count() == orders_before + len(bought)
    for farm in patient_farms:
        assert left(farm.goods[0]) == before[farm.name] - ordered_of(bought, farm)


def ordered_of(bought: list[Bought], farm: Farm) -> int:
    """What is missing of a packed line does not go back on sale."""
    secrets = [order.secret for order in bought if order.household == farm.name]
    lines = OrderLine.objects.filter(order__secret__in=secrets).exclude(state=LineState.DROPPED)
    return sum(lines.values_list("quantity", flat=True))
