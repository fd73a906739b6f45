"""What a monitor should know of the search, as Prometheus reads it. Read from the tables at each asking, so
that it is the same whichever process answers.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kernel.clock import now
from search.enums import IndexState
from search.models import SearchIndex

_WAITING = """
    SELECT count(*), coalesce(extract(epoch FROM %s - min({since})), 0) FROM {table}
"""
_QUEUES = (("entries", "search_dirty", "enqueued_at"), ("elasticsearch", "search_unsent", "since"))


def text() -> bytes:
    """In Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Search(now()))
    return generate_latest(registry)


class _Search(Collector):
    def __init__(self, at: datetime) -> None:
        self._at = at

    def collect(self) -> Iterable[Metric]:
        yield from self._queues()
        yield from self._indices()

    def _queues(self) -> Iterator[Metric]:
        count = GaugeMetricFamily("search_waiting", "Listings that wait to be written", labels=["to"])
        age = GaugeMetricFamily("search_waiting_seconds", "How long the oldest waits", labels=["to"])
        with connection.cursor() as cursor:
            for name, table, since in _QUEUES:
                cursor.execute(_WAITING.format(table=table, since=since), [self._at])
                waiting, seconds = cursor.fetchone()
                count.add_metric([name], waiting)
                age.add_metric([name], max(0.0, float(seconds)))
        yield count
        yield age

    def _indices(self) -> Iterator[Metric]:
        live = GaugeMetricFamily("search_index_live", "1 for the index that is searched", labels=["index"])
        drift = GaugeMetricFamily(
            "search_index_drift", "Listings that differed at the last check; -1 before it", labels=["index"]
        )
        checked = GaugeMetricFamily(
            "search_index_checked_timestamp_seconds", "When it was last compared", labels=["index"]
        )
        sent = CounterMetricFamily("search_index_sent", "Documents that were written", labels=["index"])
        put_off = CounterMetricFamily(
            "search_index_put_off", "Posts for which the server had no room", labels=["index"]
        )
        for index in SearchIndex.objects.order_by("name"):
            name = [index.name]
            live.add_metric(name, index.state == IndexState.LIVE)
            drift.add_metric(name, index.drift)
            checked.add_metric(name, index.checked_at.timestamp() if index.checked_at else 0)
            sent.add_metric(name, index.sent)
            put_off.add_metric(name, index.put_off)
        yield from (live, drift, checked, sent, put_off)
