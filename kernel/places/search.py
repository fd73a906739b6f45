"""Searching the map as people type: without accents, old names, district or province behind, half a word
at the end.

Every unit, of today and of before the reform, is an entry; a word index gives the entries that hold all
words of the text (the last one may be unfinished), and only those are ranked: the whole name before the
beginning of one before a word inside before a hit in the units above; a unit of today before an old one.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from typing import NamedTuple

from kernel.places.atlas import Atlas, Place, atlas
from kernel.text import fold, tidy

SHORTEST = 2
"""Letters before there is an answer."""

MOST_RANKED = 800
"""A bound for texts that fit thousands of units; those of today come first."""

MOST_ALIAS_WORDS = 6
"""Words of an older name at most; aliases are written run together."""

EXACT, BEGINNING, INSIDE, ABOVE = range(4)

_WORDS = re.compile(r"[a-z]+|[0-9]+")
_ACCENTED_WORDS = re.compile(r"[^\W\d_]+")
_SHORT = {
    "tp": "thanh pho",
    "tx": "thi xa",
    "tt": "thi tran",
    "q": "quan",
    "p": "phuong",
    "h": "huyen",
    "hn": "ha noi",
    "hcm": "ho chi minh",
    "tphcm": "thanh pho ho chi minh",
    "sg": "ho chi minh",
    "sgn": "ho chi minh",
}
_KINDS = ("thanh pho", "thi tran", "thi xa", "dac khu", "phuong", "xa", "quan", "huyen", "tinh")
_KIND = re.compile(rf"\b(?:{'|'.join(_KINDS)})\b")

Rank = tuple[int, int, int, int]
"""The smaller the better: how it hit, accents that disagree, a doubtful reading, then the order of the
entries.
"""


class Entry(NamedTuple):
    """`name` is folded and without its kind, `full` with it; `label` is what people read; `aliases` are
    still older names, run together.
    """

    name: str
    full: str
    label: str
    codes: tuple[str, ...]
    old: bool
    aliases: tuple[str, ...] = ()


class Reading(NamedTuple):
    """Words to look for, and the text with its kind that a unit's full name must begin with to be beyond
    doubt.
    """

    words: list[str]
    text: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A hit of a search. `old_name` is the former unit that was meant ("Xã Phượng Sơn, Huyện Quốc Oai,
    …"), empty when the text names the commune of today.
    """

    place: Place
    old_name: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    entries: Sequence[Entry]
    holding: Mapping[str, frozenset[int]]
    words: Sequence[str]
    aliases: frozenset[str]

    def with_beginning(self, start: str) -> set[int]:
        """Entries that hold a word with this beginning."""
        found: set[int] = set()
        for word in self.words[bisect_left(self.words, start) :]:
            if not word.startswith(start):
                break
            found |= self.holding[word]
        return found


def search(*, text: str, limit: int) -> list[Match]:
    written = tidy(text).lower()
    words = _words(written)
    if len("".join(words)) < SHORTEST:
        return []
    accented = [word for word in _ACCENTED_WORDS.findall(written) if fold(word) != word]
    ranked = _ranked(_readings(words), accented) or _ranked(_shorter(words), accented)
    return _matches(sorted(ranked, key=ranked.__getitem__), limit)


@cache
def index() -> Index:
    """Two threads that ask at once may both build it; the result is the same."""
    return build(atlas())


def build(source: Atlas) -> Index:
    entries: list[Entry] = []
    holding: dict[str, set[int]] = {}
    for entry in _entries(source):
        _, _, above = entry.label.partition(", ")
        for word in {*entry.name.split(), *_without_kinds(above), *entry.aliases}:
            holding.setdefault(word, set()).add(len(entries))
        entries.append(entry)
    return Index(
        entries=entries,
        holding={word: frozenset(numbers) for word, numbers in holding.items()},
        words=sorted(holding),
        aliases=frozenset(alias for entry in entries for alias in entry.aliases),
    )


def _entries(source: Atlas) -> Iterator[Entry]:
    """Units of today first: where all else is equal, the earlier entry wins."""
    for place in source.communes.values():
        name, full = " ".join(_words(place.name)), " ".join(_words(place.full_name))
        yield Entry(name, full, place.label, (place.code,), False)
    for old in (*source.old_districts.values(), *source.old_communes.values()):
        full = " ".join(_words(old.name))
        yield Entry(_without_kind(full), full, old.label, old.communes, True, old.aliases)


