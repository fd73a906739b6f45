"""What a searcher typed, as both engines read it.

One spelling first (NFC, the tone where it belongs), then amounts taken out, keyboards and slips put right,
filler left out, words of the regions beside each other, and the commodities that are meant.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kernel.places.queries import provinces
from kernel.text import fold, tidy_line
from search import forms, meant, quantities, spelling
from search.synonyms import LONGEST as LONGEST_PHRASE
from search.synonyms import Phrase, accented, folded
from search.vocabulary import WORDS, Vocabulary, vocabulary

LONGEST = 80
MOST_WORDS = 10
MOST_SENSES = 4
FILLER = frozenset(
    WORDS.findall(
        "mua bán ban cần can tìm tim giá gia rẻ re ngon tươi sỉ lẻ ship giao ở tại cho loại hàng tôi muốn"
    )
)
"""Words that say what one does, not what one looks for; left out where something else was typed."""
_NAMES = frozenset({"rau cần", "rau can", "cần tây", "can tay", "giá đỗ", "gia do", "giá thể", "giá sống"})
_CLASSIFIERS = frozenset({"quả", "trái", "qua", "trai"})
_TO_PLACE = re.compile(r"(?<!\w)(?:giao|ship|về|gửi)(?: (?:tới|đến|về))? (?P<place>\w+ \w+)(?: \w+)?$")
_LETTERS_DIGITS = re.compile(r"([a-zđ]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that a listing must hold; any of the phrases will do.

    `exact`: with accents, empty where none were meant. `plain`: without, of what was typed. `others`: without
    accents, of the region's other words; these hold only for listings of the commodity that is meant.
    """

    exact: tuple[Phrase, ...]
    plain: tuple[Phrase, ...]
    others: tuple[Phrase, ...] = ()

    @property
    def every(self) -> tuple[Phrase, ...]:
        return (*self.plain, *self.others)


@dataclass(frozen=True, slots=True)
class Words:
    """`codes`: commodities that are named. `asked_forms`: saplings or made things, where one asks for them.

    `said` is the text as it was understood; `corrected` says that it is not what was typed. `offered`: what
    may have been meant by words that are good Vietnamese but not the catalogue's. `grams` of an amount that
    was typed, else 0. False when nothing searchable was typed.
    """

    slots: tuple[Slot, ...] = ()
    codes: tuple[str, ...] = ()
    asked_forms: frozenset[str] = frozenset()
    said: str = ""
    corrected: bool = False
    offered: str = ""
    grams: int = 0

    def __bool__(self) -> bool:
        return bool(self.slots)

    @property
    def several(self) -> bool:
        return len(self.slots) > 1

    @property
    def has_accents(self) -> bool:
        return any(slot.exact for slot in self.slots)


def read_words(text: str) -> Words:
    """Accents typed mean accents meant, as far as the catalogue knows such a word."""
    typed = tidy_line(text)[:LONGEST].lower()
    if not typed:
        return Words()
    known = vocabulary()
    asked = quantities.take_out(_without_destination(typed))
    words = _joined(content(WORDS.findall(asked.text)[:MOST_WORDS]), known)
    said, guessed = spelling.read(words, known, guess=False), spelling.read(words, known)
    offered = "" if guessed == said else " ".join(_as_written(guessed, said, known))
    return replace(_understood(said, words, known), grams=asked.grams, offered=offered)


def _as_written(guessed: Sequence[str], said: Sequence[str], known: Vocabulary) -> list[str]:
    return [word if word in said else known.accented(word) for word in guessed]


def read_again(words: Words) -> Words | None:
    """Another reading of a text that no listing holds, to be offered; None without one."""
    known = vocabulary()
    typed = words.said.split()
    other = words.offered.split() or spelling.second_thoughts(typed, known)
    return None if other is None else replace(_understood(other, typed, known), grams=words.grams)


def _understood(said: Sequence[str], typed: Sequence[str], known: Vocabulary) -> Words:
    certain = [fold(word) != word and known.knows(word) for word in said]
    return Words(
        slots=tuple(_slots(said, certain)),
        codes=meant.codes(said, certain),
        asked_forms=forms.asked(" ".join(said)),
        said=" ".join(said),
        corrected=[fold(word) for word in said] != [fold(word) for word in typed],
    )


def _slots(words: Sequence[str], certain: Sequence[bool]) -> list[Slot]:
    found, place = list[Slot](), 0
    while place < len(words):
        length = _phrase_at(words, certain, place)
        phrase = tuple(words[place : place + length])
        found.append(_slot(phrase, all(certain[place : place + length])))
        place += length
    return found


def _phrase_at(words: Sequence[str], certain: Sequence[bool], place: int) -> int:
    """How many words from here on are one phrase that has other names."""
    for length in range(min(LONGEST_PHRASE, len(words) - place), 0, -1):
        phrase = tuple(words[place : place + length])
        sure = all(certain[place : place + length])
        if phrase in accented() if sure else tuple(map(fold, phrase)) in folded():
            return length
    return 1


def _slot(phrase: Phrase, sure: bool) -> Slot:
    plain = tuple(map(fold, phrase))
    exact = accented().get(phrase, (phrase,)) if sure else ()
    others = folded().get(plain, (plain,))[1:]
    if sure:
        others = tuple(tuple(map(fold, other)) for other in exact[1:])
    safe = tuple(other for other in others if len(other) > 1 and len(phrase) > 1) if not sure else ()
    return Slot(
        exact=exact,
        plain=(*_spellings(plain), *safe),
        others=tuple(other for other in others if other not in safe),
    )


def _spellings(phrase: Phrase) -> tuple[Phrase, ...]:
    """ "st25" is written "ST 25" as well."""
    parts = _LETTERS_DIGITS.fullmatch(phrase[0]) if len(phrase) == 1 else None
    return (phrase, (parts[1], parts[2])) if parts else (phrase,)


def content(words: Sequence[str]) -> list[str]:
    """Without filler and a classifier in front, unless nothing else is there."""
    kept = [word for place, word in enumerate(words) if not _is_filler(words, place)] or list(words)
    if len(kept) > 1 and kept[0] in _CLASSIFIERS and fold(kept[1]) != "cay":
        return kept[1:]
    return kept


def _is_filler(words: Sequence[str], place: int) -> bool:
    """ "cần" is none in "rau cần"."""
    pairs = {" ".join(words[start : start + 2]) for start in (max(place - 1, 0), place)}
    return words[place] in FILLER and not pairs & _NAMES


def _joined(words: Sequence[str], known: Vocabulary) -> list[str]:
    """ "st 25" is one word where the catalogue has it as one."""
    found = list[str]()
    for word in words:
        if found and word.isdigit() and found[-1].isalpha() and known.knows_folded(fold(found[-1] + word)):
            found[-1] += word
        else:
            found.append(word)
    return found


def _without_destination(text: str) -> str:
    """ "… giao hà nội" says where to, not what."""
    found = _TO_PLACE.search(text)
    if found and fold(found["place"]) in _province_names():
        return text[: found.start()].strip() or text
    return text


def _province_names() -> Mapping[str, str]:
    return {fold(province.name): province.code for province in provinces()}


def senses(words: Words) -> list[Words]:
    """A single word without accents that the catalogue writes in several ways: each of them, the most
    frequent first. Empty where it means one thing.
    """
    if len(words.slots) != 1 or words.has_accents or " " in words.said:
        return []
    known = vocabulary()
    written = [
        form for form in known.forms.get(words.said, ()) if known.listings[form] and form != words.said
    ]
    read = [_understood([form], [form], known) for form in written[:MOST_SENSES]]
    return read if len(read) > 1 else []
