"""Vietnamese text: one spelling, folding for search, sort keys for lists."""

import re
import unicodedata
from itertools import product
from typing import Any

from django.db import models
from vn_collate import collate_key

_TONES = "\u0300\u0301\u0309\u0303\u0323"  # huyền, sắc, hỏi, ngã, nặng
# Signs of control and of direction (a text may not turn what stands beside it), and halves of letters
# (JSON can write them, UTF-8 and PostgreSQL cannot).
_UNSEEN = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_NO_LETTER_AFTER = r"(?![^\W\d_])"
_LETTER_TO_LETTER = {"Đ": "d", "đ": "d"}


def _tone_pairs() -> dict[str, str]:
    """ "oà" → "òa" and its like, in every case of letters."""
    pairs: dict[str, str] = {}
    for (first, second), tone in product((("o", "a"), ("o", "e"), ("u", "y")), _TONES):
        for a, b in product((first, first.upper()), (second, second.upper())):
            pairs[unicodedata.normalize("NFC", a + b + tone)] = unicodedata.normalize("NFC", a + tone + b)
    return pairs


_TONE_PAIRS = _tone_pairs()
_OPEN_O = "|".join(pair for pair in _TONE_PAIRS if pair[0] in "oO")
_OPEN_U = "|".join(pair for pair in _TONE_PAIRS if pair[0] in "uU")
_MISPLACED_TONE = re.compile(f"(?:(?:{_OPEN_O})|(?<![qQ])(?:{_OPEN_U})){_NO_LETTER_AFTER}")


def tidy(text: str) -> str:
    """One spelling of the same words: NFC, single spaces, no invisible signs, and the tone on the first vowel
    of an open oa, oe, uy (hoà → hòa, thuỷ → thủy; quý, hoàn, xoài stay). Line breaks stay, with at most one
    empty line together.
    """
    composed = _UNSEEN.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = [" ".join(line.split()) for line in composed.split("\n")]
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return _MISPLACED_TONE.sub(lambda found: _TONE_PAIRS[found[0]], joined)


def tidy_line(text: str) -> str:
    """`tidy` for what stands on one line: a name, a title."""
    return " ".join(tidy(text).split())


def fold(text: str) -> str:
    """Lower case without accents, đ as d, single spaces, as one types in a hurry. "Vải Thiều" → "vai thieu".

    Different words fall together (dứa, dừa, dưa → dua): rank exact matches first.
    """
    bare = _without_marks(_without_marks(text).lower())
    return " ".join(unicodedata.normalize("NFC", bare).split())


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(
        _LETTER_TO_LETTER.get(letter, letter) for letter in decomposed if unicodedata.category(letter) != "Mn"
    )


def sort_key(text: str) -> str:
    """Hexadecimal digits, one group a syllable, that sort as Vietnamese names do: a ă â b … d đ …, tones
    break ties, and a shorter syllable comes first (Ba Đình before Bạch Mai). Letter case is ignored. For
    a SortKeyField.
    """
    return " ".join(collate_key(syllable) for syllable in tidy_line(text).lower().split())


def slugify_vi(text: str) -> str:
    """ "Vải thiều Lục Ngạn" → "vai-thieu-luc-ngan"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


class SortKeyField(models.TextField[str, str]):
    """Holds a `sort_key`; compared byte by byte, whatever the database's own collation is."""

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {"editable": False, "db_collation": "C"}
        super().__init__(**(defaults | options))

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, positional, options = super().deconstruct()
        return name, "kernel.text.SortKeyField", positional, options
