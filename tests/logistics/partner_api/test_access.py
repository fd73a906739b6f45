"""Who may ask what: the partner, a partner without the scope, another carrier, a revoked token, nobody."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings

from kernel.clock import now
from logistics.partner_api.enums import Scope
from logistics.partner_api.operations import revoke_token
from tests.factories.dispatch import ShipmentFactory, code_of
from tests.factories.partner_api import Partner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
SCOPE_OF = {
    "pickups": Scope.PICKUPS,
    "pickups/{pickup}": Scope.PICKUPS,
    "pickups/{pickup}/labels": Scope.LABELS,
    "parcels/{code}": Scope.EVENTS,
    "parcels/{code}/label": Scope.LABELS,
    "remittances/none": Scope.COD,
    "POST pickups/{pickup}/take": Scope.PICKUPS,
    "POST events": Scope.EVENTS,
    "POST remittances": Scope.COD,
}
LOST = {"tracking_code": "NNV0", "code": "lost", "dedupe_key": "k", "occurred_at": "2026-06-10T09:00:00Z"}
VALID: dict[str, Any] = {
    "POST events": {"events": [LOST]},
    "POST remittances": {
        "reference": "r",
        "total_dong": 0,
        "lines": [{"tracking_code": "NNV0", "amount_dong": 0}],
    },
}


def ask(partner: Partner, what: str) -> Any:
    shipment = ShipmentFactory()
    path = what.removeprefix("POST ").format(pickup=shipment.pickup.key, code=code_of(shipment))
    return partner.post(path, VALID.get(what)) if what.startswith("POST") else partner.get(path)


@pytest.mark.parametrize(("what", "scope"), SCOPE_OF.items())
def test_every_operation_asks_for_its_scope(what: str, scope: Scope) -> None:
    others = [other for other in Scope.values if other != scope]
    refused = ask(Partner(scopes=others), what)
    assert (refused.status_code, refused.json()["code"]) == (403, "SCOPE_MISSING")
    assert ask(Partner(scopes=[scope]), what).status_code in (200, 201, 404)


@pytest.mark.parametrize("what", [what for what in SCOPE_OF if "{" in what])
def test_what_is_another_carriers_is_not_there(what: str) -> None:
    assert ask(Partner("vnpost"), what).status_code == 200
    answer = ask(Partner("ghn"), what)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic eDp5", "Bearer  a b", "Bearer ü"])
@pytest.mark.parametrize("what", ["me", "pickups", "parcels/NNV1"])
def test_nobody_gets_in(header: str, what: str) -> None:
    answer = Client().get(f"/partner/v1/{what}", headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHORIZED")
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="partner"')


def test_a_revoked_token_opens_nothing_and_the_new_one_does() -> None:
    old, new = Partner(), Partner()
    revoke_token(key=old.token.key, actor="account:staff", at=now())
    assert old.get("me").status_code == 401
    assert new.get("me").json() == {
        "carrier_code": "vnpost",
        "name": "test",
        "scopes": Scope.values,
    }


def test_the_last_use_is_written_once_an_hour() -> None:
    partner = Partner(last_used_at=now() - timedelta(hours=2))
    partner.get("me")
    partner.token.refresh_from_db()
    first = partner.token.last_used_at
    partner.get("me")
    partner.token.refresh_from_db()
    assert partner.token.last_used_at == first


@override_settings(PARTNER_REQUESTS_PER_MINUTE=2)
def test_who_asks_too_often_is_told_how_long_to_wait() -> None:
    partner = Partner()
    codes = [partner.get("me").status_code for _n in range(3)]
    answer = partner.get("me")
    assert codes == [200, 200, 429]
    assert int(answer.headers["Retry-After"]) <= 60
    assert answer.json()["code"] == "TOO_MANY_REQUESTS"
