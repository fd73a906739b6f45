"""Photos: taken in as they come, kept private, laid on a listing in the seller's order."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction

from kernel.audit.operations import record
from kernel.errors import NotFound
from kernel.outbox import announce
from marketplace.catalogue.enums import PhotoState
from marketplace.catalogue.events import PhotoUploaded
from marketplace.catalogue.models import Listing, Photo
from marketplace.catalogue.pictures import check_upload
from marketplace.catalogue.refusals import PhotoMissing, TooManyPhotos
from marketplace.catalogue.storing import delete_files
from marketplace.households.queries import acting, household_for
from marketplace.people.rules import Person

MOST_PHOTOS = 8


@transaction.atomic
def add_photo(*, person: Person, household_key: str, file: "File[bytes]", at: datetime) -> Photo:
    """Keep an upload for a household, not yet on a listing; a worker makes the sizes that are shown.

    PhotoTooLarge, PhotoTooSmall, PhotoUnreadable are said before anything is stored. The original is
    private, because telephones write into it where it was taken; it is deleted as soon as the sizes are
    made.
    """
    household = household_for(person=person, key=household_key)
    width, height = check_upload(file)
    photo = Photo(household=household, width=width, height=height, uploaded_at=at)
    photo.original = storages["originals"].save(photo.key, file)
    photo.save()
    announce(PhotoUploaded(aggregate_key=photo.key, version=photo.version))
    _write_down(person, photo, "added", at)
    return photo


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
    photo.delete()
    transaction.on_commit(lambda: delete_files(photo))


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
