"""Does every lot add up? Exit code 1 and a line for each that does not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.catalogue.stock import imbalances


class Command(BaseCommand):
    help = "Checks that each lot's quantity is what is available, written off, held and taken of it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        wrong = imbalances()
        for lot in wrong:
            self.stdout.write(
                f"lot {lot.lot_key}: {lot.quantity} in, {lot.available} available, "
                f"{lot.written_off} written off, {lot.reserved} held or taken"
            )
        if wrong:
            raise CommandError(f"{len(wrong)} lots do not add up")
        self.stdout.write("every lot adds up")
