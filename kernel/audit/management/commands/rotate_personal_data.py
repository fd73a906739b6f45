from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import models, transaction

from kernel.audit.operations import record
from kernel.clock import now
from kernel.crypto import EncryptedTextField


class Command(BaseCommand):
    help = "Encrypt personal data again with the first of PERSONAL_DATA_KEYS; then the others may go."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="rows in one transaction")

    def handle(self, *, batch: int, **_options: Any) -> None:
        holders = [model for model in apps.get_models() if _secret(model)]
        counts = {model._meta.label: self._rotate(model, batch) for model in holders}
        for label, count in counts.items():
            self.stdout.write(f"{label}: {count}")
        record(
            actor="system:rotate_personal_data",
            action="personal_data.rotated",
            subject="settings:PERSONAL_DATA_KEYS",
            data={"rows": sum(counts.values())},
            at=now(),
        )

    def _rotate(self, model: type[models.Model], batch: int) -> int:
        """By ascending primary key, so that it ends although the shop goes on; new rows have the new key
        already.
        """
        count, last = 0, 0
        while rows := self._rotate_some(model, last, batch):
            count, last = count + len(rows), rows[-1].pk
        return count

    @transaction.atomic
    def _rotate_some(self, model: type[models.Model], last: int, batch: int) -> list[models.Model]:
        """Reading decrypts with whatever key fits, writing encrypts with the first."""
        locked = model._base_manager.select_for_update().filter(pk__gt=last)
        rows = list(locked.order_by("pk").only("pk", *_secret(model))[:batch])
        model._base_manager.bulk_update(rows, _secret(model))
        return rows


def _secret(model: type[models.Model]) -> list[str]:
    """The encrypted fields of a model."""
    return [field.name for field in model._meta.local_fields if isinstance(field, EncryptedTextField)]
