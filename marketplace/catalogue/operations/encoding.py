"""Making the sizes of a photo that are shown. Runs in a worker; may run again at any point without harm."""

from datetime import datetime

from django.core.files.storage import storages
from django.db import transaction

from kernel.errors import Refusal
from kernel.states import check_move
from marketplace.catalogue.enums import PhotoState
from marketplace.catalogue.models import Photo
from marketplace.catalogue.pictures import Pictures, make_pictures
from marketplace.catalogue.refusals import PhotoUnreadable
from marketplace.catalogue.storing import delete_original, store


def encode_photo(*, photo_key: str, at: datetime) -> Photo | None:
    """UPLOADED → READY with its files, or BROKEN with the reason. None when the photo was removed meanwhile.

    Two workers with the same photo wait for each other by its row. The original goes after the commit: if
    we are killed before that, the next run finds READY and deletes it.
    """
    with transaction.atomic():
        photo = Photo.objects.select_for_update(no_key=True).filter(key=photo_key).first()
        if photo is None:
            return None
        if photo.state == PhotoState.UPLOADED:
            _encode(photo, at)
    if photo.original:
        delete_original(photo)
        Photo.objects.filter(pk=photo.pk).update(original="")
    return photo


def _encode(photo: Photo, at: datetime) -> None:
    try:
        pictures = _make(photo)
    except Refusal as refusal:
        check_move(photo.state, PhotoState.BROKEN)
        photo.state, photo.broken_reason = PhotoState.BROKEN, refusal.text
    else:
        photo.base = f"photos/{at:%Y%m}/{photo.key}"
        for rendition in pictures.renditions:
            store(photo.base, rendition)
        check_move(photo.state, PhotoState.READY)
        photo.state, photo.ground = PhotoState.READY, pictures.ground
    photo.version += 1
    photo.save()


def _make(photo: Photo) -> Pictures:
    try:
        with storages["originals"].open(photo.original) as file:
            return make_pictures(file)
    except FileNotFoundError as problem:
        raise PhotoUnreadable from problem
