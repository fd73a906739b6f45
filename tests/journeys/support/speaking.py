"""How people and carriers speak to the shop: GraphQL and REST over HTTP, nothing else."""

import json
import re
import time
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import httpx

from kernel.ids import new_key
from kernel.messages.models import Message
from kernel.telephones import normalise

Answer = dict[str, Any]
Seen = TypeVar("Seen")
PATIENCE_SECONDS = 90.0


def wait_for(ask: Callable[[], Seen], *, what: str, seconds: float = PATIENCE_SECONDS) -> Seen:
    """Ask until there is an answer that counts as true."""
    end = time.monotonic() + seconds
    while True:
        if seen := ask():
            return seen
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.1)


class Refused(AssertionError):
    """A mutation that answered with userErrors."""

    def __init__(self, errors: list[Answer]) -> None:
        super().__init__(str(errors))
        self.codes = [error["code"] for error in errors]


class Speaker:
    """One client of the GraphQL API, signed in or not. `again` repeats what a broken connection interrupted:
    only for what may be asked twice.
    """

    def __init__(self, url: str, *, token: str = "", again: bool = False) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.link = httpx.Client(base_url=url, headers=headers, timeout=60)
        self.again = again

    def ask(self, query: str, /, **variables: Any) -> Answer:
        """The answer's data, where nothing went wrong."""
        return self._data(lambda: self.link.post("/graphql", json={"query": query, "variables": variables}))

    def do(self, name: str, fields: str, /, **given: Any) -> Answer:
        """One mutation's payload; raises Refused."""
        query = _mutation(name, fields)
        return _payload(self.ask(query, input=given)[name])

    def upload(self, name: str, fields: str, file: bytes, /, **given: Any) -> Answer:
        """The same with a file, by the GraphQL multipart request specification."""
        operations = {"query": _mutation(name, fields), "variables": {"input": {**given, "file": None}}}
        form = {"operations": json.dumps(operations), "map": json.dumps({"0": ["variables.input.file"]})}
        files = {"0": ("anh.jpg", file, "image/jpeg")}
        sign = {"GraphQL-Require-Preflight": "1"}
        answer = self.link.post("/graphql", data=form, files=files, headers=sign)
        return _payload(_data(answer)[name])

    def _data(self, send: Callable[[], httpx.Response]) -> Answer:
        return _data(insist(send) if self.again else send())


def insist(send: Callable[[], httpx.Response]) -> httpx.Response:
    """Until there is an answer: processes are being killed."""
    end = time.monotonic() + 3 * PATIENCE_SECONDS
    while True:
        try:
            answer = send()
            if answer.status_code not in (502, 503):
                return answer
            trouble = f"{answer.status_code} {answer.text[:500]}"
        except httpx.TransportError as error:
            trouble = repr(error)
        assert time.monotonic() < end, f"nobody answers: {trouble}"
        time.sleep(0.2)


def _mutation(name: str, fields: str) -> str:
    kind = f"{name[0].upper()}{name[1:]}Input"
    errors = "userErrors { code field message }"
    return f"mutation Do($input: {kind}!) {{ {name}(input: $input) {{ {errors} {fields} }} }}"


def _data(answer: httpx.Response) -> Answer:
    assert answer.status_code == 200, f"{answer.status_code} {answer.text[:500]}"
    body: Answer = answer.json()
    assert "errors" not in body, body["errors"]
    return dict(body["data"])


def _payload(payload: Answer) -> Answer:
    if payload["userErrors"]:
        raise Refused(payload["userErrors"])
    return payload


class ClientCredentials(httpx.Auth):
    """A token for the client's secret (RFC 6749, 4.4), and another when it has run out."""

    requires_response_body = True

    def __init__(self, base: str, client_id: str, secret: str) -> None:
        self._ask = httpx.Request(
            "POST",
            f"{base}/oauth/token",
            data={"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret},
        )
        self._token = ""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        for _try in range(2):
            if not self._token:
                answer = yield self._ask
                if answer.status_code != 200:  # killed meanwhile: whoever asked sees it, and asks again
                    return
                self._token = answer.json()["access_token"]
            request.headers["Authorization"] = f"Bearer {self._token}"
            answer = yield request
            if answer.status_code != 401:
                return
            self._token = ""


class Partner:
    """A carrier's own system."""

    def __init__(self, url: str, client_id: str, secret: str) -> None:
        base = f"{url}/partner/v1"
        self.link = httpx.Client(base_url=base, auth=ClientCredentials(base, client_id, secret), timeout=60)

    def get(self, path: str, **query: Any) -> httpx.Response:
        return insist(lambda: self.link.get(f"/{path}", params=query))

    def post(self, path: str, body: Answer) -> Answer:
        """Once, whatever happens on the way: the same key until an answer comes."""
        key = {"Idempotency-Key": new_key()}
        answer = insist(lambda: self.link.post(f"/{path}", json=body, headers=key))
        assert answer.status_code in (200, 201), answer.text[:500]
        return dict(answer.json())


def last_message(telephone: str, kind: str = "") -> Message | None:
    """The newest text to a telephone, as the demo's inbox shows it."""
    found = Message.objects.filter(to=normalise(telephone), **({"kind": kind} if kind else {}))
    return found.order_by("-id").first()


def code_sent_to(telephone: str) -> str:
    message = wait_for(lambda: last_message(telephone, "one_time_code"), what=f"a code to {telephone}")
    found = re.search(r"\b\d{6}\b", message.text)
    assert found is not None, message.text
    return found.group()


def link_sent_to(telephone: str, kind: str) -> str:
    """The secret at the end of the link in the newest message of that kind."""
    message = wait_for(lambda: last_message(telephone, kind), what=f"{kind} to {telephone}")
    return message.link.rpartition("/")[2]
