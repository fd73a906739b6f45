"""Elasticsearch down, hung, slow, full, answering in part, emptied: what a buyer sees; nothing is lost.

A proxy before the real server plays the faults that a test cannot ask of it; `test_soak.py` does them to
servers of its own.
"""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import LazySettings

from kernel.clock import now
from marketplace.catalogue.models import Listing
from search.elastic import circuit as circuits
from search.elastic import client, drift, follow, indices
from search.elastic.client import indexing
from search.elastic.engine import circuit
from search.elastic.follow import Sender
from search.models import SearchIndex, SearchUnsent
from search.queries import SearchRequest, SearchResult, search
from tests.factories.catalogue import ListingFactory
from tests.search.conftest import entries
from tests.support.proxy import Proxy

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db(transaction=True)]
REST = 0.3


@pytest.fixture
def proxy(elastic_server: None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """Between the shop and the server. Rests and patience are short, so that a test need not wait."""
    monkeypatch.setattr(circuits, "REST_SECONDS", REST)
    monkeypatch.setattr(client, "INDEX_SECONDS", 1.0)
    monkeypatch.setattr(client, "SEARCH_SECONDS", 0.5)
    monkeypatch.setattr(follow, "LONGEST_REST", 0.1)
    proxy, direct = Proxy.to(settings.ELASTICSEARCH_URL[0]), settings.ELASTICSEARCH_URL
    settings.ELASTICSEARCH_URL = [proxy.url]
    client.forget()
    ListingFactory.create(title="Hồng giòn Đà Lạt")
    entries()
    follow.settle()
    yield proxy
    proxy.close()
    settings.ELASTICSEARCH_URL = direct
    client.forget()


def ask(text: str = "hồng") -> SearchResult:
    return search(request=SearchRequest(text=text, total=True, facets=True), at=now())


def timed(text: str = "hồng") -> tuple[SearchResult, float]:
    began = time.monotonic()
    return ask(text), time.monotonic() - began


def catch_up(sender: Sender) -> float:
    """Rounds until nothing waits; the seconds it took."""
    began = time.monotonic()
    while SearchUnsent.objects.exists() or indices.needs_rebuild():
        assert time.monotonic() - began < 20, "it does not catch up"
        time.sleep(min(sender.round(), 0.1))
    current = indices.live()
    assert current is not None
    indexing().indices.refresh(index=client.alias())
    assert drift.check(index=current, at=now()).count == 0
    return time.monotonic() - began


@pytest.mark.parametrize("fault", ["down", "hung", "slow", "partial"])
def test_a_buyer_gets_postgresqls_answer_and_is_told(proxy: Proxy, fault: str) -> None:
    assert not ask().degraded
    proxy.turn(fault)
    for _ in range(circuits.FAILURES):
        result, seconds = timed()
        assert result.degraded
        assert len(result.hits) == result.total == 1
        assert seconds < client.SEARCH_SECONDS + 0.5
    assert circuit.is_open
    proxy.turn("pass")
    time.sleep(REST + 0.05)
    assert not ask().degraded
    assert not circuit.is_open


def test_while_the_circuit_is_open_nobody_waits(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circuits, "REST_SECONDS", 60.0)
    proxy.turn("hung")
    for _ in range(circuits.FAILURES):
        ask()
    times = [timed()[1] for _ in range(5)]
    assert max(times) < 0.3


@pytest.mark.parametrize("fault", ["down", "hung"])
def test_what_changes_meanwhile_is_sent_later(proxy: Proxy, fault: str) -> None:
    sender = Sender()
    sender.round()
    proxy.turn(fault)
    new = ListingFactory.create(title="Mận hậu Mộc Châu").pk
    entries()
    sender.round()
    assert SearchUnsent.objects.count() == 1
    assert ask("mận").hits[0].listing_id == new  # PostgreSQL has it already
    proxy.turn("pass")
    assert catch_up(sender) < 5
    time.sleep(REST)
    result = ask("mận")
    assert (result.degraded, [hit.listing_id for hit in result.hits]) == (False, [new])


def test_a_full_server_is_searched_on_and_written_to_when_there_is_room(proxy: Proxy) -> None:
    sender = Sender()
    index = SearchIndex.objects.get()
    block = "index.blocks.read_only_allow_delete"
    indexing().indices.put_settings(index=index.name, settings={block: True})
    Listing.objects.update(title="Hồng treo gió")
    entries()
    assert sender.round() > follow.POLL_SECONDS or sender.rest > 0
    assert SearchUnsent.objects.count() == 1
    assert not ask().degraded
    index.refresh_from_db()
    assert index.put_off >= 1
    indexing().indices.put_settings(index=index.name, settings={block: None})
    catch_up(sender)
    assert len(ask("treo gió").hits) == 1


def test_a_server_that_was_emptied_is_filled_again(proxy: Proxy) -> None:
    sender = Sender()
    sender.round()
    indexing().indices.delete(index=SearchIndex.objects.get().name)
    assert ask().degraded
    ListingFactory.create(title="Hồng xiêm")
    entries()
    catch_up(sender)
    circuit.reset()
    result = ask()
    assert (result.degraded, result.total) == (False, 2)


def test_a_page_goes_on_when_the_engine_changes_between_two(proxy: Proxy) -> None:
    ListingFactory.create_batch(6, title="Hồng đỏ")
    entries()
    follow.settle()
    indexing().indices.refresh(index=client.alias())
    for first, second in (("pass", "down"), ("down", "pass")):
        circuit.reset()
        proxy.turn(first)
        request = SearchRequest(text="hồng", size=4)
        begun = search(request=request, at=now())
        proxy.turn(second)
        circuit.reset()
        rest = search(request=replace(request, after=begun.hits[-1].place), at=now())
        assert begun.degraded != rest.degraded
        seen = [hit.listing_id for hit in (*begun.hits, *rest.hits)]
        assert len(set(seen)) == len(seen), "a listing is shown twice"
