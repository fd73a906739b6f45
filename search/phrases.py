"""What may be suggested while somebody types, counted from the catalogue into the table search_phrase.

Shelves: commodities, groups and provinces. Words: what titles begin with, and the words of the regions. A
seller's own wording, with a name or a telephone number in it perhaps, stays out: what only one household
writes is not kept.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from kernel.places.queries import provinces
from kernel.text import fold, tidy_line
from logistics.goods.enums import Group
from search.models import SearchPhrase
from search.synonyms import GROUPS

LONGEST = 5  # words
SAMPLE = 20_000  # entries whose titles are read
MOST = 20_000
CONTINUED = 0.8
"""A beginning that goes on with the same word so often is no phrase: "vải thiều lục"."""
_CUT = re.compile(
    r"[,;:()/.!+–|]|\s-|\b\d+(?:[.,]\d+)?\s?(?:k|kg|g|gr|l|ml|ký|lạng|quả|trái|con|chục|hộp|túi|bó|cm|lít)\b|\d{4,}|"
    r"\b(?:loại|size|giá|túi|thùng|hộp|bao|chục|combo|của|và|cho|từ|không|ở|tại|nhà|hộ|htx|trái|quả|củ) "
)
"""From here on a title speaks of packs, prices and people."""
_CLASSIFIER = re.compile(r"^(?:quả|trái|củ) ")

_SHELVES = """
    WITH names AS (
        SELECT 'commodity' AS leads, code AS value, name_vi AS text,
            concat_ws(' ', name_vi, name_en) AS names
        FROM goods_commodity
        UNION ALL SELECT leads, value, text, names
        FROM unnest(%(leads)s::text[], %(values)s::text[], %(texts)s::text[], %(names)s::text[])
            AS s (leads, value, text, names)
    ),
    counted AS (
        SELECT 'commodity' AS leads, commodity_code AS value, count(*) AS listings
        FROM search_entry GROUP BY 2
        UNION ALL SELECT 'province', province_code, count(*) FROM search_entry GROUP BY 2
        UNION ALL SELECT 'group', "group", count(*) FROM search_entry GROUP BY 2
    )
    INSERT INTO search_phrase (text, leads, value, exact, folded, words, listings)
    SELECT text, leads, value, lower(text), lower(unaccent(text)),
        to_tsvector('simple', lower(unaccent(names))), coalesce(listings, 0)
    FROM names LEFT JOIN counted USING (leads, value)
    WHERE listings > 0 OR leads = 'commodity'
"""
_WORDS = """
    INSERT INTO search_phrase (text, leads, value, exact, folded, words, listings)
    SELECT text, 'words', '', exact, folded, to_tsvector('simple', folded), listings
    FROM unnest(%(texts)s::text[], %(exacts)s::text[], %(foldeds)s::text[], %(listings)s::int[])
        AS w(text, exact, folded, listings)
"""


class Phrase(NamedTuple):
    """`text` as it is mostly written."""

    text: str
    listings: int


@dataclass(slots=True)
class _Beginning:
    """`ends`: some title is no longer than this. `follow`: the words that come next."""

    household: int
    shared: bool = False
    ends: bool = False
    listings: int = 0
    spellings: Counter[str] = field(default_factory=Counter)
    follow: Counter[str] = field(default_factory=Counter)


def count_phrases() -> None:
    """Count them anew, within the caller's transaction."""
    SearchPhrase.objects.all().delete()
    leads, values, texts, names = zip(*_other_shelves(), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            _SHELVES, {"leads": [*leads], "values": [*values], "texts": [*texts], "names": [*names]}
        )
    shelves = dict(SearchPhrase.objects.order_by("listings").values_list("exact", "listings"))
    found = {phrase.text.lower(): phrase for phrase in [*_regional(shelves), *common_beginnings(_titles())]}
    _write([phrase for exact, phrase in found.items() if exact not in shelves])


def _other_shelves() -> Iterator[tuple[str, str, str, str]]:
    for value, label in Group.choices:
        yield "group", str(value), str(label), str(label)
    for province in provinces():
        yield "province", province.code, province.name, province.full_name


def _titles() -> Iterable[tuple[int, str]]:
    """Titles without accents are left out: they would be suggested beside the same words with them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT household_id, title FROM search_entry WHERE NOT bare"
            " ORDER BY hashint8(listing_id) LIMIT %s",
            [SAMPLE],
        )
        return list(cursor.fetchall())


def _regional(shelves: dict[str, int]) -> Iterator[Phrase]:
    """The other names of commodities that are on sale."""
    for group in GROUPS:
        listings = max((shelves.get(name, 0) for name in group), default=0)
        if listings:
            yield from (Phrase(name[0].upper() + name[1:], listings) for name in group)


def common_beginnings(titles: Iterable[tuple[int, str]]) -> list[Phrase]:
    """What several households' titles (household, title) begin with, the most frequent first."""
    counted: dict[str, _Beginning] = {}
    for household, title in titles:
        _count(counted, household, title)
    found = [
        Phrase(_mostly_written(each.spellings), each.listings)
        for exact, each in counted.items()
        if each.shared and _stands_alone(exact, each)
    ]
    return sorted(found, key=lambda phrase: (-phrase.listings, phrase.text))[:MOST]


def _count(counted: dict[str, _Beginning], household: int, title: str) -> None:
    words = beginning(title).split()
    for length in range(1, min(len(words), LONGEST) + 1):
        text = " ".join(words[:length])
        each = counted.setdefault(text.lower(), _Beginning(household))
        each.shared |= each.household != household
        each.listings += 1
        each.spellings[text] += 1
        if length == len(words):
            each.ends = True
        else:
            each.follow[words[length].lower()] += 1


def _mostly_written(spellings: Counter[str]) -> str:
    return max(spellings, key=lambda text: (spellings[text], sum(map(str.isupper, text)), text))


def _stands_alone(exact: str, each: _Beginning) -> bool:
    length = exact.count(" ") + 1
    most = max(each.follow.values(), default=0)
    return len(exact) > 1 and most < each.listings * CONTINUED and (each.ends or length < 3)


def beginning(title: str) -> str:
    """A title up to where it speaks of packs, prices and people; in lower case where it shouts."""
    text = tidy_line(title.lower() if title.isupper() else title)
    text = _CLASSIFIER.sub("", text if not _CLASSIFIER.match(text.lower()) else text.lower())
    found = _CUT.search(f"{text.lower()} ")
    return text[: found.start()].strip() if found else text


def _write(phrases: list[Phrase]) -> None:
    columns: dict[str, Any] = {
        "texts": [phrase.text for phrase in phrases],
        "exacts": [phrase.text.lower() for phrase in phrases],
        "foldeds": [fold(phrase.text) for phrase in phrases],
        "listings": [phrase.listings for phrase in phrases],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, columns)
