"""What one request leaves behind, in which language it is answered, who it is taken for."""

import gc
import json
from typing import Any

import pytest
from django.test import Client, RequestFactory

from api.catalogue.loaders import StockOf
from api.context import Context
from api.mutation import ErrorCode
from api.view import GraphQLView
from kernel.errors import registry
from search.operations import index_dirty
from tests.api.client import ask, data, mutate, refusal
from tests.api.conftest import Village
from tests.factories.orders import on_sale

LISTINGS = "{ listings { totalCount nodes { title available seller { name } photo { url } lots { id } } } }"


def post(query: str) -> bytes:
    request = RequestFactory().post("/graphql", json.dumps({"query": query}), content_type="application/json")
    return bytes(GraphQLView.as_view()(request).content)  # type: ignore[attr-defined]


@pytest.mark.parametrize("query", [LISTINGS, '{ listing(slug: "nothing") { id } }', "{ nothing }"])
def test_a_request_leaves_nothing_for_the_garbage_collector(village: Village, query: str) -> None:
    on_sale()
    index_dirty()
    for _ in range(3):
        post(query)  # caches are filled
    gc.collect()
    gc.disable()
    try:
        post(query)
        contexts = [each for each in gc.get_objects() if isinstance(each, Context)]
        assert contexts == []
    finally:
        gc.enable()


def test_two_requests_share_no_loader(village: Village) -> None:
    request = RequestFactory().get("/graphql")
    one, other = Context(request), Context(request)
    assert one.loader(StockOf) is one.loader(StockOf)
    assert one.loader(StockOf) is not other.loader(StockOf)


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("", "Không tìm thấy."),
        ("vi", "Không tìm thấy."),
        ("en", "Not found."),
        ("en-GB,en;q=0.8,vi;q=0.5", "Not found."),
        ("fr,vi;q=0.5", "Không tìm thấy."),
        ("*;q=x,,;", "Không tìm thấy."),
    ],
)
def test_refusals_speak_the_language_that_is_asked_for(db: None, language: str, message: str) -> None:
    answer = ask('{ household(id: "x") { id } }', language=language)
    assert answer["errors"][0]["message"] == message


def test_the_answer_names_its_language() -> None:
    response = Client().get("/graphql", {"query": "{ __typename }"}, headers={"Accept-Language": "en"})
    assert response.headers["Content-Language"] == "en"
    assert "Accept-Language" in response.headers["Vary"]


def test_a_wrong_token_is_told_and_never_taken_for_a_guest(village: Village) -> None:
    assert refusal("{ viewer { name } }", token="wrong") == "TOKEN_UNKNOWN"
    [error] = mutate("householdOpen", "", {"name": "x", "communeCode": "07582"}, token="wrong")["userErrors"]
    assert error["code"] == "TOKEN_UNKNOWN"
    assert data("{ viewer { name } }") == {"viewer": None}


def test_a_signed_in_browser_needs_no_token(village: Village) -> None:
    client, account = Client(), village.people["owner"].account
    assert account is not None
    client.force_login(account)
    assert ask("{ viewer { name } }", client=client)["data"]["viewer"]["name"] == account.name


def test_every_code_of_the_product_is_in_the_schema() -> None:
    ours = {code for code, refusal in registry().items() if not refusal.__module__.startswith("tests.")}
    assert ours == {value.name for value in ErrorCode._meta.enum}


@pytest.mark.parametrize("length", ["abc", "-1", ""])
def test_a_false_length_is_no_fault_of_ours(length: str) -> None:
    answer: Any = Client().post(
        "/graphql", '{"query": "{ __typename }"}', content_type="application/json", CONTENT_LENGTH=length
    )
    assert answer.status_code in (200, 400)
