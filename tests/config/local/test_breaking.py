"""The gate for the partner API: what breaks partners is named, what does not passes."""

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from config.local.breaking import NEW, RELEASED, breakages, oasdiff

Document = dict[str, Any]
Change = Callable[[Document], Any]
CONTRACT: Final[Document] = yaml.safe_load(RELEASED.read_text("utf-8"))
PATH: Final = "/partner/v1/"


def at(document: Document, path: str, method: str = "get") -> Document:
    operation: Document = document["paths"][PATH + path][method]
    return operation


def schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


def field(document: Document, name: str, member: str) -> Document:
    found: Document = schema(document, name)["properties"][member]
    return found


def parameter(document: Document, path: str, name: str) -> Document:
    found: Document = next(one for one in at(document, path)["parameters"] if one["name"] == name)
    return found


BREAKING: Final[dict[str, tuple[Change, str]]] = {
    "an operation is removed": (
        lambda new: new["paths"].pop(PATH + "me"),
        "GET /partner/v1/me: the operation is gone",
    ),
    "an operation gets another name": (
        lambda new: at(new, "me").update(operationId="whoAmI"),
        "GET /partner/v1/me: operationId getMe is now whoAmI",
    ),
    "another scope is needed": (
        lambda new: at(new, "parcels").update(security=[{"OAuth2": ["cod"]}]),
        "GET /partner/v1/parcels: a token that sufficed no longer does (security)",
    ),
    "a query parameter is removed": (
        lambda new: at(new, "parcels")["parameters"].remove(parameter(new, "parcels", "state")),
        "GET /partner/v1/parcels: parameter state is gone",
    ),
    "a query parameter becomes required": (
        lambda new: parameter(new, "parcels", "limit").update(required=True),
        "GET /partner/v1/parcels: parameter limit is required now",
    ),
    "pages get smaller": (
        lambda new: parameter(new, "parcels", "limit")["schema"].update(maximum=50),
        "GET /partner/v1/parcels: parameter limit: maximum is 50, was 100",
    ),
    "a body is no longer taken as JSON": (
        lambda new: at(new, "events", "post")["requestBody"].update(content={"text/csv": {"schema": {}}}),
        "POST /partner/v1/events: bodies of application/json are no longer taken",
    ),
    "a field of a body becomes required": (
        lambda new: schema(new, "EventIn")["required"].append("note"),
        "POST /partner/v1/events body.events[].note is required now",
    ),
    "a field of a body is removed": (
        lambda new: schema(new, "EventIn")["properties"].pop("note"),
        "POST /partner/v1/events body.events[].note is gone",
    ),
    "a text gets shorter": (
        lambda new: field(new, "EventIn", "note").update(maxLength=100),
        "POST /partner/v1/events body.events[].note: maxLength is 100, was 500",
    ),
    "a pattern gets narrower": (
        lambda new: field(new, "EventIn", "tracking_code").update(pattern="^NNV[0-9]{12}$"),
        "POST /partner/v1/events body.events[].tracking_code: pattern is ^NNV[0-9]{12}$,"
        " was ^[A-Za-z0-9-]{4,40}$",
    ),
    "batches get smaller": (
        lambda new: field(new, "EventBatch", "events").update(maxItems=500),
        "POST /partner/v1/events body.events: maxItems is 500, was 1000",
    ),
    "a number of a body becomes a text": (
        lambda new: field(new, "LineIn", "amount_dong").update(type="string"),
        "POST /partner/v1/remittances body.lines[].amount_dong no longer takes the type integer",
    ),
    "a value of a body's enum is removed": (
        lambda new: schema(new, "ProofKind")["enum"].remove("signature"),
        "POST /partner/v1/parcels/{tracking_code}/proof body.kind: the value signature is no longer taken",
    ),
    "an answer's field is removed": (
        lambda new: (
            schema(new, "ParcelLine")["properties"].pop("state"),
            schema(new, "ParcelLine")["required"].remove("state"),
        ),
        "GET /partner/v1/parcels 200 answer.items[].state is gone",
    ),
    "an answer's field may be missing": (
        lambda new: schema(new, "ParcelLine")["required"].remove("gross_g"),
        "GET /partner/v1/parcels 200 answer.items[].gross_g may be missing now",
    ),
    "an answer's field may be null": (
        lambda new: schema(new, "ParcelLine")["properties"].update(
            gross_g={"anyOf": [{"type": "integer"}, {"type": "null"}], "title": "Gross G"}
        ),
        "GET /partner/v1/parcels 200 answer.items[].gross_g answers the type null",
    ),
    "an answer's number becomes a text": (
        lambda new: field(new, "ParcelLine", "gross_g").update(type="string"),
        "GET /partner/v1/parcels 200 answer.items[].gross_g answers the type string",
    ),
    "a success is answered with another status": (
        lambda new: at(new, "remittances", "post")["responses"].update(
            {"200": at(new, "remittances", "post")["responses"].pop("201")}
        ),
        "POST /partner/v1/remittances: the answer 201 is gone",
    ),
    "a label is no longer a PDF": (
        lambda new: at(new, "parcels/{tracking_code}/label")["responses"]["200"]["content"].pop(
            "application/pdf"
        ),
        "GET /partner/v1/parcels/{tracking_code}/label 200: answers of application/pdf are gone",
    ),
    "a header of an answer is removed": (
        lambda new: at(new, "parcels")["responses"]["200"]["headers"].pop("Link"),
        "GET /partner/v1/parcels 200: header Link is gone",
    ),
}
# oasdiff takes these for harmless or only worth a warning; the comparison in Python is the stricter one.
ONLY_OURS: Final = {
    "an operation gets another name",
    "a query parameter is removed",
    "a field of a body is removed",
    "a pattern gets narrower",
    "a header of an answer is removed",
}

