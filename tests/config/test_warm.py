"""A web process knows the map and its addresses before anybody asks."""

import pytest
from pytest_django import DjangoAssertNumQueries

from config.warm import warm
from kernel.places.search import index


def test_the_word_index_of_communes_stands_before_the_first_request() -> None:
    index.cache_clear()

    warm()

    assert index.cache_info().currsize == 1


@pytest.mark.django_db
def test_warming_asks_no_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        warm()
