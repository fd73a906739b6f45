"""Servers for the tests. They are started before Django reads its settings.

A PostgreSQL and a Valkey that already run for this clone (`make servers`) are used and left alone; else the
last run that uses them stops them. `DATABASE_URL`, `CELERY_BROKER_URL` and `CACHE_URL` replace them.
`TEST_DATABASE_NAME` keeps two runs at the same time apart.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import django
import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.support import elastic, needs
from tests.support.browser import chrome  # noqa: F401 - a fixture for every folder
from tests.support.servers import start_servers

IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ  # a child of a run that has started the servers
SERVERS = ExitStack() if IS_WORKER else start_servers()
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
django.setup()


def pytest_configure() -> None:
    needs.check_required()


def pytest_unconfigure() -> None:
    elastic.let_go()
    SERVERS.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    needs.mark_missing(items)
    if elastic.can_start() and any(item.get_closest_marker("elasticsearch") for item in items):
        elastic.begin()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    needs.say_what_was_left_out(terminalreporter)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Nobody may be connected to a database that is dropped. While a browser's event loop stands in this
    thread Django gives it another connection than before and after; a test of lost connections cuts them all.
    """
    yield
    with django_db_blocker.unblock():
        connection.close()  # it may be one that was cut
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process keeps of its tables in memory would outlive the rows of the test before."""
    from logistics.carriers import card
    from logistics.goods import queries
    from logistics.paperwork import rulebook

    card.forget()
    queries.forget()
    rulebook.forget()
