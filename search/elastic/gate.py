"""What a new index must show before people search it."""

from importlib import import_module
from time import sleep

from django.conf import settings
from django.db import connection

from kernel.clock import local_day, now
from search import vocabulary
from search.elastic import query
from search.elastic.client import indexing
from search.elastic.rebuild import Gate, GateClosed
from search.models import SearchEntry
from search.request import SearchRequest
from search.words import read_words

SAMPLE = 50
ENOUGH = 0.9
LOSS = 0.01  # of the entries that may be missing: they change while it is filled


def gates() -> list[Gate]:
    """The house's own, and the one that SEARCH_GATE names (`package.module.function`)."""
    named = settings.SEARCH_GATE
    return [is_whole, finds_its_own, *([_named(named)] if named else [])]


def _named(path: str) -> Gate:
    module, _, name = path.rpartition(".")
    gate: Gate = getattr(import_module(module), name)
    return gate


def is_whole(index: str) -> None:
    """As many documents as entries."""
    entries, documents = SearchEntry.objects.count(), indexing().count(index=index)["count"]
    if abs(entries - documents) > entries * LOSS + SAMPLE:
        raise GateClosed(f"{index} holds {documents} documents of {entries} entries")


def finds_its_own(index: str) -> None:
    """Of a sample of listings nearly every one answers to its own title.

    Which place it takes is not asked: in a large shop hundreds carry nearly the same title. The catalogue's
    words are counted first: a text is read by them, and a new shop's are not known yet.
    """
    while vocabulary.count_words() < 0:
        sleep(0.2)  # somebody else is at it
    vocabulary.forget()
    listings = _sample()
    found = sum(_is_found(index, listing_id, title) for listing_id, title in listings)
    if found < len(listings) * ENOUGH:
        raise GateClosed(f"{index} finds {found} of {len(listings)} listings by their own title")


def _sample() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT listing_id, title FROM search_entry ORDER BY hashint8(listing_id) LIMIT %s", [SAMPLE]
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _is_found(index: str, listing_id: int, title: str) -> bool:
    asked = query.build(
        request=SearchRequest(text=title, size=1), words=read_words(title), today=local_day(now())
    )
    told = indexing().search(index=index, body=asked.filter("ids", values=[str(listing_id)]).to_dict())
    return bool(told["hits"]["hits"])
