"""Photos that nobody laid on a listing, and files that no row speaks of: what was begun and left."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.core.files.storage import Storage, default_storage, storages
from django.db import transaction
from django.utils import timezone

from kernel.clock import local_day
from marketplace.catalogue.models import Photo
from marketplace.catalogue.operations.photos import announce_removal
from marketplace.catalogue.storing import folder_of

LOOSE_FOR = timedelta(days=30)
ORPHANED_FOR = timedelta(days=1)
"""Far longer than an upload or a worker takes between a file and its row."""
BATCH = 500


def sweep_loose_photos(*, at: datetime) -> int:
    """Remove photos that lie on no listing for a month; how many. Their files follow by the event."""
    swept = 0
    while batch := _sweep_batch(at):
        swept += batch
    return swept


@transaction.atomic
def _sweep_batch(at: datetime) -> int:
    loose = Photo.objects.filter(listing=None, uploaded_at__lt=at - LOOSE_FOR).order_by("pk")
    photos = list(loose.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    for photo in photos:
        announce_removal(photo)
    Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    return len(photos)


def sweep_orphans(*, at: datetime) -> int:
    """Delete files older than a day that belong to no photo: originals, and the sizes of this month and the
    last (an older one is deleted by the event of its removal, which is never lost). How many.
    """
    today = local_day(at)
    months = (today, today.replace(day=1) - timedelta(days=1))
    originals = storages["originals"]
    orphans = [(originals, name) for name in _unknown_originals(originals)]
    orphans += [(default_storage, name) for month in months for name in _unknown_sizes(month)]
    old = [(storage, name) for storage, name in orphans if _changed_at(storage, name) < at - ORPHANED_FOR]
    for storage, name in old:
        storage.delete(name)
    return len(old)


def _unknown_originals(storage: Storage) -> Iterator[str]:
    """An original is named by the key of its photo, and the row forgets it when the sizes are made."""
    for names in _batches(_files(storage, "")):
        kept = Photo.objects.filter(key__in=names).exclude(original="").values_list("original", flat=True)
        yield from set(names) - set(kept)


def _unknown_sizes(month: date) -> Iterator[str]:
    """A photo that still waits for its sizes will have them under its key."""
    folder = folder_of(month)
    by_base: dict[str, list[str]] = defaultdict(list)
    for name in _files(default_storage, folder):
        by_base[name.rpartition("-")[0]].append(f"{folder}/{name}")
    for keys in _batches(list(by_base)):
        shown = Photo.objects.filter(base__in=[f"{folder}/{key}" for key in keys])
        known = {base.rpartition("/")[2] for base in shown.values_list("base", flat=True)}
        known.update(Photo.objects.filter(key__in=keys, base="").values_list("key", flat=True))
        yield from (name for key in keys if key not in known for name in by_base[key])


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), BATCH):
        yield names[start : start + BATCH]


def _files(storage: Storage, folder: str) -> list[str]:
    try:
        return storage.listdir(folder)[1]
    except FileNotFoundError:
        return []


def _changed_at(storage: Storage, name: str) -> datetime:
    """Gone meanwhile is as good as new."""
    try:
        return storage.get_modified_time(name)
    except FileNotFoundError:
        return timezone.now()
