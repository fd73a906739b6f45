"""The contract is what is printed, its examples are true, and the API keeps it."""

from collections.abc import Iterator
from typing import Any, Final

import jsonschema_rs
import pytest
from django.core.management import call_command
from django.test import Client

from logistics.partner_api import examples
from logistics.partner_api.api import partner_api
from logistics.partner_api.openapi import _plain

DOCUMENT: Final = _plain(partner_api.get_openapi_schema())


def test_openapi_yaml_is_the_printed_one() -> None:
    call_command("print_openapi", "--check")


def operations() -> Iterator[dict[str, Any]]:
    for methods in DOCUMENT["paths"].values():
        yield from methods.values()


def resolved(part: Any) -> Any:
    """The part itself, or what its $ref names."""
    while "$ref" in part:
        found: Any = DOCUMENT
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def contents() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(operation and status, media type, content) of every request and answer."""
    for operation in operations():
        for status, answer in operation["responses"].items():
            for kind, content in resolved(answer).get("content", {}).items():
                yield f"{operation['operationId']} {status}", kind, content
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{operation['operationId']} request", kind, content


def test_every_operation_and_problem_has_an_example_that_keeps_to_its_schema() -> None:
    wrong = []
    for place, kind, content in contents():
        if "example" not in content:
            wrong.append(f"{place} {kind}: no example")
        elif "json" in kind or "form" in kind:
            schema = {**content["schema"], "components": DOCUMENT["components"]}
            checker = jsonschema_rs.validator_for(schema)
            wrong += [f"{place}: {error.message}" for error in checker.iter_errors(content["example"])]
    assert wrong == []


def test_no_example_is_of_an_operation_that_is_gone() -> None:
    names = {operation["operationId"] for operation in operations()}
    assert (examples.REQUESTS.keys() | examples.RESPONSES.keys()) <= names


def test_every_operation_but_the_token_says_which_scope_it_needs() -> None:
    free = {"createToken", "getMe"}
    for operation in operations():
        scopes = operation.get("security", [{}])[0].get("OAuth2", [])
        assert (operation["operationId"] in free) != bool(scopes), operation["operationId"]


@pytest.mark.django_db
def test_the_docs_page_brings_its_own_files() -> None:
    page = Client().get("/partner/v1/docs").content.decode()
    assert "/static/ninja/swagger-ui-bundle.js" in page
    assert "https://" not in page
