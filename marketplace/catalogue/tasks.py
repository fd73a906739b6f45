"""Ids in, one operation; the clock is read here."""

from celery import shared_task

from kernel.clock import now
from marketplace.catalogue import operations


@shared_task(name="marketplace.catalogue.tasks.encode_photo")
def encode_photo(photo_key: str) -> None:
    operations.encode_photo(photo_key=photo_key)


@shared_task(name="marketplace.catalogue.tasks.expire_lots")
def expire_lots() -> None:
    operations.expire_lots(at=now())


@shared_task(name="marketplace.catalogue.tasks.release_run_out")
def release_run_out() -> None:
    operations.release_run_out(at=now())


@shared_task(name="marketplace.catalogue.tasks.sweep_left_photos")
def sweep_left_photos() -> None:
    at = now()
    operations.sweep_loose_photos(at=at)
    operations.sweep_orphans(at=at)


@shared_task(name="marketplace.catalogue.tasks.sweep_photos")
def sweep_photos() -> None:
    for photo_key in operations.sweep_photos(at=now()):
        encode_photo.delay(photo_key)
