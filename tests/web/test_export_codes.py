"""A code has an owner: asked for by page and GraphQL, answered by an officer, seen by its own."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kernel.clock import now
from logistics.goods.enums import CodeKind
from logistics.goods.models import CodeRequest, GrowingArea
from marketplace.exporters.codes import ask_own_code, own_codes
from marketplace.people.operations import issue_token
from marketplace.people.rules import Person
from tests.api.client import data, done, refused
from tests.factories.catalogue import lychee
from tests.factories.goods import GrowingAreaFactory
from tests.factories.households import HouseholdFactory, owner_of
from tests.factories.people import an_officer_of
from tests.web.test_household import signed_in

pytestmark = pytest.mark.django_db
MINE = "{ myExportCodes { code status destinations } myExportCodeRequests { key state code reason } }"
ANSWER = "/tinh/24/xuat-khau/don"


@pytest.fixture
def owner() -> Person:
    lychee()
    return owner_of(HouseholdFactory.create())


def token_of(person: Person) -> str:
    assert person.account is not None
    return issue_token(account=person.account, at=now())


def ask(person: Person, name: str = "Đồi Vải Demo") -> CodeRequest:
    return ask_own_code(
        person=person,
        kind=CodeKind.AREA,
        name=name,
        commodity_code="vai-thieu",
        destinations=["JP"],
        at=now(),
    )


def test_asked_on_the_page_granted_on_the_officers_and_then_its_own(owner: Person) -> None:
    page = signed_in(owner)
    given = {"kind": "area", "name": "Đồi Vải Demo", "commodity_code": "vai-thieu"}
    answer = page.post("/nha/xuat-khau/ma", given | {"owner": owner_reference(page)})
    assert answer.status_code == 302
    request = CodeRequest.objects.get()
    officer = signed_in(an_officer_of("24"))
    assert "Đồi Vải Demo" in officer.get("/tinh/24/xuat-khau").content.decode()
    officer.post(f"{ANSWER}/{request.key}", {"code": "demo-puc-77"})

    area = GrowingArea.objects.get(code="DEMO-PUC-77")
    assert (area.owner, area.status) == (request.owner, "APPROVED")
    assert "DEMO-PUC-77" in page.get("/nha/xuat-khau/ma").content.decode()
    assert (
        "DEMO-PUC-77"
        not in signed_in(owner_of(HouseholdFactory.create())).get("/nha/xuat-khau/ma").content.decode()
    )


def owner_reference(page: Client) -> str:
    found = page.get("/nha/xuat-khau/ma").content.decode().partition('value="household:')[2]
    return "household:" + found.partition('"')[0]


def test_the_same_over_graphql_with_a_refusal(owner: Person) -> None:
    token = token_of(owner)
    given = {"kind": "AREA", "name": "Vườn Demo", "commodityCode": "vai-thieu", "destinations": ["EU"]}
    asked = done("exportCodeAsk", "request { key state }", given, token=token)["request"]
    assert asked["state"] == "ASKED"
    answer = {"provinceCode": "24", "request": asked["key"]}
    officer = token_of(an_officer_of("24"))
    assert refused("exportCodeAnswer", answer, token=officer) == [("INVALID", "reason")]
    done("exportCodeAnswer", "request { state }", answer | {"reason": "Thiếu sổ phun"}, token=officer)

    told = data(MINE, token=token)
    assert told["myExportCodes"] == []
    [request] = told["myExportCodeRequests"]
    assert (request["state"], request["reason"]) == ("REFUSED", "Thiếu sổ phun")
    assert refused("exportCodeAnswer", answer | {"code": "X"}, token=officer)[0][0] == "CODE_REQUEST_DECIDED"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": " "}, ("INVALID", "name")),
        ({"name": "x" * 121}, ("INVALID", "name")),
        ({"commodityCode": "nothing"}, ("UNKNOWN_COMMODITY", "commodityCode")),
        ({"destinations": ["TOOLONG"]}, ("INVALID", "destinations")),
        ({"owner": "household:another"}, ("NOT_FOUND", "owner")),
    ],
)
def test_a_wish_that_cannot_be_is_refused_at_its_field(
    owner: Person, changes: dict[str, Any], error: tuple[str, str]
) -> None:
    given: dict[str, Any] = {"kind": "AREA", "name": "Vườn", "commodityCode": "vai-thieu", "destinations": []}

    assert refused("exportCodeAsk", given | changes, token=token_of(owner)) == [error]
    assert not CodeRequest.objects.exists()


def test_who_exports_for_nobody_asks_for_nothing(owner: Person) -> None:
    given = {"kind": "HOUSE", "name": "Vườn"}
    assert refused("exportCodeAsk", given, token=token_of(an_officer_of("24")))[0][0] == "NOT_FOUND"
    assert refused("exportCodeAsk", given)[0][0] == "NOT_FOUND"


def test_another_provinces_officer_answers_nothing(owner: Person) -> None:
    request = ask(owner)
    elsewhere = an_officer_of("01")
    given = {"provinceCode": "01", "request": request.key, "code": "X"}
    assert refused("exportCodeAnswer", given, token=token_of(elsewhere))[0][0] == "NOT_FOUND"
    assert signed_in(elsewhere).post(f"{ANSWER}/{request.key}", {"code": "X"}).status_code == 403
    here = given | {"provinceCode": "24"}
    assert refused("exportCodeAnswer", here, token=token_of(owner))[0][0] == "NOT_ALLOWED"


def test_a_code_of_somebody_else_is_not_given_away(owner: Person) -> None:
    GrowingAreaFactory.create(code="DEMO-TAKEN", owner="household:another")
    request = ask(owner)
    given = {"provinceCode": "24", "request": request.key, "code": "demo-taken"}

    officer = token_of(an_officer_of("24"))
    assert refused("exportCodeAnswer", given, token=officer) == [("CODE_ALREADY_OWNED", "code")]
    request.refresh_from_db()
    assert request.state == "ASKED"


def test_ten_wishes_wait_and_no_more(owner: Person) -> None:
    for number in range(10):
        ask(owner, f"Vườn {number}")
    given = {"kind": "AREA", "name": "Vườn", "commodityCode": "vai-thieu"}
    assert refused("exportCodeAsk", given, token=token_of(owner))[0][0] == "TOO_MANY_CODE_REQUESTS"


def test_three_codes_cost_no_more_statements_than_one(
    owner: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reference = ask(owner).owner
    for codes in (1, 3):
        for number in range(codes):
            GrowingAreaFactory.create(code=f"DEMO-{codes}-{number}", owner=reference)
        with django_assert_num_queries(6):
            own_codes(person=owner)
