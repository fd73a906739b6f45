"""The token endpoint: a client's id and secret for an hour's token, and everything that is tried instead."""

import base64
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from kernel.clock import now
from kernel.outbox.testing import run_relay
from logistics.dispatch.models import Shipment
from logistics.dispatch.operations import record_events
from logistics.dispatch.values import IncomingEvent
from logistics.partner_api.enums import Scope
from logistics.partner_api.models import PartnerClient, PartnerSecret, PartnerToken
from logistics.partner_api.operations import (
    NewClient,
    create_client,
    prune_tokens,
    revoke_client,
    rotate_secret,
)
from logistics.partner_api.sandbox import open_sandbox
from marketplace.payments.models import LedgerTransaction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
FORM = "application/x-www-form-urlencoded"
GRANT = "grant_type=client_credentials"


@pytest.fixture(autouse=True)
def _nobody_guessed_before() -> None:
    cache.clear()


@pytest.fixture
def new() -> NewClient:
    scopes = [Scope.PICKUPS, Scope.EVENTS]
    return create_client(carrier_code="vnpost", name="test", scopes=scopes, actor="account:staff", at=now())


def ask(body: str, basic: str = "", *, kind: str = FORM, **headers: str) -> Any:
    if basic:
        headers["Authorization"] = "Basic " + base64.b64encode(basic.encode()).decode()
    client = Client(raise_request_exception=False)
    return client.post("/partner/v1/oauth/token", body, content_type=kind, headers=headers)


def refused(answer: Any) -> tuple[int, str]:
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.json()["error"]


def me(token: str) -> Any:
    return Client().get("/partner/v1/me", headers={"Authorization": f"Bearer {token}"})


def test_the_secret_in_the_body_or_in_basic_gives_a_token_for_an_hour(new: NewClient) -> None:
    in_body = ask(f"{GRANT}&client_id={new.client.key}&client_secret={new.secret}")
    in_basic = ask(GRANT, f"{new.client.key}:{new.secret}")
    for answer in (in_body, in_basic):
        body = answer.json()
        assert answer.status_code == 200
        assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, "pickups events")
        assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")
        assert me(body["access_token"]).json()["carrier_code"] == "vnpost"


def test_a_token_may_have_fewer_scopes_and_never_more(new: NewClient) -> None:
    who = f"{new.client.key}:{new.secret}"
    assert ask(f"{GRANT}&scope=events", who).json()["scope"] == "events"
    for scope in ("events+cod", "everything", "%20", "events++pickups"):
        assert refused(ask(f"{GRANT}&scope={scope}", who)) == (400, "invalid_scope")


def test_neither_secrets_nor_tokens_are_kept_as_they_are(new: NewClient) -> None:
    token = ask(GRANT, f"{new.client.key}:{new.secret}").json()["access_token"]
    assert new.secret not in PartnerSecret.objects.get().secret_hash
    assert token not in PartnerToken.objects.get().token_hash


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ("", 400, "invalid_request"),
        ("client_id=x", 400, "invalid_request"),
        (f"{GRANT}&{GRANT}", 400, "invalid_request"),
        (f"{GRANT}&client_id=%00", 400, "invalid_request"),
        (f"{GRANT}&client_id={'x' * 201}", 400, "invalid_request"),
        (f"{GRANT}&client_id=x&client_secret=y", 401, "invalid_client"),
        (GRANT, 401, "invalid_client"),
    ],
)
def test_bodies_that_open_nothing(body: str, status: int, error: str) -> None:
    assert refused(ask(body)) == (status, error)


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !", "Basic eA==", "Bearer x", "Basic w7w=", "Basic AAA6AAA=", "Digest a b"]
)
def test_headers_that_open_nothing(header: str) -> None:
    answer = ask(GRANT, Authorization=header)
    assert refused(answer) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="partner"'


def test_credentials_given_twice_are_refused(new: NewClient) -> None:
    answer = ask(f"{GRANT}&client_secret={new.secret}", f"{new.client.key}:{new.secret}")
    assert refused(answer) == (400, "invalid_request")


@pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token", "implicit"])
def test_other_grants_are_not_known(new: NewClient, grant: str) -> None:
    answer = ask(f"grant_type={grant}", f"{new.client.key}:{new.secret}")
    assert refused(answer) == (400, "unsupported_grant_type")


def test_json_is_not_taken_here(new: NewClient) -> None:
    answer = ask('{"grant_type": "client_credentials"}', kind="application/json")
    assert (answer.status_code, answer.json()["code"]) == (415, "NOT_JSON")


def test_a_secret_opens_its_own_client_only(new: NewClient) -> None:
    other = create_client(carrier_code="ghn", name="x", scopes=[Scope.COD], actor="account:staff", at=now())
    assert refused(ask(GRANT, f"{other.client.key}:{new.secret}")) == (401, "invalid_client")


def test_guessing_is_slowed_down_but_never_the_right_secret(new: NewClient) -> None:
    statuses = {ask(GRANT, f"{new.client.key}:wrong{n}").status_code for n in range(63)}
    assert statuses == {401, 429}
    assert ask(GRANT, f"{new.client.key}:{new.secret}").status_code == 200


def test_old_and_new_secret_hold_together_until_the_overlap_ends(new: NewClient) -> None:
    key = new.client.key
    rotated = rotate_secret(key=key, overlap=timedelta(hours=2), actor="account:staff", at=now())
    for secret in (new.secret, rotated.secret):
        assert ask(GRANT, f"{key}:{secret}").status_code == 200
    PartnerSecret.objects.filter(expires_at__isnull=False).update(expires_at=now())
    assert refused(ask(GRANT, f"{key}:{new.secret}")) == (401, "invalid_client")
    assert ask(GRANT, f"{key}:{rotated.secret}").status_code == 200


