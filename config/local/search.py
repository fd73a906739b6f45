"""The demo shop's Elasticsearch, where the shop is to search with it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from config.local import elasticsearch
from config.local.elastic_parts import install_missing
from config.local.failures import LocalFailure


@contextmanager
def search_server() -> Iterator[None]:
    """With SEARCH=elasticsearch: a server of our own, unless ELASTICSEARCH_URL names one.

    The shop does not wait for it to come up: until it answers, PostgreSQL does.
    """
    engine = os.environ.get("SEARCH") or "postgres"
    if engine not in {"postgres", "elasticsearch"}:
        raise LocalFailure(f"SEARCH={engine} is no engine; choose postgres or elasticsearch.")
    if engine == "postgres" or os.environ.get("ELASTICSEARCH_URL"):
        yield
        return
    install_missing()
    with elasticsearch.used(elasticsearch.default_folder()) as node:
        os.environ["ELASTICSEARCH_URL"] = node.url
        print(f"  Elasticsearch … starts on {node.url}", flush=True)
        yield
