"""The one builder of search entries: a single SQL statement reads the catalogue as it is now and writes
the table.
"""

from search import forms
from search.enums import PRICE_EDGES, PriceBand

_BANDS = " ".join(f"WHEN per_kg.price < {edge} THEN '{band.value}'" for edge, band in PRICE_EDGES)

_WORDS = {
    "title": "l.title",
    "names": "concat_ws(' ', c.name_vi, c.name_en, l.grade)",
    "seller": "concat_ws(' ', h.name, commune.full_name, province.full_name)",
    "description": "l.description",
}
"""What is searched: column → where it comes from."""

_TEXT = """
    setweight(to_tsvector('simple', {title}), 'A') || setweight(to_tsvector('simple', {names}), 'B')
    || setweight(to_tsvector('simple', {seller}), 'C') || setweight(to_tsvector('simple', {description}), 'D')
"""

_TITLE, _NAMES = "lower(l.title)", "lower(c.name_vi)"
_BARE = "unaccent(l.title) = l.title"
UNKNOWN = 80
"""The reliability of a seller who has not sold enough to tell."""


def _vector(fold: str) -> str:
    return _TEXT.format(**{name: fold.format(column) for name, column in _WORDS.items()})


# `wanted` comes first: PostgreSQL joins so many tables in the order in which they are written
# (join_collapse_limit), and must not count the lots of every listing to rebuild a few.
_SOURCE = f"""
    SELECT l.id AS listing_id, l.title, c.code AS commodity_code, c."group", lower(l.grade) AS grade,
        l.household_id, h.commune_code AS sends_from,
        coalesce(sender.province_id, l.province_code) AS sends_from_province,
        l.province_code, l.commune_code, l.unit_price, per_kg.price AS price_per_kg,
        CASE {_BANDS} ELSE '{PriceBand.FROM_200.value}' END AS price_band,
        c.months, lots.harvested_on, lots.expires_on, lots.available >= l.minimum AS in_stock, l.published_at,
        coalesce(lots.harvested_on, l.harvest_from) AS harvest_from,
        greatest(lots.harvested_on, l.harvest_to, l.harvest_from) AS harvest_to,
        {forms.sql(_TITLE, _NAMES, _BARE)} AS form, {_BARE} AS bare,
        l.minimum * l.unit_weight_g AS minimum_g, coalesce(seller.reliability, {UNKNOWN}) AS reliability,
        coalesce(commune.latitude, province.latitude) AS latitude,
        coalesce(commune.longitude, province.longitude) AS longitude,
        {_WORDS["names"]} AS names, {_WORDS["seller"]} AS seller, {_WORDS["description"]} AS description,
        {_vector("lower({})")} AS exact, {_vector("lower(unaccent({}))")} AS folded
    FROM wanted
    JOIN catalogue_listing l ON l.id = wanted.id
    JOIN households_household h ON h.id = l.household_id
    JOIN goods_commodity c ON c.code = l.commodity_id
    LEFT JOIN places_commune commune ON commune.code = l.commune_code
    LEFT JOIN places_commune sender ON sender.code = h.commune_code
    LEFT JOIN places_province province ON province.code = l.province_code
    LEFT JOIN search_seller seller ON seller.household_id = l.household_id
    CROSS JOIN LATERAL (
        SELECT l.unit_price * 1000 / (l.unit_factor::bigint * l.unit_weight_g) AS price
    ) per_kg
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(available), 0) AS available, max(harvested_on) AS harvested_on,
            max(expires_on) AS expires_on
        FROM catalogue_lot lot WHERE lot.listing_id = l.id AND lot.state = 'open'
    ) lots
    WHERE l.state = 'published' AND h.state = 'verified'
"""

COLUMNS = (
    "listing_id", "title", "commodity_code", '"group"', "grade", "household_id", "sends_from",
    "sends_from_province", "province_code",
    "commune_code", "unit_price", "price_per_kg", "price_band", "months", "harvested_on", "expires_on",
    "in_stock", "published_at", "harvest_from", "harvest_to", "form", "bare", "minimum_g", "reliability",
    "latitude", "longitude", "names", "seller", "description", "exact", "folded",
)  # fmt: skip

_ASSIGNED = ", ".join(f"{column} = excluded.{column}" for column in COLUMNS[1:])

REBUILD = f"""
    WITH wanted AS (SELECT DISTINCT unnest(%(ids)s::bigint[]) AS id),
    built AS ({_SOURCE}),
    gone AS (
        DELETE FROM search_entry USING wanted
        WHERE search_entry.listing_id = wanted.id
            AND NOT EXISTS (SELECT FROM built WHERE built.listing_id = wanted.id)
        RETURNING search_entry.listing_id, nextval('search_entry_version') AS row_version
    ),
    written AS (
        INSERT INTO search_entry ({", ".join(COLUMNS)}, row_version)
        SELECT {", ".join(COLUMNS)}, nextval('search_entry_version') FROM built
        ON CONFLICT (listing_id) DO UPDATE SET {_ASSIGNED}, row_version = excluded.row_version
        RETURNING listing_id, row_version
    )
    INSERT INTO search_unsent (listing_id, row_version, since)
    SELECT listing_id, row_version, now() FROM (SELECT * FROM written UNION ALL SELECT * FROM gone) changed
    WHERE EXISTS (SELECT FROM search_index)
    ON CONFLICT (listing_id) DO UPDATE SET row_version = excluded.row_version,
        since = least(search_unsent.since, excluded.since)
"""
"""Entries of the listings `ids`: written where they are on sale, deleted where they are not (any more).

Each gets a version of its own from one sequence, so that a listing which went and came back is newer than
it was. Where an Elasticsearch index is kept, each is queued for it in the same statement.
"""