HARMLESS: Final[dict[str, Change]] = {
    "an operation is added": lambda new: new["paths"].update(
        {PATH + "more": {"get": {**at(new, "me"), "operationId": "getMore"}}}
    ),
    "a query parameter that may be left out is added": lambda new: at(new, "parcels")["parameters"].append(
        {"in": "query", "name": "since", "required": False, "schema": {"type": "string"}}
    ),
    "a field of a body that may be left out is added": lambda new: schema(new, "EventIn")[
        "properties"
    ].update(place={"type": "string"}),
    "a field of an answer is added": lambda new: schema(new, "ParcelLine")["properties"].update(
        place={"type": "string"}
    ),
    "a text may be longer": lambda new: field(new, "EventIn", "note").update(maxLength=900),
    "batches may be larger": lambda new: field(new, "EventBatch", "events").update(maxItems=2000),
    "a body's enum takes one value more": lambda new: at(new, "oauth/token", "post")["requestBody"][
        "content"
    ]["application/x-www-form-urlencoded"]["schema"]["properties"]["grant_type"]["enum"].append("refresh"),
    "words of a description change": lambda new: at(new, "me").update(summary="Ai", description="Của ai."),
}


def changed(change: Change) -> Document:
    new = copy.deepcopy(CONTRACT)
    change(new)
    return new


@pytest.mark.parametrize("name", BREAKING)
def test_what_breaks_partners_is_named(name: str) -> None:
    change, words = BREAKING[name]
    assert words in breakages(CONTRACT, changed(change))


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_not_break_them_passes(name: str) -> None:
    assert breakages(CONTRACT, changed(HARMLESS[name])) == []


def test_the_new_contract_breaks_nothing_that_was_released() -> None:
    assert breakages(CONTRACT, yaml.safe_load(NEW.read_text("utf-8"))) == []


@pytest.mark.skipif(shutil.which("go") is None, reason="Go is missing: oasdiff does not judge beside ours")
def test_oasdiff_sees_the_same(tmp_path: Path) -> None:
    new, said = tmp_path / "new.yaml", {}
    for name, change in [(name, pair[0]) for name, pair in BREAKING.items()] + list(HARMLESS.items()):
        new.write_text(yaml.safe_dump(changed(change), sort_keys=False, allow_unicode=True), "utf-8")
        verdict = oasdiff(RELEASED, new)
        if verdict is None:
            pytest.skip("oasdiff could not be fetched: it does not judge beside ours")
        said[name] = verdict[0] != 0
    assert {name for name, breaks in said.items() if breaks} == BREAKING.keys() - ONLY_OURS, said
