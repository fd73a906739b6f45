"""The words that the catalogue itself uses, with how many listings use them: what typing is corrected by.

Kept in the table search_term (single words, and pairs that stand side by side), read into memory and read
again after SEARCH_VOCABULARY_SECONDS. The names of commodities and the words of the regions are always known.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from time import monotonic

from django.conf import settings
from django.db import connection, transaction

from kernel.text import fold
from logistics.goods.queries import commodities
from search.locks import Lock, try_hold
from search.models import SearchTerm
from search.phrases import count_phrases
from search.synonyms import GROUPS

WORDS = re.compile(r"\w+")
SAMPLE = (
    50_000  # entries that words are counted in; a word of a larger catalogue is hardly missing in so many
)
MOST = 40_000  # terms kept
SHORTEST = 3  # letters of a word that may be mistyped


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`listings`: words and pairs with accents → in how many titles. `forms`: without accents → how they are
    written, the most frequent first. `near`: a word less one letter → words without accents.
    """

    listings: Mapping[str, int]
    forms: Mapping[str, Sequence[str]]
    near: Mapping[str, Sequence[str]]

    def knows(self, word: str) -> bool:
        """With just these accents."""
        return word in self.listings

    def knows_folded(self, word: str) -> bool:
        return word in self.forms

    def accented(self, folded: str) -> str:
        """As it is mostly written."""
        return self.forms.get(folded, (folded,))[0]

    def uses(self, folded: str) -> int:
        return max((self.listings.get(form, 0) for form in self.forms.get(folded, ())), default=0)

    def close_to(self, word: str) -> list[str]:
        """Known words, without accents, at one slip of the finger: a letter too many, too few, wrong, or two
        swapped. Digits are not mistaken for letters: only swapped.
        """
        if len(word) < SHORTEST:
            return []
        found = {near for less in {word, *_less_one(word)} for near in self.near.get(less, ())}
        return sorted(each for each in found if each != word and one_slip(word, each))


def one_slip(a: str, b: str) -> bool:
    """At most one insertion, deletion, substitution or swap of neighbours apart."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    x, y = a[start:], b[start:]
    if any(letter.isdigit() for letter in a + b):
        return x[:2] == y[1::-1] and x[2:] == y[2:]
    return x[1:] == y[1:] or x[1:] == y or x == y[1:] or (x[:2] == y[1::-1] and x[2:] == y[2:])


def _less_one(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def build(counted: Iterable[tuple[str, int]]) -> Vocabulary:
    """From terms with their counts. Words of one listing count as little as they should."""
    listings: dict[str, int] = {}
    for term, number in counted:
        listings[term] = max(number, listings.get(term, 0))
    forms: dict[str, list[str]] = defaultdict(list)
    for term in sorted(listings, key=lambda term: (-listings[term], term)):
        forms[fold(term)].append(term)
    near: dict[str, list[str]] = defaultdict(list)
    for folded in forms:
        if len(folded) >= SHORTEST and " " not in folded:
            for less in {folded, *_less_one(folded)}:
                near[less].append(folded)
    return Vocabulary(listings, forms, near)


def vocabulary() -> Vocabulary:
    seconds = settings.SEARCH_VOCABULARY_SECONDS
    span = int(monotonic() / seconds) if seconds else -1
    return _kept(span, tuple(commodity.name_vi for commodity in commodities()))


def forget() -> None:
    _kept.cache_clear()


@lru_cache(maxsize=2)
def _kept(span: int, names: tuple[str, ...]) -> Vocabulary:
    counted = list[tuple[str, int]]()
    if span >= 0:
        counted += SearchTerm.objects.values_list("term", "listings")
    for name in (*names, *(name for group in GROUPS for name in group)):
        words = WORDS.findall(name.lower())
        counted += [(word, 1) for word in words]
        counted += [(f"{a} {b}", 1) for a, b in pairwise(words)]
    return build(counted)


_COUNT = r"""
    WITH sampled AS (
        SELECT listing_id, title, names, seller FROM search_entry
        ORDER BY hashint8(listing_id) LIMIT %(sample)s
    ),
    texts AS (
        SELECT listing_id, lower(title) AS text, 1 AS weight FROM sampled
        UNION ALL SELECT listing_id, lower(names), 1 FROM sampled
        UNION ALL SELECT listing_id, lower(seller), 0 FROM sampled
    ),
    words AS (
        SELECT listing_id, weight, word[1] AS word,
            lead(word[1]) OVER (PARTITION BY listing_id, weight, text ORDER BY place) AS next
        FROM texts CROSS JOIN LATERAL regexp_matches(text, '\w+', 'g') WITH ORDINALITY AS found(word, place)
    ),
    terms AS (
        SELECT word AS term, listing_id, weight FROM words
        UNION ALL SELECT word || ' ' || next, listing_id, weight FROM words WHERE next IS NOT NULL
    )
    INSERT INTO search_term (term, listings)
    SELECT term, count(DISTINCT listing_id) FILTER (WHERE weight = 1) AS listings FROM terms
    WHERE length(term) <= 60 GROUP BY term ORDER BY count(*) DESC, term LIMIT %(most)s
"""


def count_words() -> int:
    """Count the catalogue's words and phrases anew; how many terms there are. -1 while somebody else does."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not try_hold(Lock.VOCABULARY):
            return -1
        cursor.execute("DELETE FROM search_term")
        cursor.execute(_COUNT, {"sample": SAMPLE, "most": MOST})
        counted = int(cursor.rowcount)
        count_phrases()
        return counted
