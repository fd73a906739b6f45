from datetime import timedelta

from celery import shared_task

from kernel.clock import now
from kernel.outbox.operations import prune

KEPT = timedelta(days=30)


@shared_task
def prune_old() -> None:
    prune(older_than=now() - KEPT)
