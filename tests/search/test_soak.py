"""Faults done to Elasticsearch servers of the test's own: stopped, frozen, emptied, one of three killed
under load. `make soak` runs them; test_faults.py plays the same through a proxy in every run.
"""

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from config.local import elasticsearch
from config.local.elasticsearch import Node
from kernel.clock import now
from marketplace.catalogue.models import Listing
from search.elastic import client, drift, indices
from search.elastic.client import indexing
from search.elastic.engine import circuit
from search.models import SearchUnsent
from search.queries import SearchRequest, search
from tests.search.conftest import entries
from tests.search.test_kills import Indexer, Told, make_listings, wait_until_settled

pytestmark = [
    pytest.mark.elasticsearch,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(1_200),
    pytest.mark.skipif(not os.environ.get("SOAK"), reason="servers of its own: `make soak`"),
]
HEAP_MB = 512


@dataclass
class Buyers:
    """Threads that search until they are told to stop, and what they saw."""

    seen: list[tuple[bool, int, float]] = field(default_factory=list)  # degraded, hits, seconds
    failures: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, count: int = 2) -> None:
        self._threads = [threading.Thread(target=self._search) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _search(self) -> None:
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                result = search(request=SearchRequest(text="vải thiều", total=True, facets=True), at=now())
                self.seen.append((result.degraded, len(result.hits), time.monotonic() - began))
            except Exception as failure:
                self.failures.append(repr(failure))
            time.sleep(0.02)
        connection.close()

    def told(self) -> str:
        degraded, times = sum(each[0] for each in self.seen), sorted(each[2] for each in self.seen)
        return (
            f"{len(self.seen)} searches, {len(self.failures)} failed, {degraded} by PostgreSQL,"
            f" longest {times[-1]:.2f} s"
        )


@pytest.fixture
def place() -> Iterator[Path]:
    """Where root's servers can live, too: pytest's own folders are closed to them."""
    folder = Path(f"/tmp/nhanong-soak-{os.getpid()}")
    folder.mkdir(mode=0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def use(settings: LazySettings, nodes: list[Node]) -> None:
    settings.SEARCH, settings.ELASTICSEARCH_URL = "elasticsearch", [node.url for node in nodes]
    client.forget()
    circuit.reset()


@pytest.fixture
def indexer() -> Iterator[Indexer]:
    process = Indexer()
    yield process
    process.kill()


@pytest.fixture
def buyers() -> Iterator[Buyers]:
    buyers = Buyers()
    yield buyers
    buyers.stop()


@pytest.fixture
def node(place: Path, settings: LazySettings) -> Iterator[Node]:
    (node,) = elasticsearch.nodes_in(place, heap_mb=HEAP_MB)
    elasticsearch.launch(node)
    elasticsearch.await_answer(node)
    use(settings, [node])
    yield node
    elasticsearch.stop_node(node, sign=signal.SIGKILL)
    client.forget()


@pytest.fixture
def nodes(place: Path, settings: LazySettings) -> Iterator[list[Node]]:
    nodes = elasticsearch.nodes_in(place, count=3, heap_mb=HEAP_MB)
    for each in nodes:
        elasticsearch.launch(each)
    for each in nodes:
        elasticsearch.await_answer(each)
    settings.ELASTICSEARCH_SHARDS, settings.ELASTICSEARCH_REPLICAS = 3, 1
    use(settings, nodes)
    yield nodes
    for each in nodes:
        elasticsearch.stop_node(each, sign=signal.SIGKILL)
    client.forget()


def no_drift() -> None:
    current = indices.live()
    assert current is not None
    indexing().indices.refresh(index=current.name)
    assert drift.check(index=current, at=now()).count == 0


def change_for(seconds: float) -> int:
    """One listing after the other, fifty a second; how many."""
    ids, began, count = list(Listing.objects.values_list("pk", flat=True)), time.monotonic(), 0
    while time.monotonic() - began < seconds:
        Listing.objects.filter(pk=ids[count % len(ids)]).update(title=f"Vải thiều lần {count}")
        count += 1
        time.sleep(0.02)
    return count


def until_elastic_answers() -> float:
    began = time.monotonic()
    while search(request=SearchRequest(text="vải"), at=now()).degraded:
        assert time.monotonic() - began < 240, "it does not come back"
        time.sleep(0.1)
    return time.monotonic() - began


def freeze(node: Node) -> Callable[[], None]:
    assert node.pid is not None
    group = node.pid
    os.killpg(group, signal.SIGSTOP)
    return lambda: os.killpg(group, signal.SIGCONT)


def crash(node: Node) -> Callable[[], None]:
    elasticsearch.stop_node(node, sign=signal.SIGKILL)
    return lambda: elasticsearch.launch(node)


def crash_and_empty(node: Node) -> Callable[[], None]:
    elasticsearch.stop_node(node, sign=signal.SIGKILL)
    shutil.rmtree(node.folder / "data")
    return lambda: elasticsearch.launch(node)


@pytest.mark.parametrize("fault", [crash, freeze, crash_and_empty])
def test_a_server_away_for_a_while(
    node: Node,
    indexer: Indexer,
    buyers: Buyers,
    record_property: Told,
    fault: Callable[[Node], Callable[[], None]],
) -> None:
    make_listings()
    entries()
    indexer.start()
    wait_until_settled()
    until_elastic_answers()
    buyers.start()
    change_for(3)
    mend = fault(node)
    changed = change_for(15)
    assert SearchUnsent.objects.exists()
    mend()
    back = until_elastic_answers()
    seconds = wait_until_settled()
    no_drift()
    buyers.stop()
    record_property(fault.__name__, f"{changed} changes meanwhile; {buyers.told()}")
    record_property("caught up", f"{seconds:.1f} s after it answered, which took {back:.1f} s")
    assert not buyers.failures
    assert min(hits for _, hits, _ in buyers.seen) > 0
    assert any(degraded for degraded, _, _ in buyers.seen)


def test_one_of_three_killed_under_load(
    nodes: list[Node], indexer: Indexer, buyers: Buyers, record_property: Told
) -> None:
    make_listings()
    entries()
    indexer.start()
    wait_until_settled()
    until_elastic_answers()
    indexing().options(request_timeout=130).cluster.health(wait_for_status="green", timeout="120s")
    buyers.start()
    change_for(5)
    master = indexing().cat.master(format="json")[0]["node"]
    elasticsearch.stop_node(next(each for each in nodes if each.name == master), sign=signal.SIGKILL)
    changed = change_for(20)
    seconds = wait_until_settled()
    no_drift()
    buyers.stop()
    record_property(
        "one of three killed", f"{changed} changes after it; {buyers.told()}; settled {seconds:.1f} s"
    )
    assert not buyers.failures
    assert min(hits for _, hits, _ in buyers.seen) > 0
    assert not buyers.seen[-1][0]
