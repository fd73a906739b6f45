"""Arrays and instants by the short way are those by the long one."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.database import array, fetch, fetch_fast


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.none()),
    st.lists(st.integers(-(2**63), 2**63 - 1)),
)
def test_an_array_comes_back_as_it_was_written(texts: list[str | None], numbers: list[int]) -> None:
    [(back, counted)] = fetch("SELECT %s::text[], %s::bigint[]", [array(texts), array(numbers)])
    assert (back, counted) == (texts, numbers)


@pytest.mark.django_db
def test_instants_are_read_fast_and_the_same() -> None:
    moment = datetime(2026, 6, 10, 2, 0, 0, 123_456, tzinfo=UTC)
    sql = "SELECT %s::timestamptz, 5::bigint, 'vải'::varchar, NULL::bigint, true"
    assert fetch_fast(sql, [moment]) == fetch(sql, [moment]) == [(moment, 5, "vải", None, True)]
    [(moments,)] = fetch_fast("SELECT %s::timestamptz[]", [array([moment])])
    assert moments == [moment]
