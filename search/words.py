"""What a searcher typed, turned into PostgreSQL text queries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kernel.text import fold, tidy_line
from search.synonyms import EXACT_GROUPS, FOLDED_GROUPS

LONGEST = 80
MOST_WORDS = 10
_WORD = re.compile(r"\w+")
_UNIT = re.compile(r"(\d+)\s+(kg|g|gr|ml|l)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """`exact` and `folded` are texts for to_tsquery('simple', …); empty when nothing searchable was typed."""

    exact: str = ""
    folded: str = ""
    has_accents: bool = False

    def __bool__(self) -> bool:
        return bool(self.folded)

    @property
    def several(self) -> bool:
        return " & " in self.folded

    def any_word(self) -> "Words":
        """The same words, any of which is enough."""
        return Words(self.exact.replace(" & ", " | "), self.folded.replace(" & ", " | "), self.has_accents)


def read_words(text: str) -> Words:
    """Accents typed mean accents meant: `has_accents` makes the exact form rule the ranking."""
    tidied = _UNIT.sub(r"\1\2", tidy_line(text)[:LONGEST].lower())
    folded = fold(tidied)
    return Words(
        exact=_query(tidied, EXACT_GROUPS), folded=_query(folded, FOLDED_GROUPS), has_accents=folded != tidied
    )


def _query(text: str, groups: Sequence[Sequence[str]]) -> str:
    words = _WORD.findall(text)[:MOST_WORDS]
    parts: list[str] = []
    while words:
        group, length = _group_at(words, groups)
        parts.append(_any_of(group) if group else words[0])
        words = words[length:]
    return " & ".join(parts)


def _group_at(words: Sequence[str], groups: Sequence[Sequence[str]]) -> tuple[Sequence[str], int]:
    """The longest synonym that the words begin with."""
    for length in range(min(3, len(words)), 0, -1):
        phrase = " ".join(words[:length])
        for group in groups:
            if phrase in group:
                return group, length
    return (), 1


def _any_of(group: Sequence[str]) -> str:
    return "(" + " | ".join("(" + " <-> ".join(name.split()) + ")" for name in group) + ")"
