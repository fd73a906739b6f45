"""The printed schema is the code's, and everything in it says what it is."""

import io

import pytest
from django.core.management import call_command
from graphql import is_specified_scalar_type

from api.management.commands.print_schema import schema_text
from api.schema import schema

TYPES = [kind for name, kind in schema.graphql_schema.type_map.items() if not name.startswith("__")]
RELAY = ("Connection", "Edge", "Payload")


def test_the_file_is_up_to_date() -> None:
    call_command("print_schema", "--check", stderr=io.StringIO())


def test_printing_is_the_same_every_time() -> None:
    assert schema_text() == schema_text()


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_every_type_says_what_it_is(kind: object) -> None:
    assert is_specified_scalar_type(kind) or kind.description  # type: ignore[arg-type,attr-defined]


def test_what_is_optional_with_a_default_may_not_be_null() -> None:
    assert "= null" not in schema_text()
