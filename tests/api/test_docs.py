"""The examples of docs/graphql.md run, and its numbers are the code's."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from api import limits
from api.once import LONGEST_KEY
from search.operations import index_dirty
from tests.api.client import ask, data, id_of
from tests.api.conftest import Village
from tests.api.test_sql import PREVIEW
from tests.factories.orders import CAU_GIAY, confirmation_of

PAGE = (Path(settings.BASE_DIR) / "docs" / "graphql.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```graphql\n(.*?)```(?:\n```json\n(.*?)```)?", PAGE, re.DOTALL)


def filled(variables: str, village: Village) -> dict[str, Any]:
    """The example's variables with ids that exist here."""
    lines = [{"listingId": id_of("Listing", village.listing), "quantity": 1_000}]
    [part] = data(PREVIEW, lines=lines, to=CAU_GIAY)["checkoutPreview"]["parts"]
    known = {
        "LISTING_ID": lines[0]["listingId"],
        "HOUSEHOLD_KEY": part["householdKey"],
        "SERVICE_CODE": part["offers"][0]["serviceCode"],
        "CONFIRMATION": confirmation_of(),
    }
    for word, value in known.items():
        variables = variables.replace(f'"{word}"', json.dumps(value))
    return json.loads(variables or "{}")  # type: ignore[no-any-return]


@pytest.mark.parametrize(("query", "variables"), EXAMPLES)
def test_an_example_runs(village: Village, query: str, variables: str) -> None:
    index_dirty()
    answer = ask(query, token=village.token("owner"), **filled(variables, village))
    assert "errors" not in answer, answer
    for payload in answer["data"].values():
        errors = payload.get("userErrors", [])
        assert errors == ([] if "Wrong" not in query else [WRONG])


WRONG = {"code": "UNREADABLE_TELEPHONE", "field": "telephone", "retry": False}


@pytest.mark.parametrize(
    ("what", "number"),
    [
        ("body, or `operations` beside files", f"{limits.MAX_BODY:,} bytes"),
        ("tokens of a document", f"{limits.MAX_TOKENS:,}"),
        ("depth", f"{limits.MAX_DEPTH}"),
        ("aliases", f"{limits.MAX_ALIASES}"),
        ("the same field in one selection", f"{limits.MAX_REPEATS}"),
        ("fragments", f"{limits.MAX_FRAGMENTS}"),
        ("cost", f"{limits.MAX_COST:,}"),
        ("rows of a page", f"{limits.MAX_PAGE}"),
    ],
)
def test_a_limit_is_the_codes(what: str, number: str) -> None:
    assert f"| {what} | {number} |" in PAGE


def test_the_other_numbers() -> None:
    assert f"{limits.DEFAULT_PAGE} rows unless you ask" in PAGE
    assert f"1 to {LONGEST_KEY} characters" in PAGE
