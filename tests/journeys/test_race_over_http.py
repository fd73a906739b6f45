"""300 open connections on two web processes of 16 threads: what is there is sold, and nothing more.

Each thread keeps one connection to PostgreSQL, so the web needs 32 of its 200; worker, relay and indexer a
handful. Whoever raises the threads raises `max_connections`, or puts a pooler in transaction mode between.
"""

import os
import random
from collections import Counter

import pytest

from kernel.database import fetch
from marketplace.catalogue.models import Lot
from marketplace.orders.models import OrderLine
from tests.journeys.support.agreement import check_all
from tests.journeys.support.crowd import PLACED, crowd, let_loose
from tests.journeys.support.people import KILO, Farm, Goods, new_guest
from tests.journeys.support.shop import Shop

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("shop")]
BUYERS = 300
LOT = 100 * KILO
ROUNDS = 20 if os.environ.get("SOAK") else 1
SOLD_OUT = "LOT_SOLD_OUT"
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def fresh(farm: Farm) -> Goods:
    return farm.list_goods(quantity=LOT)


def left(goods: Goods) -> int:
    return sum(Lot.objects.filter(listing__slug=goods.slug).values_list("available", flat=True))


def sold(goods: Goods) -> int:
    return sum(OrderLine.objects.filter(listing__slug=goods.slug).values_list("quantity", flat=True))


def choices(shop: Shop, *goods: Goods) -> list[dict[str, str]]:
    guest = new_guest(shop)
    lines = [{"listingId": each.id, "quantity": KILO} for each in goods]
    return guest.choices(lines, "CASH", "vnpost")


def nothing_deadlocked() -> bool:
    return int(fetch(DEADLOCKS)[0][0]) == 0


def test_a_hundred_of_three_hundred_get_a_kilogram(shop: Shop, farms: list[Farm]) -> None:
    goods = fresh(farms[0])
    chosen = choices(shop, goods)
    for number in range(ROUNDS):
        if number:
            farms[0].add_stock(goods.id, LOT)
        buyers = crowd([[(goods, KILO)]] * BUYERS, chosen)
        let_loose(shop.url, buyers)
        assert Counter(buyer.outcome for buyer in buyers) == {PLACED: 100, SOLD_OUT: 200}
        assert (left(goods), sold(goods)) == (0, LOT * (number + 1))
    assert nothing_deadlocked()


def test_one_to_seven_kilograms_never_make_more_than_there_is(shop: Shop, farms: list[Farm]) -> None:
    goods, dice = fresh(farms[1]), random.Random(3)
    chosen = choices(shop, goods)
    before = 0
    for _number in range(ROUNDS):
        buyers = crowd([[(goods, dice.randint(1, 7) * KILO)] for _ in range(BUYERS)], chosen)
        let_loose(shop.url, buyers)
        assert {buyer.outcome for buyer in buyers} == {PLACED, SOLD_OUT}
        got = sum(buyer.given["lines"][0]["quantity"] for buyer in buyers if buyer.outcome == PLACED)
        assert got == sold(goods) - before
        assert left(goods) + sold(goods) == sum(
            Lot.objects.filter(listing__slug=goods.slug).values_list("quantity", flat=True)
        )
        assert left(goods) < 7 * KILO
        before = sold(goods)
        farms[1].add_stock(goods.id, LOT)
    assert nothing_deadlocked()


def test_lots_of_three_households_in_opposite_order(shop: Shop, farms: list[Farm]) -> None:
    goods = [fresh(farm) for farm in farms]
    chosen = choices(shop, *goods)
    there = [(each, KILO) for each in goods]
    for number in range(ROUNDS):
        buyers = crowd([there, there[::-1]] * (BUYERS // 2), chosen)
        let_loose(shop.url, buyers)
        assert Counter(buyer.outcome for buyer in buyers) == {PLACED: 100, SOLD_OUT: 200}
        assert [(left(each), sold(each)) for each in goods] == [(0, LOT * (number + 1))] * 3
        for farm, each in zip(farms, goods, strict=True):
            farm.add_stock(each.id, LOT)
    assert nothing_deadlocked()


def test_after_the_races_everything_agrees(shop: Shop) -> None:
    """One relay works through what the crowds left behind: some 300 events a round and race."""
    check_all(shop, seconds=120 * ROUNDS)
