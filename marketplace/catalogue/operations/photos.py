"""Photos: taken in as they come, kept private, laid on a listing in the seller's order."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction

from kernel.audit.operations import record
from kernel.database import advisory_lock
from kernel.errors import NotFound
from kernel.outbox import announce
from marketplace.catalogue.enums import PhotoState
from marketplace.catalogue.events import PhotoRemoved, PhotoUploaded
from marketplace.catalogue.models import Listing, Photo
from marketplace.catalogue.pictures import check_upload
from marketplace.catalogue.refusals import PhotoMissing, TooManyLoosePhotos, TooManyPhotos
from marketplace.catalogue.storing import base_of, delete_original
from marketplace.households.models import Household
from marketplace.households.queries import acting, household_for
from marketplace.people.rules import Person

MOST_PHOTOS = 8
"""Of a listing."""
MOST_LOOSE_PHOTOS = 30
"""Of a household, on no listing yet."""


def add_photo(*, person: Person, household_key: str, file: "File[bytes]", at: datetime) -> Photo:
    """Keep an upload for a household, not yet on a listing; a worker makes the sizes that are shown.

    PhotoTooLarge, PhotoTooSmall, PhotoUnreadable, TooManyLoosePhotos are said before anything is stored. The
    original is private, because telephones write into it where it was taken; it is deleted as soon as the
    sizes are made. The file is there before its row; without the row it is deleted again, by the nightly
    sweep (orphans.py) where a crash or a transaction around us left it.
    """
    household = household_for(person=person, key=household_key)
    width, height = check_upload(file)
    _refuse_hoarding(household)
    photo = Photo(household=household, width=width, height=height, uploaded_at=at)
    photo.original = storages["originals"].save(photo.key, file)
    try:
        _keep(person, photo, at)
    except BaseException:
        delete_original(photo.original)
        raise
    return photo


@transaction.atomic
def _keep(person: Person, photo: Photo, at: datetime) -> None:
    advisory_lock(f"catalogue.photos:{photo.household_id}")  # of two uploads one may be the last
    _refuse_hoarding(photo.household)
    photo.save()
    announce(PhotoUploaded(aggregate_key=photo.key, version=photo.version))
    _write_down(person, photo, "added", at)


def _refuse_hoarding(household: Household) -> None:
    if Photo.objects.filter(household=household, listing=None).count() >= MOST_LOOSE_PHOTOS:
        raise TooManyLoosePhotos(limit=MOST_LOOSE_PHOTOS)


@transaction.atomic
def remove_photo(*, person: Person, photo_key: str, at: datetime) -> None:
    """Gone for good, with its files once no copy of the listing shows them. A listing on sale keeps at
    least one.
    """
    photo = Photo.objects.select_related("household", "listing").filter(key=photo_key).first()
    if photo is None:
        raise NotFound(field="photo")
    household_for(person=person, key=photo.household.key)
    _refuse_to_sell_unseen(photo)
    _write_down(person, photo, "removed", at)
    announce_removal(photo)
    photo.delete()


def announce_removal(photo: Photo) -> None:
    """The files go after the commit, by an event, which a crash does not lose."""
    announce(
        PhotoRemoved(
            aggregate_key=photo.key,
            version=photo.version + 1,
            original=photo.original,
            base=base_of(photo),
        )
    )


def _refuse_to_sell_unseen(photo: Photo) -> None:
    if photo.listing is None or not photo.listing.on_sale:
        return
    others = Photo.objects.filter(listing=photo.listing).exclude(pk=photo.pk).exclude(state=PhotoState.BROKEN)
    if not others.exists():
        raise PhotoMissing


def place_photos(listing: Listing, keys: Sequence[str]) -> None:
    """These photos of the household, in this order, are the listing's; the others it had become loose."""
    if len(keys) > MOST_PHOTOS:
        raise TooManyPhotos(limit=MOST_PHOTOS)
    photos = {
        photo.key: photo for photo in Photo.objects.filter(household_id=listing.household_id, key__in=keys)
    }
    if set(keys) - set(photos):
        raise NotFound(field="photos")
    Photo.objects.filter(listing=listing).exclude(key__in=keys).update(listing=None)
    for position, key in enumerate(dict.fromkeys(keys)):
        Photo.objects.filter(pk=photos[key].pk).update(
            listing=listing, position=position, alt=listing.title[:120]
        )


def _write_down(person: Person, photo: Photo, action: str, at: datetime) -> None:
    record(
        actor=person.actor,
        action=f"photo.{action}",
        subject=f"photo:{photo.key}",
        acting_for=acting(person=person, household=photo.household).acting_for,
        data={"state": photo.state},
        at=at,
    )
