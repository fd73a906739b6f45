"""Rules that are read and signed, and a rate of the day."""

import pytest

from marketplace.people.rules import Person
from tests.factories.campaigns import a_rate, an_exporter, the_rules


@pytest.fixture
def trade(db: None) -> None:
    the_rules()
    a_rate()


@pytest.fixture
def exporter(trade: None) -> Person:
    return an_exporter()
