"""One running shop for all journeys of a run. Each file is in the xdist group "shop": one worker."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.conf import settings

from tests.journeys.support.agreement import check_all
from tests.journeys.support.people import CARRIERS, KILO, Farm, Post, open_farm, post_of, staff_speaker
from tests.journeys.support.shop import Shop, on_database, running_shop

HERE = "tests/journeys/"
LONGEST_SECONDS = 7_200 if os.environ.get("SOAK") else 900
PLENTY = 10_000 * KILO


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.nodeid or item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.timeout(LONGEST_SECONDS))


@pytest.fixture(scope="session")
def shop(django_db_blocker: Any) -> Iterator[Shop]:
    def console(database: str) -> AbstractContextManager[None]:
        return _console(django_db_blocker, database)

    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    name = "_".join(filter(None, [settings.DATABASES["default"]["TEST"]["NAME"], worker, "shop"]))
    with running_shop(name, console) as open_shop:
        yield open_shop


@pytest.fixture(autouse=True)
def _at_the_shops_console(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """What a test asks of models and operations is asked of the shop's database."""
    shop: Shop = request.getfixturevalue("shop")
    with _console(django_db_blocker, shop.database):
        yield


@pytest.fixture(scope="session")
def farms(shop: Shop, django_db_blocker: Any) -> list[Farm]:
    """Three verified households, each with one listing of plenty."""
    with _console(django_db_blocker, shop.database):
        staff = staff_speaker(shop)
        found = [open_farm(shop, name, staff=staff) for name in ("Nhà bà Huệ", "Nhà ông Tư", "Nhà cô Sáu")]
        for farm in found:
            farm.list_goods(quantity=PLENTY)
        return found


@pytest.fixture(scope="session")
def posts(shop: Shop, django_db_blocker: Any) -> dict[str, Post]:
    """Every carrier with a token of its own."""
    with _console(django_db_blocker, shop.database):
        return {carrier: post_of(shop, carrier) for carrier in CARRIERS}


@pytest.fixture
def post(posts: dict[str, Post]) -> Post:
    """The carrier that journeys choose unless they say otherwise."""
    return posts["vnpost"]


@pytest.fixture
def agreed(shop: Shop) -> Iterator[None]:
    """When the test is over, stock, orders, charges and ledger must agree."""
    yield
    check_all(shop)


@contextmanager
def _console(blocker: Any, database: str) -> Iterator[None]:
    with blocker.unblock(), on_database(database):
        yield
