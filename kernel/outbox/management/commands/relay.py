import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from kernel.outbox.service import Service, drain


class Command(BaseCommand):
    help = "Hand events to their handlers until stopped. Any number may run, on any machine."
    requires_system_checks = []  # they load every page; `manage.py check` is for that

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="handle what is due, then stop")

    def handle(self, *, once: bool, **_options: Any) -> None:
        if once:
            self.stdout.write(f"{drain()} handled")
            return
        service = Service()
        signal.signal(signal.SIGTERM, service.stop)
        signal.signal(signal.SIGINT, service.stop)
        self.stdout.write("relay runs")
        service.run()
