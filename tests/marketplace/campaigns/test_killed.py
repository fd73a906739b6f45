"""A process killed while 200 orders are called off: each buyer is given back once, and nobody twice."""

import os
import signal
import time

import pytest
from django.db import connection

from marketplace.campaigns.enums import AbroadState
from marketplace.campaigns.models import OrderAbroad
from marketplace.campaigns.operations import call_off, sweep
from marketplace.catalogue import stock
from marketplace.payments.enums import CallKind
from marketplace.payments.models import CardCall
from marketplace.people.models import Account
from marketplace.people.rules import Person
from tests.factories.campaigns import a_lot, a_rate, an_exporter, house_of, opened, the_rules
from tests.factories.consignments import AT
from tests.marketplace.campaigns.test_closing import bought
from tests.support.forks import Forks, forks

ORDERS = 200
KILLED_AT = (1, 40, 110)


def refunds() -> int:
    return CardCall.objects.filter(kind=CallKind.REFUND).count()


def call_off_now(key: str, account: int) -> None:
    """In a process of its own."""
    call_off(key=key, person=Person(account=Account.objects.get(pk=account)), at=AT)


def kill_when(processes: Forks, child: int, wanted: int) -> None:
    """As soon as so many refunds stand; wherever it is then."""
    end = time.monotonic() + 60
    while refunds() < wanted and time.monotonic() < end:
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    processes.wait(child)


@pytest.mark.django_db(transaction=True)
def test_each_buyer_is_given_back_exactly_once_whatever_is_killed_when() -> None:
    the_rules()
    a_rate()
    person = an_exporter()
    lot = a_lot(house_of(person), grams=2_000 * ORDERS)
    campaign = opened(person, lots=[lot], quota_boxes=ORDERS)
    orders = [bought(campaign, 1, email=f"buyer{number}@example.com") for number in range(ORDERS)]

    assert person.account is not None
    with forks(str(connection.settings_dict["NAME"])) as processes:
        for wanted in KILLED_AT:
            child = processes.start(f"{__name__}.call_off_now", key=campaign.key, account=person.account.pk)
            kill_when(processes, child, wanted)
    assert KILLED_AT[-1] <= refunds() < ORDERS
    sweep(at=AT)

    asked = CardCall.objects.filter(kind=CallKind.REFUND).values_list("reference", "amount")
    assert sorted(asked) == sorted((order.refund_reference, 3_600) for order in orders)
    assert set(OrderAbroad.objects.values_list("state", flat=True)) == {AbroadState.REFUNDING}
    lot.refresh_from_db()
    assert (lot.available, stock.imbalances()) == (2_000 * ORDERS, [])
    campaign.refresh_from_db()
    assert campaign.taken_boxes == 0
