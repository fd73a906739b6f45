"""The endpoint itself: media types, status codes, limits, masking. No domain behind it is needed."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from api import limits
from tests.api.client import ask

GRAPHQL = "application/graphql-response+json"


def post(body: Any, *, accept: str = GRAPHQL, content_type: str = "application/json") -> HttpResponse:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client().post("/graphql", text, content_type=content_type, headers={"Accept": accept})  # type: ignore[return-value]


def code(response: HttpResponse) -> str:
    return str(json.loads(response.content)["errors"][0]["extensions"]["code"])


def test_a_query_is_answered_in_the_media_type_that_was_asked_for() -> None:
    assert post({"query": "{ __typename }"}).headers["Content-Type"] == f"{GRAPHQL}; charset=utf-8"
    answer = post({"query": "{ __typename }"}, accept="application/json")
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(answer.content) == {"data": {"__typename": "Query"}}
    assert post({"query": "{ __typename }"}, accept="image/png").status_code == 406


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ("7", 400),
        ({"query": 7}, 400),
        ({"query": ""}, 400),
        ({"query": "{ __typename }", "variables": []}, 400),
        ({"query": "{ __typename }", "extensions": "x"}, 400),
        ({"query": "{ __typename }", "operationName": 3}, 400),
        ({"query": "{"}, 400),
        ({"query": "{ nothingOfThatName }"}, 400),
        ({"query": "query A { __typename } query B { __typename }"}, 400),
        ({"query": "{ __typename }", "operationName": "Other"}, 400),
        ({"query": "query ($n: Int!) { __typename }"}, 400),
    ],
)
def test_what_is_no_request_is_refused_and_never_runs(body: Any, status: int) -> None:
    response = post(body)
    assert response.status_code == status
    assert "data" not in json.loads(response.content)


def test_a_batch_is_refused() -> None:
    assert code(post([{"query": "{ __typename }"}])) == "BATCH_REFUSED"


def test_another_content_type_is_refused() -> None:
    assert post("query={__typename}", content_type="application/x-www-form-urlencoded").status_code == 415
    assert post("{ __typename }", content_type="text/plain").status_code == 415


def test_a_get_reads_and_never_writes() -> None:
    assert Client().get("/graphql", {"query": "{ __typename }"}).status_code == 200
    refused = Client().get("/graphql", {"query": 'mutation { signOut(input: {token: ""}) { revoked } }'})
    assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")


def test_suggestions_do_not_tell_the_schema() -> None:
    assert b"Did you mean" not in post({"query": "{ listin }"}).content


@pytest.mark.parametrize(
    ("query", "measure"),
    [
        ("{" + " ".join(f"a{n}: __typename" for n in range(limits.MAX_ALIASES + 1)) + "}", "aliases"),
        ("{" + " __typename" * (limits.MAX_REPEATS + 1) + "}", "repeated fields"),
        (
            " ".join(f"fragment F{n} on Query {{ __typename }}" for n in range(limits.MAX_FRAGMENTS + 1))
            + "{ __typename }",
            "fragments",
        ),
        ("{ listings(first: 100) { nodes { photos { id } lots { id } deliveryOffers(communeCode: \"x\") { price } "
         "tiers { price } commodity { units { label factor } } } } }", "cost"),
    ],
)  # fmt: skip
def test_what_would_cost_too_much_is_refused_with_the_numbers(query: str, measure: str) -> None:
    response = post({"query": query})
    extensions = json.loads(response.content)["errors"][0]["extensions"]
    assert extensions["code"] == "REQUEST_TOO_LARGE"
    assert extensions["measure"] == measure
    assert extensions["found"] > extensions["limit"]


def test_introspection_may_not_run_in_circles() -> None:
    query = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    assert b"introspection depth" in post({"query": query}).content


def test_cost_reads_the_variables() -> None:
    query = "query P($n: Int) { listings(first: $n) { nodes { photos { id url alt ground } lots { id } tiers { price } } } }"
    answer = post({"query": query, "variables": {"n": 100}})
    assert code(answer) == "REQUEST_TOO_LARGE"


@pytest.mark.parametrize(
    "query",
    [
        "{" * 5_000,
        "{ a" * 900 + "}" * 900,
        "{ __typename }" + " " * limits.MAX_BODY,
        "query ($a: Int = " + "[" * 900 + "]" * 900 + ") { __typename }",
        "{ __typename " * (limits.MAX_TOKENS + 1),
        "fragment A on Query { ...A } { ...A }",
        "fragment A on Query { ...B ...B } fragment B on Query { ...A } { ...A }",
        "\x00",
    ],
)
def test_hostile_documents_get_an_answer(query: str) -> None:
    response = post({"query": query})
    assert response.status_code in (400, 413)
    assert json.loads(response.content)["errors"]


def test_fragments_that_double_are_counted_as_what_they_spread_to() -> None:
    doubling = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(30))
    response = post({"query": doubling + " fragment F30 on Query { __typename } { ...F0 }"})
    assert code(response) == "REQUEST_TOO_LARGE"


def test_our_own_fault_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("password=hunter2 in dsn")

    monkeypatch.setattr("api.places.queries.provinces", fail)
    answer = ask("{ provinces { name } }")
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert "hunter2" not in json.dumps(answer)
    assert answer["errors"][0]["extensions"]["requestId"]


def test_files_need_a_header_that_a_foreign_form_cannot_send() -> None:
    form = {
        "operations": json.dumps({"query": "mutation ($f: Upload!) { photoAdd(input: {householdId: \"x\", file: $f}) "
                                           "{ userErrors { code } } }", "variables": {"f": None}}),
        "map": json.dumps({"0": ["variables.f"]}),
        "0": SimpleUploadedFile("a.jpg", b"x"),
    }  # fmt: skip
    refused = Client().post("/graphql", form)
    assert code(refused) == "PREFLIGHT_MISSING"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("operations", "places"),
    [
        ("{", "{}"),
        ('{"query": "{ __typename }"}', "[]"),
        ('{"query": "{ __typename }"}', '{"0": "variables.f"}'),
        ('{"query": "{ __typename }", "variables": {"f": 1}}', '{"0": ["variables.f"]}'),
        ('{"query": "{ __typename }"}', '{"0": ["variables.f.g.h"]}'),
        ('{"query": "{ __typename }"}', '{"0": ["query"]}'),
        ('{"query": "{ __typename }"}', '{"1": ["variables.f"]}'),
    ],
)
def test_a_broken_map_of_files_is_refused(operations: str, places: str) -> None:
    form = {"operations": operations, "map": places, "0": SimpleUploadedFile("a.jpg", b"x")}
    response = Client().post("/graphql", form, headers={"GraphQL-Require-Preflight": "1"})
    assert response.status_code == 400


def test_graphiql_is_shown_to_a_browser_only() -> None:
    page = Client().get("/graphql", headers={"Accept": "text/html"})
    assert b"graphiql" in page.content
    assert Client().get("/graphql", headers={"Accept": "application/json"}).status_code == 400
