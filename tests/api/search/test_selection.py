"""One look at the query decides what the engine is asked."""

from collections.abc import Iterator
from unittest import mock

import pytest

from search import queries
from search.request import SearchRequest
from tests.api.client import data
from tests.api.conftest import Village


@pytest.fixture
def asked(village: Village) -> Iterator[list[SearchRequest]]:
    """The requests that reach the search; the real search answers."""
    seen: list[SearchRequest] = []
    real = queries.search

    def watch(*, request: SearchRequest, at: object) -> object:
        seen.append(request)
        return real(request=request, at=at)  # type: ignore[arg-type]

    with mock.patch.object(queries, "search", watch):
        yield seen


@pytest.mark.parametrize(
    ("query", "total", "facets"),
    [
        ("{ listings { nodes { title } } }", False, False),
        ("{ listings { totalCount } }", True, False),
        ("{ listings { n: totalCount f: facets { provinces { value } } } }", True, True),
        (
            "{ listings { ...F } } fragment F on ListingConnection { facets { provinces { value } } }",
            False,
            True,
        ),
        ("{ listings { ... on ListingConnection { totalCount } } }", True, False),
        ("{ listings { degraded totalCount @skip(if: true) } }", False, False),
        ("{ listings { relaxed } listings { totalCount } }", True, False),
    ],
)
def test_only_what_is_selected_is_counted(
    asked: list[SearchRequest], query: str, total: bool, facets: bool
) -> None:
    data(query)
    assert [(each.total, each.facets) for each in asked] == [(total, facets)]


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("{ listings { totalCount } }", ()),
        ("{ listings { facets { provinces { value } } } }", ("provinces",)),
        ("{ listings { a: facets { priceBands { value } } a: facets { grades { count } } } }",
         ("price_bands", "grades")),
        ("{ listings { ...F } } fragment F on ListingConnection { facets { deliveries { value } } }",
         ("deliveries",)),
        ("{ listings { facets { harvests @skip(if: true) { value } __typename } } }", ()),
    ],
)  # fmt: skip
def test_only_the_facets_that_are_selected(
    asked: list[SearchRequest], query: str, counted: tuple[str, ...]
) -> None:
    data(query)
    assert [each.counted for each in asked] == [counted]
