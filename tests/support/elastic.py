"""The real Elasticsearch of the tests: found, or started when the first test that needs it is collected."""

import os
from contextlib import ExitStack

import pytest

from config.local import elasticsearch
from config.local.elastic_parts import find_java, is_fetched
from config.local.failures import LocalFailure
from config.local.processes import Owner

MISSING = "no Elasticsearch: `make elasticsearch` gets and starts one (Java 21 or newer, Maven)"
_held = ExitStack()
_nodes: list[elasticsearch.Node] = []


def can_start() -> bool:
    """A server is named, or one can be started here without fetching anything."""
    if os.environ.get("ELASTICSEARCH_URL"):
        return True
    try:
        find_java(Owner.of_servers())
    except LocalFailure:
        return False
    return is_fetched()


def begin() -> None:
    """Let it start beside everything else; `server_url` waits for it."""
    if not os.environ.get("ELASTICSEARCH_URL") and not _nodes:
        _nodes.append(_held.enter_context(elasticsearch.used(elasticsearch.default_folder())))


def let_go() -> None:
    _held.close()
    _nodes.clear()


def server_url() -> str:
    """Where it answers. A server that can be started and does not come fails the test that asks."""
    if named := os.environ.get("ELASTICSEARCH_URL"):
        return named
    begin()
    try:
        elasticsearch.await_answer(_nodes[0])
    except LocalFailure as failure:
        pytest.fail(str(failure))
    return _nodes[0].url
