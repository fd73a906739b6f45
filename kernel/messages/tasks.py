from datetime import timedelta

from celery import shared_task

from kernel.clock import now
from kernel.messages.operations import prune

KEPT = timedelta(days=90)


@shared_task
def prune_old() -> None:
    prune(older_than=now() - KEPT)
