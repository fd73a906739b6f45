"""Amounts in what was typed: "5kg", "1 tạ", "2 chục" say how much is wanted, not what."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from kernel.text import fold

_GRAMS: Mapping[str, int] = {
    "g": 1,
    "gr": 1,
    "gam": 1,
    "gram": 1,
    "lang": 100,
    "kg": 1_000,
    "ki": 1_000,
    "ky": 1_000,
    "kilo": 1_000,
    "can": 1_000,
    "yen": 10_000,
    "ta": 100_000,
    "tan": 1_000_000,
}
_PIECES: Mapping[str, int] = {"chuc": 10, "trai": 1, "qua": 1, "con": 1}
_OTHER = (
    "nai",
    "lit",
    "l",
    "ml",
    "hop",
    "tui",
    "bao",
    "thung",
    "bo",
    "hu",
    "lo",
    "chai",
    "bi",
    "goi",
    "bich",
)
_NUMBERS: Mapping[str, float] = {
    "nua": 0.5,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "nam": 5,
    "muoi": 10,
    "vai": 2,
}
_UNITS = sorted([*_GRAMS, *_PIECES, *_OTHER], key=len, reverse=True)
_DIGITS = re.compile(rf"(?<![\w.,])(\d{{1,6}}(?:[.,]\d{{1,3}})?) ?({'|'.join(_UNITS)})(?!\w)")
_COUNTED = sorted([*_GRAMS, "chuc", "trai", "qua", "nai"], key=len, reverse=True)
_SPELT = re.compile(rf"(?<!\w)({'|'.join(_NUMBERS)}) ({'|'.join(_COUNTED)})(?!\w)")
_SPELT_ACCENTED = frozenset({"nửa", "một", "hai", "ba", "bốn", "năm", "mười", "nua", "mot", "bon", "muoi"})
_PACKS = re.compile(r"(?<!\w)(?:tui|hop|bao|thung|goi|lo|chai|hu|bich)\s*$")
MOST_GRAMS = 1_000_000_000


class Asked(NamedTuple):
    """`text` without the amounts. `grams` is 0 where none was named; a piece has no weight here."""

    text: str
    grams: int = 0
    pieces: int = 0


def take_out(text: str) -> Asked:
    """`text`: one line in lower case. What was only an amount stays as it is."""
    grams = pieces = 0
    spans = list[tuple[int, int]]()
    folded = _letter_by_letter(text)
    for number, unit, start, end in _amounts(folded, text):
        grams = grams or min(round(number * _GRAMS.get(unit, 0)), MOST_GRAMS)
        pieces = pieces or round(number * _PIECES.get(unit, 0))
        spans.append((start, end))
    rest = text
    for start, end in reversed(spans):
        rest = f"{rest[: _pack_before(folded, start)]} {rest[end:]}"
    rest = " ".join(rest.split())
    return Asked(rest or text, grams, pieces)


def _letter_by_letter(text: str) -> str:
    """Without accents and as long as before, so that places are the same."""
    return "".join(fold(letter) or letter if not letter.isspace() else letter for letter in text)


def _amounts(folded: str, text: str) -> list[tuple[float, str, int, int]]:
    if len(folded) != len(text):
        return []
    found = [
        (float(hit[1].replace(",", ".")), hit[2], hit.start(), hit.end()) for hit in _DIGITS.finditer(folded)
    ]
    found += [
        (_NUMBERS[hit[1]], hit[2], hit.start(), hit.end())
        for hit in _SPELT.finditer(folded)
        if text[hit.start(1) : hit.end(1)] in _SPELT_ACCENTED
    ]
    return sorted(found, key=lambda each: each[2])


def _pack_before(folded: str, start: int) -> int:
    """Where the pack's word in front of its size begins: "túi 5 kg"."""
    pack = _PACKS.search(folded[:start])
    return pack.start() if pack else start
