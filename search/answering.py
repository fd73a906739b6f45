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


class Ask(Protocol):
    """An engine: one page of what has all the words or, `relaxed`, some of them."""

    def __call__(
        self, *, request: SearchRequest, words: Words, today: date, relaxed: bool
    ) -> SearchResult: ...


def answer(ask: Ask, *, request: SearchRequest, today: date) -> SearchResult:
    words = read_words(request.text)
    if request.text.strip() and not words:
        return SearchResult([], has_more=False, total=0, facets={name: {} for name in FACETS})
    if request.sort is Sort.BEST and (meanings := senses(words)):
        return _mixed(ask, request, words, today, meanings)
    found = ask(request=request, words=words, today=today, relaxed=False)
    if not found.hits and request.after is None and (other := read_again(words)):
        again = ask(request=request, words=other, today=today, relaxed=False)
        found, words = (again, other) if again.hits else (found, words)
    found = replace(found, said=words.said if words.corrected else "")
    few = len(found.hits) < FEW and not found.has_more and request.after is None
    if words and few and (request.near or not found.hits):
        return _with_near(ask, request, words, today, found)
    return found


def _with_near(
    ask: Ask, request: SearchRequest, words: Words, today: date, found: SearchResult
) -> SearchResult:
    if not (words.several or words.codes):
        return found
    loose = replace(request, size=FEW + len(found.hits), total=False, facets=False)
    there = {hit.listing_id for hit in found.hits}
    close = ask(request=loose, words=words, today=today, relaxed=True).hits
    near = [hit for hit in close if hit.listing_id not in there][:FEW]
    if found.hits:
        return replace(found, near=near)
    return replace(found, hits=near, has_more=False, relaxed=bool(near))


def _mixed(
    ask: Ask, request: SearchRequest, words: Words, today: date, meanings: Sequence[Words]
) -> SearchResult:
    """The best of each meaning in turn, then the rest in order. Later pages leave out those in front again,
    so that nothing comes twice.
    """
    front = _front(ask, request, today, meanings)
    room = request.size if request.after is not None else max(request.size - len(front.hits), 1)
    found = ask(request=replace(request, size=room), words=words, today=today, relaxed=False)
    there = {hit.listing_id for hit in front.hits}
    rest = [hit for hit in found.hits if hit.listing_id not in there]
    hits = rest if request.after is not None else [*front.hits, *rest]
    if hits and not rest and found.hits:
        hits[-1] = Hit(hits[-1].listing_id, found.hits[-1].place)
    return replace(found, hits=hits, senses=front.senses)


def _front(ask: Ask, request: SearchRequest, today: date, meanings: Sequence[Words]) -> SearchResult:
    """What stands before the order; whoever goes on from there begins with the order's first."""
    most = max(min(IN_FRONT, request.size - 1), 1)
    lone = replace(request, size=-(-most // len(meanings)), after=None, total=False, facets=False)
    pages = [ask(request=lone, words=meaning, today=today, relaxed=False).hits for meaning in meanings]
    hits = [Hit(hit.listing_id, _before_all(hit.place)) for hit in _in_turn(pages)[:most]]
    said = [meaning.said for meaning, page in zip(meanings, pages, strict=True) if page]
    return SearchResult(hits, has_more=False, senses=tuple(said) if len(said) > 1 else ())


def _before_all(place: Place) -> Place:
    return (ELASTIC if place[0] >= ELASTIC else 0) + 1, FIRST, FIRST


def _in_turn(pages: Sequence[Sequence[Hit]]) -> list[Hit]:
    found: dict[int, Hit] = {}
    for place in range(max(map(len, pages), default=0)):
        for page in pages:
            if place < len(page):
                found.setdefault(page[place].listing_id, page[place])
    return list(found.values())