def test_a_rotation_never_gives_an_old_secret_more_time(new: NewClient) -> None:
    key, at = new.client.key, now()
    rotate_secret(key=key, overlap=timedelta(0), actor="account:staff", at=at)
    rotate_secret(key=key, overlap=timedelta(days=3), actor="account:staff", at=at)
    assert refused(ask(GRANT, f"{key}:{new.secret}")) == (401, "invalid_client")


def test_a_token_ends_after_its_hour_and_with_its_client(new: NewClient) -> None:
    who = f"{new.client.key}:{new.secret}"
    first, second = (ask(GRANT, who).json()["access_token"] for _n in range(2))
    assert me(first).status_code == 200
    PartnerToken.objects.order_by("id").filter(id=PartnerToken.objects.earliest("id").id).update(
        expires_at=now()
    )
    assert [me(first).status_code, me(second).status_code] == [401, 200]
    assert 'error="invalid_token"' in me(first).headers["WWW-Authenticate"]
    revoke_client(key=new.client.key, actor="account:staff", at=now())
    assert me(second).status_code == 401
    assert refused(ask(GRANT, who)) == (401, "invalid_client")


def test_what_ran_out_is_forgotten_after_a_week(new: NewClient) -> None:
    ask(GRANT, f"{new.client.key}:{new.secret}")
    rotate_secret(key=new.client.key, overlap=timedelta(0), actor="account:staff", at=now())
    assert prune_tokens(at=now() + timedelta(days=1)) == 0
    assert prune_tokens(at=now() + timedelta(days=9)) == 1
    assert PartnerSecret.objects.count() == 1


def test_the_quota_is_the_clients_and_is_told(new: NewClient) -> None:
    PartnerClient.objects.update(requests_per_minute=3)
    who = f"{new.client.key}:{new.secret}"
    tokens = [ask(GRANT, who).json()["access_token"] for _n in range(4)]
    answers = [me(token) for token in tokens]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"default";q=3;w=60'}
    left = [answer.headers["RateLimit"].split(";")[1] for answer in answers]
    assert left == ["r=2", "r=1", "r=0", "r=0"]
    assert answers[-1].json()["violated-policies"] == ["default"]


def test_each_sandbox_has_a_carrier_and_parcels_of_its_own() -> None:
    tokens = []
    for name in ("one", "two"):
        new = open_sandbox(name=name, scopes=list(Scope), actor="system:console", at=now())
        tokens.append(ask(GRANT, f"{new.client.key}:{new.secret}").json()["access_token"])
    seen = []
    for token in tokens:
        [pickup] = (
            Client().get("/partner/v1/pickups", headers={"Authorization": f"Bearer {token}"}).json()["items"]
        )
        assert [shipment["cod_dong"] for shipment in pickup["shipments"]] == [350_000, 0, 120_000]
        seen.append(pickup["key"])
    assert len(set(seen)) == 2
    answer = Client().get(f"/partner/v1/pickups/{seen[0]}", headers={"Authorization": f"Bearer {tokens[1]}"})
    assert answer.status_code == 404


def told(*words: str) -> str:
    out = StringIO()
    call_command("partner", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_command_creates_rotates_and_revokes() -> None:
    told("create", "--carrier", "vnpost", "--scopes", "events,cod", "--per-minute", "7")
    client = PartnerClient.objects.get()
    assert (client.scopes, client.requests_per_minute, client.sandbox) == (["events", "cod"], 7, False)
    shown = told("rotate", client.key, "--overlap-hours", "1")
    secret = shown.rsplit("CLIENT_SECRET=", 1)[1].strip()
    assert ask(GRANT, f"{client.key}:{secret}").status_code == 200
    assert secret not in told("list")
    told("revoke", client.key)
    assert "revoked" in told("list")


def test_the_command_opens_a_sandbox_and_gives_tokens_by_hand() -> None:
    told("create", "--sandbox")
    assert PartnerClient.objects.get().sandbox
    token = told("token", "--carrier", "vnpost", "--scopes", "events").strip()
    assert me(token).json()["scopes"] == ["events"]
    told("revoke", PartnerToken.objects.get(client=None).key)
    assert me(token).status_code == 401


@pytest.mark.parametrize(
    "words",
    [
        ("create", "--carrier", "nobody"),
        ("create", "--carrier", "vnpost", "--scopes", "everything"),
        ("create", "--carrier", "vnpost", "--sandbox"),
        ("create",),
        ("rotate", "nothing"),
        ("rotate", "nothing", "--overlap-hours", "-1"),
        ("revoke", "nothing"),
    ],
)
def test_the_command_refuses_clearly(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        told(*words)
    assert PartnerClient.objects.count() == 0


def test_what_a_sandbox_plays_moves_no_order_and_no_money() -> None:
    new = open_sandbox(name="one", scopes=list(Scope), actor="system:console", at=now())
    carrier = new.client.carrier_code
    shipment = Shipment.objects.get(carrier_code=carrier, cod_dong=350_000)
    code = shipment.parcels.get().tracking_code
    played = [
        IncomingEvent(tracking_code=code, code=what, occurred_at=now(), dedupe_key=what, amount_dong=350_000)
        for what in ("picked_up", "cod_collected", "delivered")
    ]
    record_events(carrier_code=carrier, events=played, at=now())
    run_relay()
    shipment.refresh_from_db()
    assert shipment.state == "delivered"
    assert LedgerTransaction.objects.count() == 0
