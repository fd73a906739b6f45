"""The two engines: `engine` runs a test on each; `elastic` is an index of the test's own."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings

from kernel.clock import now
from search.elastic import client, follow, indices
from search.elastic.client import indexing
from search.elastic.engine import circuit
from search.operations import index_dirty
from search.vocabulary import count_words, forget
from tests.support import elastic as server

Settle = Callable[[], None]


def entries() -> None:
    """What the indexer does: entries in step, the catalogue's words counted."""
    while index_dirty().count:
        pass
    count_words()
    forget()


def delete_indices() -> None:
    for name in indexing().indices.get(index=f"{client.alias()}-*"):
        indexing().indices.delete(index=name)


@pytest.fixture(autouse=True)
def _words_of_the_catalogue(settings: LazySettings) -> Iterator[None]:
    settings.SEARCH_VOCABULARY_SECONDS = 300
    forget()
    yield
    forget()


@pytest.fixture
def elastic_server(settings: LazySettings, db: None) -> Iterator[None]:
    """Searches go to the real server, which holds nothing of ours yet."""
    settings.SEARCH = "elasticsearch"
    settings.ELASTICSEARCH_URL = [server.server_url()]
    client.forget()
    circuit.reset()
    delete_indices()
    yield
    delete_indices()
    client.forget()
    circuit.reset()


@pytest.fixture
def elastic(elastic_server: None) -> Settle:
    """An empty index in place. Call it to bring everything that changed into view."""
    index = indices.create(at=now())
    indices.open_for_searches(index.name)
    indices.swap(to=index)

    def settle() -> None:
        entries()
        follow.settle()
        indexing().indices.refresh(index=client.alias())

    return settle


@pytest.fixture(params=["postgres", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def engine(request: pytest.FixtureRequest, db: None) -> Settle:
    """Both engines one after the other; call it to bring everything that changed into view."""
    if request.param == "postgres":
        return entries
    settle: Settle = request.getfixturevalue("elastic")
    return settle
