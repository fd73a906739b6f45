"""The demo village: small here, but made by the same steps."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.demo import stalls
from config.demo.cast import FIRST_HOUSEHOLD, FIRST_MANAGER, VILLAGES, telephone
from config.demo.stalls import pictures_of
from config.demo.words import traits
from kernel.clock import local_day, now
from logistics.goods.queries import commodities
from marketplace.catalogue.models import Listing, Photo
from marketplace.catalogue.stock import imbalances
from marketplace.households.models import Household
from marketplace.households.queries import households_of
from marketplace.orders.enums import State
from marketplace.orders.models import Order
from marketplace.payments.models import LedgerTransaction
from marketplace.people.models import Account
from marketplace.people.rules import Person
from search.models import SearchDirty, SearchEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _reference() -> None:
    for command in ("load_places", "load_commodities", "load_carriers"):
        call_command(command, verbosity=0)


@pytest.mark.usefixtures("_reference")
def test_a_small_village_trades_and_its_books_agree() -> None:
    call_command("demo_data", households=24, listings=60, days=4, orders_a_day=5, verbosity=0)
    assert (Household.objects.count(), Listing.objects.count()) == (24, 60)
    assert SearchEntry.objects.count() == Listing.objects.filter(state="published").count()
    assert not SearchDirty.objects.exists()
    assert Order.objects.filter(state=State.DELIVERED).exists()
    assert LedgerTransaction.objects.filter(kind="sale").exists()
    assert not list(imbalances())
    call_command("ledger", "check")


@pytest.mark.usefixtures("_reference")
def test_whom_a_visitor_signs_in_as_finds_work_to_do() -> None:
    call_command("demo_data", households=24, listings=60, days=1, orders_a_day=1, verbosity=0)

    household = Household.objects.get(telephone=telephone(FIRST_HOUSEHOLD))
    states = set(Order.objects.filter(household=household).values_list("state", flat=True))
    assert {State.PLACED, State.ACCEPTED} <= states
    manager = Person(account=Account.objects.get(telephone=telephone(FIRST_MANAGER)))
    assert household in households_of(person=manager)


@pytest.mark.usefixtures("_reference")
def test_it_is_never_written_over_a_shop() -> None:
    call_command("demo_data", households=12, listings=12, days=0, verbosity=0)
    call_command("demo_data", if_empty=True)
    with pytest.raises(CommandError, match="already"):
        call_command("demo_data")
    assert Household.objects.count() == 12


@pytest.mark.usefixtures("_reference")
def test_every_commodity_grows_somewhere_is_spoken_of_and_has_two_pictures() -> None:
    grown = {code for village in VILLAGES for code in village.goods}
    kinds = {goods.code: goods.picture_kinds[0] for goods in commodities()}
    assert grown == set(kinds)
    assert set(kinds.values()) == set(traits())
    assert min(pictures_of(kind) for kind in kinds.values()) >= 2


@pytest.mark.usefixtures("_reference")
def test_the_same_seed_gives_the_same_stalls() -> None:
    call_command("demo_data", households=12, listings=20, days=0, seed=5, verbosity=0)
    titles = list(Listing.objects.order_by("pk").values_list("title", "unit_price"))
    Photo.objects.all().delete()
    call_command("flush", interactive=False, verbosity=0)
    stalls._per_kilogram.cache_clear()  # kept by a commodity's number, and the numbers begin anew
    for command in ("load_places", "load_commodities", "load_carriers"):
        call_command(command, verbosity=0)
    call_command("demo_data", households=12, listings=20, days=0, seed=5, verbosity=0)
    assert list(Listing.objects.order_by("pk").values_list("title", "unit_price")) == titles


@pytest.mark.usefixtures("_reference")
def test_only_what_grows_now_is_on_sale_and_each_day_of_trade_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("demo_data", households=24, listings=200, days=2, orders_a_day=1)

    today = local_day(now())
    on_sale = Listing.objects.filter(state="published").select_related("commodity")
    kinds = {listing.commodity for listing in on_sale}
    assert [kind.code for kind in kinds if not (kind.dry or today.month in kind.months)] == []
    assert on_sale.count() > 100
    told = capsys.readouterr().out
    assert [f"day {n} of 3" in told for n in (1, 2, 3)] == [True, True, True]


def test_a_real_shop_gets_no_demo_people(settings: Any) -> None:
    settings.DEMO_INBOX = False
    with pytest.raises(CommandError, match="demo shop"):
        call_command("demo_data", households=12, listings=12, days=0, verbosity=0)
    assert not Household.objects.exists()
