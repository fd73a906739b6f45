"""The search table. It stands on the catalogue; the catalogue does not know that it is searched.

`search_dirty` is filled by database triggers (migration 0002), so bulk writes and psql count too.
`search.operations` rebuilds entries from current rows. No foreign keys: an entry outlives nothing and
guards nothing.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from search.enums import IndexState, Leads, PriceBand

_NEWEST = (models.F("in_stock").desc(), models.F("published_at").desc(), models.F("listing_id").desc())


class SearchEntry(models.Model):
    """One listing on sale, as a searcher sees it. `price_per_kg` is dong; `row_version` rises with every
    rebuild, and goes on rising when a listing went and came back.

    `exact` keeps accents, `folded` has none; both weigh A title, B commodity and other names, C seller
    and place, D description. `grade` in lower case. `sends_from`: the household's commune, where its
    parcels leave. `harvested_on`: when what is there was brought in; `harvest_from`, `harvest_to`: from then
    on as far as is announced. `form`: '' for produce as it grew, else one of search.forms. `bare`: its title
    has no accents. `reliability`: of a hundred orders so many were accepted and delivered. `minimum_g`: the
    least that is sold.
    """

    listing_id = models.BigIntegerField(primary_key=True)
    title = models.CharField(max_length=90)
    commodity_code = models.CharField(max_length=40)
    group = models.CharField(max_length=10)
    grade = models.CharField(max_length=40, blank=True)
    household_id = models.BigIntegerField()
    province_code = models.CharField(max_length=2)
    commune_code = models.CharField(max_length=5)
    sends_from = models.CharField(max_length=5, default="")
    sends_from_province = models.CharField(max_length=2, default="")
    unit_price = models.PositiveBigIntegerField()
    price_per_kg = models.PositiveBigIntegerField()
    price_band = models.CharField(max_length=8, choices=PriceBand)
    months = ArrayField(models.PositiveSmallIntegerField())
    harvested_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    harvest_from = models.DateField(null=True)
    harvest_to = models.DateField(null=True)
    in_stock = models.BooleanField()
    form = models.CharField(max_length=5, blank=True, default="")
    bare = models.BooleanField(default=False)
    minimum_g = models.PositiveBigIntegerField(default=0)
    reliability = models.PositiveSmallIntegerField(default=80)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    published_at = models.DateTimeField()
    names = models.TextField(default="")
    seller = models.TextField(default="")
    description = models.TextField(default="")
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
            models.Index("grade", *_NEWEST, name="search_entry_grade", condition=~models.Q(grade="")),
            models.Index("sends_from_province", *_NEWEST, name="search_entry_sends_from"),
            models.Index(fields=["harvest_to", "harvest_from"], name="search_entry_harvest"),
            models.Index(fields=["commune_code"], name="search_entry_commune"),
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


class SearchUnsent(models.Model):
    """A listing whose entry was written, or deleted, and that Elasticsearch has not confirmed yet.

    `row_version` is the entry's, or that of its deletion.
    """

    listing_id = models.BigIntegerField(primary_key=True)
    row_version = models.BigIntegerField()
    since = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "search_unsent"

    def __str__(self) -> str:
        return f"{self.listing_id} · {self.row_version}"


class SearchIndex(models.Model):
    """An index of Elasticsearch that is written to. Without a row nothing is queued for Elasticsearch.

    The figures are since it was made: documents `sent`, and bulks `put_off` because the server had no room.
    `drift` is what the last check found different, before it was repaired; -1 before the first.
    """

    name = models.CharField(max_length=120, primary_key=True)
    state = models.CharField(max_length=8, choices=IndexState)
    shape = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    sent = models.PositiveBigIntegerField(default=0)
    put_off = models.PositiveBigIntegerField(default=0)
    drift = models.BigIntegerField(default=-1)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "search_index"
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="live"), name="search_index_one_live"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.state}"


class SearchTerm(models.Model):
    """A word of the catalogue, or two that stand side by side, in lower case with accents.

    `listings`: in how many titles and commodity names; 0 for words of sellers and places alone.
    """

    term = models.CharField(max_length=60, primary_key=True)
    listings = models.PositiveIntegerField()

    class Meta:
        db_table = "search_term"

    def __str__(self) -> str:
        return self.term


class SearchPhrase(models.Model):
    """What may be suggested while somebody types: a shelf, a province, or words that titles begin with.

    `value` is the shelf's code, empty for words. `exact` and `folded`: the text in lower case with and
    without accents. `words` also holds the other names of a shelf. `listings`: how many it has, or how many
    titles.
    """

    text = models.CharField(max_length=90)
    leads = models.CharField(max_length=10, choices=Leads)
    value = models.CharField(max_length=40, blank=True, default="")
    exact = models.CharField(max_length=90)
    folded = models.CharField(max_length=90)
    words = SearchVectorField()
    listings = models.PositiveIntegerField()

    class Meta:
        db_table = "search_phrase"
        indexes = [GinIndex(fields=["words"], name="search_phrase_words")]

    def __str__(self) -> str:
        return self.text


class SearchSeller(models.Model):
    """How reliable a household has been: `reliability` of a hundred (search.sellers)."""

    household_id = models.BigIntegerField(primary_key=True)
    reliability = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "search_seller"

    def __str__(self) -> str:
        return f"{self.household_id} · {self.reliability}"
