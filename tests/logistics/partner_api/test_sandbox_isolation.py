"""A sandbox and the live carriers do not know of each other: every operation of the contract, both ways."""

import json
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from kernel.clock import now
from logistics.dispatch.enums import ClaimKind
from logistics.dispatch.models import CodRemittanceLine, Parcel, Shipment
from logistics.dispatch.operations import file_claim, record_manifest, record_remittance
from logistics.dispatch.values import RemittanceLineSpec
from logistics.partner_api import examples
from logistics.partner_api.api import partner_api
from logistics.partner_api.batches.opening import open_batch
from logistics.partner_api.batches.work import work_batches
from logistics.partner_api.enums import Scope
from logistics.partner_api.openapi import _plain
from logistics.partner_api.sandbox import open_sandbox
from logistics.partner_api.schemas.batches import TakePickupOp
from logistics.webhooks.models import Delivery, Endpoint, Message
from logistics.webhooks.operations import create_endpoint
from tests.factories.dispatch import book
from tests.factories.partner_api import Partner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
DOCUMENT: Final = _plain(partner_api.get_openapi_schema())
OPERATIONS: Final = {
    operation["operationId"]: (method, path.removeprefix("/partner/v1/"))
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
NAMED: Final = {name: at for name, at in OPERATIONS.items() if "{" in at[1]}
LISTS: Final = {
    name: path for name, (method, path) in OPERATIONS.items() if method == "get" and "{" not in path
}
ANSWERS: Final = {  # names things in its body, and what it says of those it does not know
    "postEvents": "UNKNOWN_TRACKING_CODE",
    "postSensorEvents": "UNKNOWN_TRACKING_CODE",
    "postManifest": "unknown",
    "postRemittance": "unknown",
    "postLabels": "UNKNOWN_PARCEL",
    "postBatch": "UNKNOWN_PICKUP UNKNOWN_TRACKING_CODE UNKNOWN_SHIPMENT",
}
OF_NOTHING: Final = {  # makes a thing of one's own, or is about nobody's
    "createToken", "postQuote", "postWebhookEndpoint", "createWebhookEndpoint", "postSandboxShipment",
    "postClock",
}  # fmt: skip


def world_of(carrier_code: str) -> dict[str, str]:
    """One of everything that an operation can name: the first part of the path to the name."""
    when = now()
    booked = book(f"order:{carrier_code}", carrier_code=carrier_code, cod_dong=350_000, at=when,
                  ready_on=when.date())  # fmt: skip
    shipment = Shipment.objects.select_related("pickup").get(key=booked.shipment_key)
    code = booked.tracking_codes[0]
    manifest = record_manifest(
        carrier_code=carrier_code, reference="BG-1", tracking_codes=[code], scanned_at=when, actor="x",
        at=when,
    )  # fmt: skip
    claim = file_claim(
        shipment_key=shipment.key, kind=ClaimKind.DAMAGE, claimed_dong=200_000, description="", actor="x",
        at=when,
    )  # fmt: skip
    lines = [RemittanceLineSpec(tracking_code=code, amount_dong=350_000, fee_dong=0)]
    reference = f"BK-{carrier_code}"
    record_remittance(
        carrier_code=carrier_code, reference=reference, lines=lines, total_dong=350_000, at=when
    )
    endpoint = _endpoint(carrier_code)
    message = Message.objects.create(
        carrier_code=carrier_code, event_type="test.ping", body="{}", created_at=when, version=0
    )
    delivery = Delivery.objects.create(endpoint=endpoint, message=message, next_at=when, created_at=when)
    return {
        "shipments": shipment.key,
        "pickups": shipment.pickup.key,
        "parcels": code,
        "manifests": manifest.key,
        "claims": claim.key,
        "remittances": reference,
        "webhook-endpoints": endpoint.key,
        "webhook-deliveries": delivery.key,
        "batches": _batch(carrier_code),
    }


def _batch(carrier_code: str) -> str:
    operations = [TakePickupOp(op="take_pickup", pickup_key="0" * 26)]
    opened = open_batch(
        carrier_code=carrier_code, client=None, operations=operations, request_id="x", at=now()
    )
    return opened.key


def _endpoint(carrier_code: str) -> Endpoint:
    made = create_endpoint(
        carrier_code=carrier_code, url="https://example.org/hook",
        actor="x", at=now(),
    )  # fmt: skip
    return made[0]


@pytest.fixture
def sandbox() -> Partner:
    new = open_sandbox(name="test", scopes=list(Scope), actor="system:console", at=now())
    return Partner(new.client.carrier_code)


@pytest.fixture(
    params=["a sandbox asks for what is live", "a carrier asks for a sandbox's", "a sandbox asks another"]
)
def pair(request: pytest.FixtureRequest, sandbox: Partner) -> tuple[Partner, dict[str, str]]:
    """Who asks, and what is not theirs."""
    live = Partner()
    if "live" in request.param:
        return sandbox, world_of("vnpost")
    if "carrier" in request.param:
        return live, world_of(sandbox.token.carrier_code)
    other = open_sandbox(name="other", scopes=list(Scope), actor="x", at=now())
    return sandbox, world_of(other.client.carrier_code)


def ask(partner: Partner, operation: str, path: str, names: dict[str, str]) -> Any:
    method = OPERATIONS[operation][0]
    if method == "get":
        return partner.get(path)
    text = json.dumps(examples.REQUESTS.get(operation, {}))
    for example, name in (
        ("NNV483920175628", names["parcels"]),
        ("01jx2c8h6r4tq0v5m9n3b7k1ze", names["pickups"]),
        ("01jx2c8h6s8wd2f6g4h1j5k9mz", names.get("shipments", "")),
    ):
        text = text.replace(example, name)
    body = json.loads(text)
    if operation == "postManifest":
        body["scanned_at"] = now().isoformat(timespec="seconds")
        body.pop("pickup_key", None)
    if method == "post":
        return partner.post(path, body)
    return partner.client.generic(method.upper(), f"/partner/v1/{path}", text, headers=partner.headers)


def fill(path: str, names: dict[str, str]) -> str:
    first, *rest = path.split("/")
    return "/".join(
        [first, *("1" if step == "{position}" else names[first] if "{" in step else step for step in rest)]
    )


@pytest.mark.parametrize("operation", sorted(NAMED))
def test_what_is_not_theirs_is_not_there(pair: tuple[Partner, dict[str, str]], operation: str) -> None:
    partner, names = pair
    answer = ask(partner, operation, fill(NAMED[operation][1], names), names)
    assert answer.status_code == 404, answer.content


def test_the_same_names_are_there_for_whom_they_belong_to(sandbox: Partner) -> None:
    """Or the test above could not fail."""
    names = world_of(sandbox.token.carrier_code)
    missing = {
        operation
        for operation, (method, path) in NAMED.items()
        if method == "get" and ask(sandbox, operation, fill(path, names), names).status_code == 404
    }
    assert missing == {"getClaimPhoto"}  # the claim has none


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


@pytest.mark.parametrize("operation", sorted(LISTS))
def test_no_list_names_the_others(pair: tuple[Partner, dict[str, str]], operation: str) -> None:
    partner, names = pair
    span = {"since": _text(now() - timedelta(days=1)), "until": _text(now() + timedelta(days=1))}
    query = span if operation == "listEvents" else {}
    answer = partner.get(LISTS[operation], **query)
    assert answer.status_code in {200, 404 if operation in {"listStories", "getClock"} else 200}, (
        answer.content
    )
    told = answer.content.decode()
    assert [name for name in names.values() if name in told] == []


@pytest.mark.parametrize("operation", sorted(ANSWERS))
def test_a_thing_named_in_a_body_is_unknown(pair: tuple[Partner, dict[str, str]], operation: str) -> None:
    partner, names = pair
    before = list(Parcel.objects.order_by("id").values_list("state", flat=True))
    answer = ask(partner, operation, OPERATIONS[operation][1], names)
    told = answer.content.decode() if operation != "postBatch" else _what_became_of(partner, answer)
    assert ANSWERS[operation] in told, told
    if operation == "postRemittance":
        assert CodRemittanceLine.objects.order_by("-id")[0].shipment_id is None
    assert list(Parcel.objects.order_by("id").values_list("state", flat=True)) == before


def _what_became_of(partner: Partner, answer: Any) -> str:
    work_batches(clock=now)
    rows = partner.get(f"batches/{answer.json()['key']}/items").json()["items"]
    return " ".join(row["code"] for row in rows)


def test_every_operation_is_in_one_of_the_tables() -> None:
    known = NAMED.keys() | LISTS.keys() | ANSWERS.keys() | OF_NOTHING
    assert sorted(OPERATIONS.keys() - known) == []


@pytest.mark.parametrize("operation", ["listStories", "getClock", "postClock", "postSandboxShipment"])
def test_a_live_carrier_has_no_stories_and_no_clock(operation: str) -> None:
    assert (
        ask(Partner(), operation, OPERATIONS[operation][1], {"parcels": "", "pickups": ""}).status_code == 404
    )
