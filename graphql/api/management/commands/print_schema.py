"""Writes graphql/schema.graphql; with --check says whether it is up to date."""

import difflib
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from graphql import print_schema

from api.schema import schema


def schema_text() -> str:
    return print_schema(schema.graphql_schema) + "\n"


class Command(BaseCommand):
    help = "Print the GraphQL schema to graphql/schema.graphql (--check: fail where the file differs)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        path = Path(settings.BASE_DIR) / "graphql" / "schema.graphql"
        text, kept = schema_text(), path.read_text(encoding="utf-8") if path.exists() else ""
        if not check:
            path.write_text(text, encoding="utf-8")
        elif text != kept:
            self.stderr.writelines(
                difflib.unified_diff(kept.splitlines(), text.splitlines(), "file", "code", lineterm="")
            )
            self.stderr.write("graphql/schema.graphql is out of date: run `python manage.py print_schema`.")
            sys.exit(1)
