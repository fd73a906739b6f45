"""Words as texts for to_tsquery('simple', …)."""

from collections.abc import Sequence
from typing import NamedTuple

from kernel.text import fold
from search.synonyms import Phrase
from search.words import Slot, Words


class Texts(NamedTuple):
    """`plain`: what was typed, without accents; `every`: the region's other words as well; `exact`: with
    accents, of the words whose accents are meant; `together`: all words side by side; `some`: any of them.
    """

    plain: str
    every: str
    exact: str
    together: str
    some: str


def texts(words: Words) -> Texts:
    return Texts(
        plain=_all([slot.plain for slot in words.slots]),
        every=_all([slot.every for slot in words.slots]),
        exact=_all([slot.exact for slot in words.slots if slot.exact]),
        together=" <-> ".join(fold(words.said).split()),
        some=" | ".join(_any(slot.every) for slot in words.slots),
    )


def of_slot(slot: Slot) -> str:
    return _any(slot.every)


def _all(choices: Sequence[Sequence[Phrase]]) -> str:
    return " & ".join(_any(phrases) for phrases in choices)


def _any(phrases: Sequence[Phrase]) -> str:
    return "(" + " | ".join("(" + " <-> ".join(phrase) + ")" for phrase in phrases) + ")"
