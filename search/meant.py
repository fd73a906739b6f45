"""Which commodities a text names: "vải thiều lục ngạn" is about vai-thieu, "xoài" about every mango."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kernel.text import fold
from logistics.goods.queries import commodities
from search.synonyms import LONGEST, accented

_GENERIC = frozenset(
    {
        "thịt",
        "rau",
        "quả",
        "hạt",
        "bột",
        "lá",
        "trái",
        "hoa",
        "nước",
        "củ",
        "cây",
        "giống",
        "hàng",
        "cá",
        "trứng",
        "gạo",
        "vỏ",
    }
)
"""Said alone they name a shelf; behind other words they name nothing."""


class _Name(NamedTuple):
    code: str
    words: tuple[str, ...]
    folded: tuple[str, ...]


def codes(words: Sequence[str], certain: Sequence[bool]) -> tuple[str, ...]:
    """The commodities whose names share the longest beginning with the text, from any of its words on.

    `certain`: whether a word's accents are meant; else it is compared without.
    """
    names = _names(tuple((commodity.code, commodity.name_vi) for commodity in commodities()))
    best, found = 0, set[str]()
    for place in range(len(words)):
        for name in names:
            length = _shared(words[place:], certain[place:], name)
            if length == 1 and place and words[place] in _GENERIC:
                continue
            if length > best:
                best, found = length, set()
            if length and length == best:
                found.add(name.code)
    if not best:
        found = {name.code for name in names if words and words[0] in name.words and len(name.words) > 2}
    return tuple(sorted(found))


def _shared(words: Sequence[str], certain: Sequence[bool], name: _Name) -> int:
    length = 0
    for word, sure, full, plain in zip(words, certain, name.words, name.folded, strict=False):
        if word != full if sure else fold(word) != plain:
            break
        length += 1
    return length


@lru_cache(maxsize=4)
def _names(told: tuple[tuple[str, str], ...]) -> Sequence[_Name]:
    found = list[_Name]()
    for code, name in told:
        for words in _aliases(tuple(name.lower().split())):
            found.append(_Name(code, words, tuple(fold(word) for word in words)))
    return found


def _aliases(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The name with a word of the regions in the place of each that has one. The longest phrase counts:
    "bắp cải" is also "cải bắp", but nothing of corn.
    """
    groups: Mapping[tuple[str, ...], Sequence[tuple[str, ...]]] = accented()
    found, start = {words}, 0
    while start < len(words):
        lengths = range(min(LONGEST, len(words) - start), 0, -1)
        length = next((each for each in lengths if words[start : start + each] in groups), 1)
        for other in groups.get(words[start : start + length], ()):
            found.add((*words[:start], *other, *words[start + length :]))
        start += length
    return found
