"""The indices behind the alias: made, swapped, gone back to, thrown away. Each has a row in search_index."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from elasticsearch import NotFoundError

from search.elastic.client import alias, indexing
from search.elastic.index import LIVE_SETTINGS, body, shape
from search.enums import IndexState
from search.locks import Lock, hold
from search.models import SearchIndex, SearchUnsent


class NothingKept(Exception):
    """There is no earlier index to go back to."""


def live() -> SearchIndex | None:
    return SearchIndex.objects.filter(state=IndexState.LIVE).first()


def needs_rebuild() -> str:
    """Why a new index is to be built, in words; empty when none is."""
    current = live()
    if current is None:
        return "there is no index yet"
    if current.shape != shape():
        return "the fields or the analysis have changed"
    if not exists(current.name):
        return f"{current.name} is gone"
    if not indexing().indices.exists_alias(index=current.name, name=alias()):
        return f"{current.name} is not searched"
    return ""


def exists(name: str) -> bool:
    return bool(indexing().indices.exists(index=name))


def create(*, at: datetime) -> SearchIndex:
    """A new, empty index. From the row on every change is written to it, too."""
    name = f"{alias()}-{at:%Y%m%d-%H%M%S-%f}"
    indexing().indices.create(index=name, **body(shards=settings.ELASTICSEARCH_SHARDS))
    with transaction.atomic():
        hold(Lock.ENTRIES)  # a rebuild of entries that began before the row would not queue for it
        return SearchIndex.objects.create(name=name, state=IndexState.FILLING, shape=shape(), created_at=at)


def open_for_searches(name: str) -> None:
    """From filling to serving: it refreshes by itself, has its copies, and shows all that was written."""
    replicas = settings.ELASTICSEARCH_REPLICAS
    indexing().indices.put_settings(index=name, settings={**LIVE_SETTINGS, "number_of_replicas": replicas})
    indexing().indices.refresh(index=name)


def swap(*, to: SearchIndex) -> None:
    """Searches go to `to` from one moment to the next. The former one is kept in step, for the way back.

    Rows first: killed in between, the next `needs_rebuild` sees a live index that is not searched.
    """
    with transaction.atomic():
        SearchIndex.objects.filter(state=IndexState.LIVE).update(state=IndexState.KEPT)
        SearchIndex.objects.filter(pk=to.pk).update(state=IndexState.LIVE)
        point_alias(to.name)


def point_alias(name: str) -> None:
    """In one step of the cluster's own."""
    former = [other for other in _behind_alias() if other != name]
    actions = [{"remove": {"index": other, "alias": alias()}} for other in former]
    indexing().indices.update_aliases(actions=[*actions, {"add": {"index": name, "alias": alias()}}])


def _behind_alias() -> list[str]:
    try:
        return list(indexing().indices.get_alias(name=alias()).body)
    except NotFoundError:
        return []


def go_back() -> SearchIndex:
    """Search the kept index again. It was written to all the time, so nothing is missing from it.

    Raises NothingKept.
    """
    kept = SearchIndex.objects.filter(state=IndexState.KEPT).order_by("-created_at").first()
    if kept is None or not exists(kept.name):
        raise NothingKept
    swap(to=kept)
    return kept


def throw_away(rows: Sequence[SearchIndex]) -> None:
    """Delete the indices; the row last, so that a failure leaves something to see."""
    for row in rows:
        indexing().options(ignore_status=404).indices.delete(index=row.name)
        row.delete()


def forget_missing() -> None:
    """Rows of indices that are not there: an emptied server has none."""
    for row in SearchIndex.objects.all():
        if not exists(row.name):
            row.delete()


def throw_away_strangers() -> None:
    """Indices of ours that no row knows: the database was made anew."""
    known = set(SearchIndex.objects.values_list("name", flat=True))
    ours = re.compile(re.escape(alias()) + r"-\d{8}-\d{6}-\d{6}")
    for name in indexing().indices.get(index=f"{alias()}-*", features="settings").body:
        if name not in known and ours.fullmatch(name):
            indexing().options(ignore_status=404).indices.delete(index=name)


def forget_all() -> None:
    """Nothing is kept in Elasticsearch any more, and nothing is queued for it."""
    throw_away(list(SearchIndex.objects.all()))
    SearchUnsent.objects.all().delete()
