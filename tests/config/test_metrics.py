"""Figures of the search for a monitor."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from kernel.clock import now
from search.enums import IndexState
from search.models import SearchIndex, SearchUnsent

pytestmark = pytest.mark.django_db


@pytest.fixture
def monitor(settings: LazySettings) -> Client:
    settings.METRICS_TOKEN = "seen"
    return Client(headers={"Authorization": "Bearer seen"})


def figures(client: Client) -> dict[str, float]:
    lines = client.get("/metrics").content.decode().splitlines()
    pairs = [line.rpartition(" ") for line in lines if not line.startswith("#")]
    return {name: float(value) for name, _, value in pairs}


def test_what_waits_and_what_drifted(monitor: Client) -> None:
    SearchIndex.objects.create(
        name="n-1", state=IndexState.LIVE, shape="", created_at=now(), drift=3, sent=7, put_off=2
    )
    SearchUnsent.objects.create(listing_id=1, row_version=1, since=now() - timedelta(seconds=90))
    told = figures(monitor)
    assert told['search_waiting{to="elasticsearch"}'] == 1
    assert 90 <= told['search_waiting_seconds{to="elasticsearch"}'] < 100
    assert told['search_waiting{to="entries"}'] == told['search_waiting_seconds{to="entries"}'] == 0
    assert told['search_index_live{index="n-1"}'] == 1
    assert told['search_index_drift{index="n-1"}'] == 3
    assert told['search_index_sent_total{index="n-1"}'] == 7
    assert told['search_index_put_off_total{index="n-1"}'] == 2


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", "seen", "Bearer é"])
def test_nobody_else_learns_of_it(monitor: Client, header: str) -> None:
    assert Client(headers={"Authorization": header}).get("/metrics").status_code == 404


def test_without_a_token_there_is_nothing(settings: LazySettings) -> None:
    settings.METRICS_TOKEN = ""
    assert Client(headers={"Authorization": "Bearer "}).get("/metrics").status_code == 404
