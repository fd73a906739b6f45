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
FIRST = 10  # among these a listing is to be found by its own title
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
    """Of a sample of listings nearly every one, or one of the same title, is found by its title.

    The catalogue's words are counted first: a text is read by them, and a new shop's are not known yet.
    """
    while vocabulary.count_words() < 0:
        sleep(0.2)  # somebody else is at it
    vocabulary.forget()
    titles = _sample()
    found = sum(_is_found(index, title) for title in titles)
    if found < len(titles) * ENOUGH:
        raise GateClosed(f"{index} finds {found} of {len(titles)} listings by their own title")


def _sample() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM search_entry ORDER BY hashint8(listing_id) LIMIT %s", [SAMPLE])
        return [row[0] for row in cursor.fetchall()]


def _is_found(index: str, title: str) -> bool:
    asked = query.build(
        request=SearchRequest(text=title, size=FIRST), words=read_words(title), today=local_day(now())
    ).to_dict()
    told = indexing().search(index=index, body={**asked, "_source": ["title"], "stored_fields": ["_id"]})
    return any(hit["_source"]["title"] == title for hit in told["hits"]["hits"])
