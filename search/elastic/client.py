"""Connections to Elasticsearch: one for people who wait, one for the indexer, who can."""

from functools import cache
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch, OrjsonSerializer

SEARCH_SECONDS = 1.0  # longer than this PostgreSQL answers instead
INDEX_SECONDS = 30.0
THREADS = 32  # connections kept open to each node; a process has fewer threads that search


def alias() -> str:
    """The name that searches go to; indices are called after it."""
    return str(settings.ELASTICSEARCH_INDEX)


@cache
def searching() -> Elasticsearch:
    """No second try on the same node: who waits gets the other engine's answer. A dead node's neighbour is
    asked once.
    """
    return _client(request_timeout=SEARCH_SECONDS, max_retries=min(1, len(settings.ELASTICSEARCH_URL) - 1))


@cache
def indexing() -> Elasticsearch:
    """Each node is asked once before it gives up; the indexer itself tries again."""
    return _client(request_timeout=INDEX_SECONDS, max_retries=len(settings.ELASTICSEARCH_URL) - 1)


def forget() -> None:
    """Connect anew, with the settings as they are now."""
    searching.cache_clear()
    indexing.cache_clear()


def _client(**more: Any) -> Elasticsearch:
    if settings.ELASTICSEARCH_CA:
        more["ca_certs"] = settings.ELASTICSEARCH_CA
    return Elasticsearch(
        settings.ELASTICSEARCH_URL,
        api_key=settings.ELASTICSEARCH_API_KEY or None,
        retry_on_timeout=False,
        connections_per_node=THREADS,
        serializer=OrjsonSerializer(),
        **more,
    )
