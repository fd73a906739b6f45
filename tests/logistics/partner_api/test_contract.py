"""The contract is what is printed, its examples are true, and the API keeps it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from kernel.errors import Refusal
from logistics.partner_api import examples
from logistics.partner_api.api import partner_api
from logistics.partner_api.openapi import _plain
from logistics.partner_api.problems import STATUS_OF_REFUSAL

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
        shown = [one["value"] for one in content.get("examples", {}).values()]
        shown += [content["example"]] if "example" in content else []
        if not shown:
            wrong.append(f"{place} {kind}: no example")
        elif "json" in kind or "form" in kind:
            schema = {**content["schema"], "components": DOCUMENT["components"]}
            checker = jsonschema_rs.validator_for(schema)
            wrong += [f"{place}: {error.message}" for one in shown for error in checker.iter_errors(one)]
    assert wrong == []


def test_no_example_is_of_an_operation_that_is_gone() -> None:
    names = {operation["operationId"] for operation in operations()}
    assert (examples.REQUESTS.keys() | examples.RESPONSES.keys()) <= names


def test_every_operation_but_the_token_says_which_scope_it_needs() -> None:
    """A batch needs what its operations need, each."""
    free = {"createToken", "getMe", "postBatch", "listBatches", "getBatch", "listBatchItems", "cancelBatch"}
    for operation in operations():
        scopes = operation.get("security", [{}])[0].get("OAuth2", [])
        assert (operation["operationId"] in free) != bool(scopes), operation["operationId"]


@pytest.mark.django_db
def test_the_docs_page_brings_its_own_files() -> None:
    page = Client().get("/partner/v1/docs").content.decode()
    assert "/static/ninja/swagger-ui-bundle.js" in page
    assert "https://" not in page


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for below in kind.__subclasses__():
        yield below
        yield from refusals(below)


def codes_of_the_contract() -> dict[str, int]:
    """Every code that a problem of the contract shows, with its status."""
    return {
        code: int(name.removeprefix("Problem"))
        for name, answer in DOCUMENT["components"]["responses"].items()
        for content in answer["content"].values()
        for code in content["examples"]
    }


def test_every_code_that_the_api_answers_is_in_the_contract() -> None:
    known = codes_of_the_contract()
    source = "".join(
        path.read_text() for path in Path(settings.BASE_DIR, "logistics/partner_api").rglob("*.py")
    )
    raised = {code: int(status) for status, code in re.findall(r'Problem\((\d{3}), "([A-Z_]+)"', source)}
    del raised["METHOD_NOT_ALLOWED"]  # of no operation
    assert len(raised) > 5
    assert {code: known.get(code) for code in raised | STATUS_OF_REFUSAL} == raised | dict(STATUS_OF_REFUSAL)
    kept = {code for code, status in known.items() if status == 409}
    assert kept <= {refusal.code for refusal in refusals()}


def test_the_table_of_the_guide_has_every_code_with_its_status() -> None:
    text = Path(settings.BASE_DIR, "docs/partner-guide.md").read_text()
    rows = re.findall(r"(?m)^\| (\d{3}) \| ((?:`[A-Z_]+`(?:, )?)+) \|", text)
    told = {code: int(status) for status, codes in rows for code in re.findall(r"[A-Z_]+", codes)}
    assert told == codes_of_the_contract() | {"METHOD_NOT_ALLOWED": 405}
