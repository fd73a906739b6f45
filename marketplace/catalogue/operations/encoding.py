"""Making the sizes of a photo that are shown. Runs in a worker; may run again at any point without harm."""

from django.core.files.storage import storages
from django.db import transaction

from kernel.errors import Refusal
from kernel.states import check_move
from marketplace.catalogue.enums import PhotoState
from marketplace.catalogue.models import Photo
from marketplace.catalogue.pictures import Pictures, make_pictures
from marketplace.catalogue.refusals import PhotoUnreadable
from marketplace.catalogue.storing import base_of, delete_original, delete_sizes, store


def encode_photo(*, photo_key: str) -> Photo | None:
    """UPLOADED → READY with its files, or BROKEN with the reason. None when the photo was removed meanwhile.

    Files first, then the row, in a short transaction of its own: a row never speaks of files that are not
    there. Where they lie follows from the row alone, so that a run that was killed leaves nothing that the
    next one does not write over, and two workers with the same photo write the same. The original goes last.
    """
    photo = Photo.objects.filter(key=photo_key).first()
    if photo is None:
        return None
    if photo.state == PhotoState.UPLOADED:
        photo = _encode(photo)
    if photo is not None and photo.original:
        delete_original(photo.original)
        Photo.objects.filter(pk=photo.pk).update(original="")
    return photo


def _encode(photo: Photo) -> Photo | None:
    base = base_of(photo)
    made = _make(photo)
    for rendition in made.renditions if isinstance(made, Pictures) else ():
        store(base, rendition)
    finished = _write(photo, base, made)
    if finished is None:
        delete_sizes(base)
    return finished


def _make(photo: Photo) -> Pictures | Refusal:
    try:
        with storages["originals"].open(photo.original) as file:
            return make_pictures(file)
    except FileNotFoundError:
        return PhotoUnreadable()
    except Refusal as refusal:
        return refusal


@transaction.atomic
def _write(photo: Photo, base: str, made: Pictures | Refusal) -> Photo | None:
    """What another worker has written stays."""
    locked = Photo.objects.select_for_update(no_key=True).filter(pk=photo.pk).first()
    if locked is None or locked.state != PhotoState.UPLOADED:
        return locked
    new = PhotoState.READY if isinstance(made, Pictures) else PhotoState.BROKEN
    check_move(locked.state, new)
    locked.state = new
    if isinstance(made, Pictures):
        locked.base, locked.ground = base, made.ground
    else:
        locked.broken_reason = made.text
    locked.version += 1
    locked.save()
    return locked
