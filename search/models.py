"""The search table. It stands on the catalogue; the catalogue does not know that it is searched.

`search_dirty` is filled by database triggers (migration 0002), so bulk writes and psql count too.
`search.operations` rebuilds entries from current rows. No foreign keys: an entry outlives nothing and
guards nothing.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from search.enums import PriceBand

_NEWEST = (models.F("in_stock").desc(), models.F("published_at").desc(), models.F("listing_id").desc())


class SearchEntry(models.Model):
    """One listing on sale, as a searcher sees it. `price_per_kg` is dong; `row_version` rises with every
    rebuild.

    `exact` keeps accents, `folded` has none; both weigh A title, B commodity and other names, C seller
    and place, D description.
    """

    listing_id = models.BigIntegerField(primary_key=True)
    title = models.CharField(max_length=90)
    commodity_code = models.CharField(max_length=40)
    group = models.CharField(max_length=10)
    grade = models.CharField(max_length=40, blank=True)
    household_id = models.BigIntegerField()
    province_code = models.CharField(max_length=2)
    commune_code = models.CharField(max_length=5)
    unit_price = models.PositiveBigIntegerField()
    price_per_kg = models.PositiveBigIntegerField()
    price_band = models.CharField(max_length=8, choices=PriceBand)
    months = ArrayField(models.PositiveSmallIntegerField())
    harvested_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    in_stock = models.BooleanField()
    published_at = models.DateTimeField()
    exact = SearchVectorField()
    folded = SearchVectorField()
    row_version = models.PositiveBigIntegerField(default=1)

    class Meta:
        db_table = "search_entry"
        indexes = [
            GinIndex(fields=["exact"], name="search_entry_exact"),
            GinIndex(fields=["folded"], name="search_entry_folded"),
            models.Index(*_NEWEST, name="search_entry_newest"),
            models.Index(
                models.F("in_stock").desc(), "price_per_kg", "listing_id", name="search_entry_cheapest"
            ),
            models.Index("commodity_code", *_NEWEST, name="search_entry_commodity"),
            models.Index("province_code", *_NEWEST, name="search_entry_province"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchDirty(models.Model):
    """A listing whose entry may be stale. `seq` tells a change that came during the rebuild from the one
    rebuilt.
    """

    listing_id = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField()
    enqueued_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "search_dirty"

    def __str__(self) -> str:
        return f"{self.listing_id} · {self.seq}"
