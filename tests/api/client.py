"""Asking the endpoint as a client would."""

import json
from typing import Any

from django.test import Client

from api.node import global_id


def ask(
    query: str, *, token: str = "", client: Client | None = None, language: str = "", **variables: Any
) -> dict[str, Any]:
    """POST as application/json; returns the decoded answer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = (client or Client()).post(
        "/graphql",
        json.dumps({"query": query, "variables": variables}),
        content_type="application/json",
        headers=headers | ({"Accept-Language": language} if language else {}),
    )
    assert response.status_code == 200, response.content
    return json.loads(response.content)  # type: ignore[no-any-return]


def data(query: str, *, token: str = "", **variables: Any) -> dict[str, Any]:
    """The answer's data, where nothing went wrong."""
    answer = ask(query, token=token, **variables)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]  # type: ignore[no-any-return]


def refusal(query: str, *, token: str = "", **variables: Any) -> str:
    """The code of a query's only error."""
    [error] = ask(query, token=token, **variables)["errors"]
    return str(error["extensions"]["code"])


def mutate(
    name: str, fields: str = "", given: dict[str, Any] | None = None, *, token: str = ""
) -> dict[str, Any]:
    """One mutation's payload, userErrors included."""
    type_name = f"{name[0].upper()}{name[1:]}Input"
    query = (
        f"mutation Do($input: {type_name}!) {{ {name}(input: $input) "
        f"{{ userErrors {{ code field message retry }} {fields} }} }}"
    )
    return data(query, token=token, input=given or {})[name]  # type: ignore[no-any-return]


def done(name: str, fields: str, given: dict[str, Any], *, token: str = "") -> dict[str, Any]:
    """The payload of a mutation that did what was asked."""
    payload = mutate(name, fields, given, token=token)
    assert payload["userErrors"] == [], payload["userErrors"]
    return payload


def refused(name: str, given: dict[str, Any], *, token: str = "") -> list[tuple[str, str | None]]:
    """Code and field of each error."""
    return [(error["code"], error["field"]) for error in mutate(name, "", given, token=token)["userErrors"]]


def id_of(type_name: str, row: Any) -> str:
    return global_id(type_name, row.key)
