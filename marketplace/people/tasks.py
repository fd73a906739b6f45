from celery import shared_task

from kernel.clock import now
from marketplace.people.operations import prune_expired


@shared_task
def prune() -> None:
    prune_expired(at=now())
