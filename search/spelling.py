"""From what the fingers did to words that the catalogue knows: keyboards left raw, slips, spaces left out."""

from collections.abc import Sequence

from kernel.text import fold
from search.keyboards import readings
from search.syllables import is_syllable
from search.vocabulary import Vocabulary


def read(words: Sequence[str], known: Vocabulary, *, guess: bool = True) -> list[str]:
    """Each word as it was meant, as far as that is certain. Known words stay. Without `guess` a possible
    syllable stays too where any accents were typed, or where what it might be does not fit its neighbours.
    """
    said = list[str]()
    sure = not guess and any(fold(word) != word for word in words)
    for place, word in enumerate(words):
        nexts = words[place + 1 :]
        before, after = said[-1] if said else "", nexts[0] if nexts else ""
        meant = _one(word, before, after, known, sure=sure)
        kept = not guess and is_syllable(word) and len(meant) == 1 and meant != [_decoded(word, known)]
        said += [word] if kept and not _fits(fold(meant[0]), before, after, known) else meant
    return said


def _one(word: str, before: str, after: str, known: Vocabulary, *, sure: bool) -> list[str]:
    if known.knows(word) or known.knows_folded(fold(word)):
        return [word]
    decoded = _decoded(word, known)
    if decoded:
        return [decoded]
    if word.isdigit() or (sure and is_syllable(word)):
        return [word]
    return _two(word, known) or [_closest(word, before, after, known) or word]


def _decoded(word: str, known: Vocabulary) -> str:
    """A raw Telex or VNI syllable, when what comes out is a word and what was typed is none."""
    for reading in readings(word):
        if reading != word and known.knows(reading):
            return reading
        if known.knows_folded(fold(reading)):
            return fold(reading)
    return ""


def _two(word: str, known: Vocabulary) -> list[str]:
    """Two words without the space between them, when the catalogue has them side by side."""
    plain = fold(word)
    for cut in range(2, len(plain) - 1):
        pair = f"{plain[:cut]} {plain[cut:]}"
        if known.knows_folded(pair):
            return known.accented(pair).split() if plain != word else pair.split()
    return []


def _closest(word: str, before: str, after: str, known: Vocabulary) -> str:
    """The known word one slip away that fits its neighbours best, else the most used one."""
    plain = fold(word)
    found = known.close_to(plain)
    beside = [each for each in found if _fits(each, before, after, known)]
    if len(plain) <= 3 and not beside:
        return ""
    return max(beside or found, key=lambda each: (known.uses(each), each), default="")


def _fits(folded: str, before: str, after: str, known: Vocabulary) -> bool:
    pairs = (f"{fold(before)} {folded}", f"{folded} {fold(after)}")
    return any(known.knows_folded(pair) for pair in pairs)


def second_thoughts(words: Sequence[str], known: Vocabulary) -> list[str] | None:
    """Every word is known, yet nothing has them all: with another letter one fits its neighbour.

    "măng cục" → "măng cụt". None when there is nothing better.
    """
    for place in range(len(words) - 1):
        left, right = fold(words[place]), fold(words[place + 1])
        if known.knows_folded(f"{left} {right}"):
            continue
        pairs = [(other, right) for other in known.close_to(left)] + [
            (left, other) for other in known.close_to(right)
        ]
        fitting = [" ".join(pair) for pair in pairs if known.knows_folded(" ".join(pair))]
        if fitting:
            best = max(fitting, key=lambda pair: (known.uses(pair), pair))
            return [*words[:place], *known.accented(best).split(), *words[place + 2 :]]
    return None
