"""Asking the endpoint as a client would."""

import json
from typing import Any

from django.test import Client


def ask(query: str, *, token: str = "", client: Client | None = None, **variables: Any) -> dict[str, Any]:
    """POST as application/json; returns the decoded answer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = (client or Client()).post(
        "/graphql",
        json.dumps({"query": query, "variables": variables}),
        content_type="application/json",
        headers=headers,
    )
    return json.loads(response.content)  # type: ignore[no-any-return]


def data(query: str, *, token: str = "", **variables: Any) -> dict[str, Any]:
    """The answer's data, where nothing went wrong."""
    answer = ask(query, token=token, **variables)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]  # type: ignore[no-any-return]


def mutate(name: str, fields: str, given: dict[str, Any], *, token: str = "") -> dict[str, Any]:
    """One mutation's payload, userErrors included."""
    type_name = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation Do($input: {type_name}!) {{ {name}(input: $input) {{ userErrors {{ code field message }} {fields} }} }}"
    return data(query, token=token, input=given)[name]  # type: ignore[no-any-return]
