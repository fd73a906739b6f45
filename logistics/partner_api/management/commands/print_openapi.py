"""Print the partner API's contract to openapi.yaml, or check that it is the printed one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from logistics.partner_api.openapi import FILE, as_yaml


class Command(BaseCommand):
    help = "Writes logistics/partner_api/openapi.yaml; --check fails when it is not what the code says."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        from logistics.partner_api.api import partner_api

        text = as_yaml(partner_api.get_openapi_schema())
        if not check:
            FILE.write_text(text, encoding="utf-8")
        elif text != FILE.read_text(encoding="utf-8"):
            raise CommandError("openapi.yaml differs: run `manage.py print_openapi` and look at the diff")
