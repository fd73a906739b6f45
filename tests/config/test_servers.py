"""The database of the tests is the real one, with the extensions the search needs."""

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_postgresql_with_the_extensions() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension ORDER BY extname")
        names = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT unaccent('Đắk Lắk'), lower('VẢI THIỀU')")
        assert cursor.fetchone() == ("Dak Lak", "vải thiều")
    assert {"unaccent", "pg_trgm", "btree_gin"} <= names


def test_the_cache_is_a_real_server() -> None:
    cache.set("rice", "ST25", timeout=5)
    assert cache.get("rice") == "ST25"
