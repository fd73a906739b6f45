"""What the catalogue does when something happened."""

from kernel.clock import now
from kernel.outbox import handles
from marketplace.catalogue import tasks
from marketplace.catalogue.enums import PauseReason
from marketplace.catalogue.events import PhotoRemoved, PhotoUploaded
from marketplace.catalogue.operations import pause_household
from marketplace.catalogue.storing import delete_original, delete_sizes
from marketplace.households.events import HouseholdSuspended


@handles(PhotoUploaded, outside=True)
def make_the_sizes(event: PhotoUploaded) -> None:
    """Pixels are a worker's job; a relay only passes the key on."""
    tasks.encode_photo.delay(event.aggregate_key)


@handles(PhotoRemoved, outside=True)
def delete_the_files(event: PhotoRemoved) -> None:
    if event.original:
        delete_original(event.original)
    delete_sizes(event.base)


@handles(HouseholdSuspended)
def pause_its_listings(event: HouseholdSuspended) -> None:
    pause_household(household_key=event.aggregate_key, reason=PauseReason.SUSPENDED, at=now())