def _words(text: str) -> list[str]:
    """Folded words; "Phường 01" and "phuong 1" are the same, "Ea H'Leo" is ea hleo, "q.3" is quan 3."""
    plain = fold(text).replace("'", "").replace("’", "")
    words = (word.lstrip("0") or "0" if word.isdigit() else word for word in _WORDS.findall(plain))
    return " ".join(_SHORT.get(word, word) for word in words).split()


@cache
def _without_kinds(label: str) -> list[str]:
    """The words of units above: "Huyện Lục Ngạn, Tỉnh Bắc Giang" → luc ngan bac giang."""
    return [word for unit in label.split(", ") for word in _without_kind(" ".join(_words(unit))).split()]


def _without_kind(words: str) -> str:
    kind = next((kind for kind in _KINDS if words.startswith(f"{kind} ")), "")
    return words.removeprefix(kind).strip()


def _readings(words: list[str]) -> Iterator[Reading]:
    """As written; without the kind in front (it may have changed since); a still older name; without any
    kinds.
    """
    text = " ".join(words)
    if text in _KINDS:
        return
    bare = _without_kind(text).split()
    yield Reading(words, text)
    if bare != words:
        yield Reading(bare, text, doubtful=True)
    for some in (words, bare):
        for length in range(2, min(MOST_ALIAS_WORDS, len(some)) + 1):
            if (joined := "".join(some[:length])) in index().aliases:
                older = [joined, *some[length:]]
                yield Reading(older, " ".join(older), doubtful=some is bare)
    plain = _KIND.sub(" ", text).split()
    if plain and plain != bare:
        yield Reading(plain, " ".join(plain), doubtful=True)


def _shorter(words: list[str]) -> Iterator[Reading]:
    """When nothing holds all words: the beginning and the end, less and less of the beginning. So a
    district that had another name before 2025 is stepped over: "thị trấn Chũ, Lục Ngạn, Bắc Giang".
    """
    name = _KIND.sub(" ", " ".join(words)).split()
    for length in range(min(5, len(name) - 1), 0, -1):
        for above in (2, 1):
            if length + above < len(name):
                some = name[:length] + name[-above:]
                yield Reading(some, " ".join(some), doubtful=True)


def _ranked(readings: Iterable[Reading], accented: Sequence[str]) -> dict[int, Rank]:
    """Entries that fit one of the readings, each with the best of its ranks."""
    ranked: dict[int, Rank] = {}
    entries = index().entries
    for reading in readings:
        for number in _holding_all(index(), reading.words):
            rank = _rank(entries[number], number, reading, accented)
            if number not in ranked or rank < ranked[number]:
                ranked[number] = rank
    return ranked


def _holding_all(known: Index, words: Sequence[str]) -> Sequence[int]:
    *whole, last = words
    sets: list[frozenset[int] | set[int]] = [known.holding.get(word, frozenset()) for word in whole]
    if not all(sets):
        return ()
    sets.append(known.with_beginning(last))
    smallest, *others = sorted(sets, key=len)
    found = smallest.intersection(*others)
    return nsmallest(MOST_RANKED, found) if len(found) > MOST_RANKED else tuple(found)


def _rank(entry: Entry, number: int, reading: Reading, accented: Sequence[str]) -> Rank:
    missed = 0
    if accented:
        label = entry.label.lower()
        missed = sum(word not in label for word in accented)
    if _begins(reading.text, entry.full):
        return EXACT, missed, 0, number
    text = " ".join(reading.words)
    return _how(entry, text), missed, int(reading.doubtful), number


def _how(entry: Entry, text: str) -> int:
    if _begins(text, entry.name) or any(_begins(text, alias) for alias in entry.aliases):
        return EXACT
    if entry.name.startswith(text):
        return BEGINNING
    return INSIDE if f" {text}" in entry.name else ABOVE


def _begins(text: str, name: str) -> bool:
    return text.startswith(name) and (len(text) == len(name) or text[len(name)] == " ")


def _matches(numbers: Sequence[int], limit: int) -> list[Match]:
    found: dict[str, Match] = {}
    for number in numbers:
        entry = index().entries[number]
        for code in entry.codes:
            if code not in found:
                found[code] = Match(atlas().communes[code], entry.label if entry.old else "")
        if len(found) >= limit:
            break
    return list(found.values())[:limit]
