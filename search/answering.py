"""How a text becomes a page, whichever engine finds: what was meant first, then what is near to it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from search.enums import Sort
from search.request import ELASTIC, FACETS, Hit, Place, SearchRequest, SearchResult
from search.words import Words, read_again, read_words, senses

FEW = 10
"""With fewer hits than this, near ones are shown below them."""
IN_FRONT = 10
"""Among so many each sense of an ambiguous word is seen."""
FIRST = 2**53 - 1
"""Higher than any score or id."""


Asked = tuple[SearchRequest, Words]


class Engine(Protocol):
    """`ask`: one page of what has all the words or, `relaxed`, some of them. `ask_all`: several at once."""

    def ask(self, *, request: SearchRequest, words: Words, today: date, relaxed: bool) -> SearchResult: ...

    def ask_all(self, *, asked: Sequence[Asked], today: date) -> list[SearchResult]: ...


def answer(engine: Engine, *, request: SearchRequest, today: date) -> SearchResult:
    words = read_words(request.text)
    if request.text.strip() and not words:
        return SearchResult([], has_more=False, total=0, facets={name: {} for name in FACETS})
    if request.sort is Sort.BEST and (meanings := senses(words)):
        return _mixed(engine, request, words, today, meanings)
    found = engine.ask(request=request, words=words, today=today, relaxed=False)
    if not found.hits and request.after is None and (other := read_again(words)):
        again = engine.ask(request=request, words=other, today=today, relaxed=False)
        if again.hits:
            return replace(again, has_more=False, relaxed=True, offered=other.said)
    found = replace(found, said=words.said if words.corrected else "")
    few = len(found.hits) < FEW and not found.has_more and request.after is None
    if few and found.hits:
        found = replace(found, offered=words.offered)
    if words and few and (request.near or not found.hits):
        return _with_near(engine, request, words, today, found)
    return found


def _with_near(
    engine: Engine, request: SearchRequest, words: Words, today: date, found: SearchResult
) -> SearchResult:
    if not (words.several or words.codes):
        return found
    loose = replace(request, size=FEW + len(found.hits), total=False, facets=False)
    there = {hit.listing_id for hit in found.hits}
    close = engine.ask(request=loose, words=words, today=today, relaxed=True).hits
    near = [hit for hit in close if hit.listing_id not in there][:FEW]
    if found.hits:
        return replace(found, near=near)
    return replace(found, hits=near, has_more=False, relaxed=bool(near))


def _mixed(
    engine: Engine, request: SearchRequest, words: Words, today: date, meanings: Sequence[Words]
) -> SearchResult:
    """The best of each commodity that is meant in turn, then the rest in order, which has the meanings that
    name none. Later pages leave out those in front again, so that nothing comes twice; whoever goes on from
    those in front begins with the order's first.
    """
    most = min(IN_FRONT, request.size - 1)  # one at least is of the order, for the next page to begin at
    share = max(-(-most // len(meanings)), 1)
    lone = {meaning.said: _lone(request, meaning, share) for meaning in meanings}
    apart = [(one, meaning) for meaning in meanings if (one := lone[meaning.said])]
    found, *pages = engine.ask_all(asked=[(request, words), *apart], today=today)
    front = [
        Hit(hit.listing_id, _before_all(hit.place)) for hit in _in_turn([page.hits for page in pages])[:most]
    ]
    none = {meaning.said for (_one, meaning), page in zip(apart, pages, strict=True) if not page.hits}
    said = tuple(said for said, one in lone.items() if said not in none and (one or not _chosen(request)))
    return replace(_behind(front, found, request), senses=said if len(said) > 1 else ())


def _lone(request: SearchRequest, meaning: Words, size: int) -> SearchRequest | None:
    """The best few of the commodities that a meaning names: one kind of goods is a small part of all that has
    the word. None where it names none, or none of those chosen.
    """
    codes = tuple(code for code in meaning.codes if code in (_chosen(request) or meaning.codes))
    filters = replace(request.filters, commodities=codes)
    few = replace(request, filters=filters, size=size, after=None, total=False, facets=False)
    return few if codes else None


def _chosen(request: SearchRequest) -> Sequence[str]:
    return request.filters.commodities


def _behind(front: Sequence[Hit], found: SearchResult, request: SearchRequest) -> SearchResult:
    room = request.size if request.after is not None else max(request.size - len(front), 1)
    there = {hit.listing_id for hit in front}
    rest = [hit for hit in found.hits if hit.listing_id not in there]
    hits = rest[:room] if request.after is not None else [*front, *rest[:room]]
    if hits and not rest and found.hits:
        hits[-1] = Hit(hits[-1].listing_id, found.hits[-1].place)
    return replace(found, hits=hits, has_more=found.has_more or len(rest) > room)


def _before_all(place: Place) -> Place:
    return (ELASTIC if place[0] >= ELASTIC else 0) + 1, FIRST, FIRST


def _in_turn(pages: Sequence[Sequence[Hit]]) -> list[Hit]:
    found: dict[int, Hit] = {}
    for place in range(max(map(len, pages), default=0)):
        for page in pages:
            if place < len(page):
                found.setdefault(page[place].listing_id, page[place])
    return list(found.values())
