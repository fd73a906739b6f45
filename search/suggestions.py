"""What somebody may be typing: shelves, provinces and words of the catalogue, before the last word is whole.

Answered by PostgreSQL from the small table search_phrase, whichever engine searches.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from kernel.text import fold, tidy_line
from search.enums import Leads
from search.keyboards import readings
from search.vocabulary import WORDS, Vocabulary, one_slip, vocabulary
from search.words import LONGEST, MOST_WORDS, content

MOST = 20
MOST_SLIPS = 12  # words that one may have been meant as
SHORTEST_BEGINNING = 4  # letters from which on the beginning of a word may be mistyped
TAIL = 2  # words of a province's name that stand behind others

_BEST = """
    ORDER BY exact LIKE %(exact)s DESC, ' ' || exact LIKE %(within)s DESC, folded LIKE %(folded)s DESC,
        listings > 0 DESC, listings DESC, length(text), text
    LIMIT %(most)s
"""
_WHOLE = f"""
    SELECT text, leads, value, listings FROM search_phrase
    WHERE words @@ to_tsquery('simple', %(query)s) {_BEST}
"""
_BEHIND = f"""
    SELECT %(head)s || ' ' || text, '{Leads.WORDS.value}', '', 0 FROM search_phrase
    WHERE leads = '{Leads.PROVINCE.value}' AND words @@ to_tsquery('simple', %(query)s)
        AND folded LIKE %(folded)s AND EXISTS (
            SELECT FROM search_entry e WHERE e.folded @@ to_tsquery('simple', %(others)s)
                AND e.province_code = search_phrase.value
        ) {_BEST}
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` to show and to search for; `value`: the shelf's code where it leads to one. `listings`: how many
    the shelf has, or how many titles begin so, as of the last count; 0 where that was not counted.
    """

    text: str
    leads: Leads
    value: str
    listings: int


def suggest(*, text: str, first: int = 8) -> list[Suggestion]:
    """Up to `first` for a text of which the last word may be unfinished; none for one without words.

    As it is typed, without accents or on a raw keyboard; else the last words as a province where the others
    are on sale; else with slips of the finger put right.
    """
    words = content(WORDS.findall(tidy_line(text)[:LONGEST].lower())[:MOST_WORDS])
    if not words:
        return []
    known, most = vocabulary(), min(max(first, 1), MOST)
    said = [_decoded(word, known) or word for word in words]
    ways = [list(dict.fromkeys([fold(word), fold(meant)])) for word, meant in zip(words, said, strict=True)]
    found = _find(_WHOLE, said, ways, most)
    for start in range(max(1, len(words) - TAIL), len(words)):
        if not found and _is_known(said[:start], known):
            found = _find(_BEHIND, said[start:], ways[start:], most, head=said[:start])
    return found or _find(_WHOLE, said, _with_slips(ways, known), most)


def _is_known(words: Sequence[str], known: Vocabulary) -> bool:
    return all(known.knows(word) or (fold(word) == word and known.knows_folded(word)) for word in words)


def _decoded(word: str, known: Vocabulary) -> str:
    """A raw Telex or VNI syllable, whole or begun, where what was typed is no word itself."""
    if known.knows_folded(fold(word)):
        return ""
    read = [reading for reading in readings(word) if reading != word]
    return next((reading for reading in read if known.knows(reading)), read[0] if read else "")


def _with_slips(ways: Sequence[Sequence[str]], known: Vocabulary) -> list[list[str]]:
    plain = [mine[-1] for mine in ways]
    slipped = [
        [*mine, *_slips(plain[place], plain[place - 1] if place else "", known)]
        for place, mine in enumerate(ways)
    ]
    slipped[-1] += _beginnings(plain[-1], known)
    return slipped


def _slips(folded: str, before: str, known: Vocabulary) -> list[str]:
    """Words one slip away: those that the catalogue has behind the word before, where there are such."""
    found = sorted(known.close_to(folded), key=lambda word: -known.uses(word))[:MOST_SLIPS]
    return [word for word in found if known.knows_folded(f"{before} {word}")] or found


def _beginnings(folded: str, known: Vocabulary) -> list[str]:
    """Words whose beginning is one slip away; the first letter is hardly ever the wrong one."""
    if len(folded) < SHORTEST_BEGINNING:
        return []
    lengths = range(len(folded) - 1, len(folded) + 2)
    longer = (
        word for word in known.forms if word[0] == folded[0] and len(word) > len(folded) and " " not in word
    )
    found = [word for word in longer if any(one_slip(folded, word[:length]) for length in lengths)]
    return sorted(found, key=lambda word: -known.uses(word))[:MOST_SLIPS]


def _find(
    statement: str, said: Sequence[str], ways: Sequence[Sequence[str]], most: int, head: Sequence[str] = ()
) -> list[Suggestion]:
    typed = " ".join(said)
    values: dict[str, Any] = {
        "query": " & ".join(_parts(ways)),
        "exact": f"{typed}%",
        "within": f"% {typed}%" if fold(typed) != typed else "",
        "folded": f"{fold(typed)}%",
        "head": " ".join(head),
        "others": " & ".join(fold(word) for word in head),
        "most": most,
    }
    used = {name: value for name, value in values.items() if f"%({name})s" in statement}
    with connection.cursor() as cursor:
        cursor.execute(statement, used)
        return [Suggestion(row[0], Leads(row[1]), row[2], row[3]) for row in cursor.fetchall()]


def _parts(ways: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each word in one of its ways; the last as a beginning."""
    for place, mine in enumerate(ways):
        end = ":*" if place == len(ways) - 1 else ""
        yield "(" + " | ".join(f"{way}{end}" for way in mine) + ")"
