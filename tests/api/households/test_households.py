"""Opening a household, its papers, its people; what others see of it."""

import pytest

from marketplace.households.models import Household, HouseholdMember, Plot
from tests.api.client import data, done, id_of, refusal, refused
from tests.api.conftest import Village
from tests.factories.households import CooperativeFactory, HouseholdFactory
from tests.factories.people import AccountFactory
from tests.factories.places import LUC_NGAN

OPEN = {"name": "Nhà bà Tư", "communeCode": LUC_NGAN, "address": "Thôn Đồng Giao"}


def test_from_opening_to_verified(village: Village) -> None:
    token, staff = village.token("stranger"), village.token("staff")
    opened = done("householdOpen", "household { id name state place { name } }", OPEN, token=token)[
        "household"
    ]
    assert (opened["name"], opened["state"]) == ("Nhà bà Tư", "draft")
    given = {"householdId": opened["id"]}
    bank = {"bankCode": "970405", "bankAccount": "0123456789", "bankHolder": "NGUYEN THI TU"}
    payload = done("householdSetBankAccount", "household { hasBankAccount }", given | bank, token=token)
    assert payload["household"]["hasBankAccount"]
    papers = given | {"identityNumber": "024099000001"}
    submitted = done("householdSubmit", "household { state }", papers, token=token)["household"]
    assert submitted["state"] == "submitted"
    verified = done("staffHouseholdVerify", "household { state }", given, token=staff)["household"]
    assert verified["state"] == "verified"
    [mine] = data("{ myHouseholds { id state } }", token=token)["myHouseholds"]
    assert mine == {"id": opened["id"], "state": "verified"}


def test_papers_are_never_read_back(village: Village) -> None:
    fields = data('{ __type(name: "OwnHousehold") { fields { name } } }')["__type"]["fields"]
    assert not {"identityNumber", "taxCode", "bankAccount"} & {field["name"] for field in fields}


def test_the_same_key_opens_one_household(village: Village) -> None:
    token = village.token("stranger")
    one = done("householdOpen", "household { id }", OPEN | {"idempotencyKey": "a"}, token=token)
    assert done("householdOpen", "household { id }", OPEN | {"idempotencyKey": "a"}, token=token) == one
    assert Household.objects.filter(name="Nhà bà Tư").count() == 1
    other = OPEN | {"idempotencyKey": "a", "name": "Nhà bà Năm"}
    assert refused("householdOpen", other, token=token) == [("IDEMPOTENCY_KEY_REUSED", None)]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name": ""}, "HOUSEHOLD_NAME_MISSING", "name"),
        ({"telephone": "12"}, "UNREADABLE_TELEPHONE", "telephone"),
        ({"idempotencyKey": ""}, "IDEMPOTENCY_KEY_INVALID", "idempotencyKey"),
        ({"idempotencyKey": "x" * 101}, "IDEMPOTENCY_KEY_INVALID", "idempotencyKey"),
    ],
)
def test_what_opening_refuses(village: Village, changes: dict[str, str], code: str, field: str) -> None:
    assert refused("householdOpen", OPEN | changes, token=village.token("stranger")) == [(code, field)]


def test_a_plot_is_added_once(village: Village) -> None:
    given = {
        "householdId": id_of("OwnHousehold", village.household),
        "name": "Đồi sau",
        "areaM2": 3_600,
        "idempotencyKey": "plot",
    }
    for _ in range(2):
        plot = done("plotAdd", "plot { name areaM2 place { code } }", given, token=village.token("owner"))[
            "plot"
        ]
    assert plot == {"name": "Đồi sau", "areaM2": 3_600, "place": {"code": LUC_NGAN}}
    assert Plot.objects.count() == 1
    bad = given | {"areaM2": 0, "idempotencyKey": "other"}
    assert refused("plotAdd", bad, token=village.token("owner")) == [("PLOT_AREA_INVALID", "areaM2")]


def test_the_owner_adds_and_removes_a_member(village: Village) -> None:
    account = AccountFactory.create(telephone="+84900000654")
    given = {"householdId": id_of("OwnHousehold", village.household), "telephone": "0900000654"}
    token = village.token("owner")
    assert done("memberAdd", "telephone", given, token=token)["telephone"] == "0900000654"
    assert HouseholdMember.objects.filter(household=village.household, account=account).exists()
    assert refused("memberAdd", given, token=token) == [("ALREADY_MEMBER", "telephone")]
    done("memberRemove", "telephone", given, token=token)
    assert not HouseholdMember.objects.filter(household=village.household, account=account).exists()
    assert refused("memberRemove", given, token=token) == [("NOT_FOUND", "telephone")]
    unknown = given | {"telephone": "0900000655"}
    assert refused("memberAdd", unknown, token=token) == [("NOT_FOUND", "telephone")]


def test_consent_lets_a_cooperative_act_until_it_is_withdrawn(village: Village) -> None:
    household, token = id_of("OwnHousehold", village.household), village.token("owner")
    question = "query Q($id: ID!) { node(id: $id) { id } }"
    assert data(question, token=village.token("manager"), id=household)["node"]
    done("consentWithdraw", "withdrawnAt", {"householdId": household}, token=token)
    assert refusal(question, token=village.token("manager"), id=household) == "NOT_FOUND"
    given = {"householdId": household, "cooperativeId": id_of("Cooperative", village.cooperative)}
    done("consentGive", "givenAt", given, token=token)
    assert data(question, token=village.token("manager"), id=household)["node"]


def test_only_verified_sellers_are_public(village: Village) -> None:
    query = (
        "query H($id: ID!) { household(id: $id) { name verified cooperativeName place { provinceName } } }"
    )
    shown = data(query, id=id_of("Household", village.household))["household"]
    assert shown["verified"] is True
    assert shown["cooperativeName"] == village.cooperative.name
    draft = HouseholdFactory.create(state="draft")
    assert refusal(query, id=id_of("Household", draft)) == "NOT_FOUND"


def test_staff_say_why(village: Village) -> None:
    given = {"householdId": id_of("OwnHousehold", village.household)}
    token = village.token("staff")
    empty = given | {"reason": " "}
    assert refused("staffHouseholdSuspend", empty, token=token) == [("DECISION_REASON_MISSING", "reason")]
    suspended = done(
        "staffHouseholdSuspend",
        "household { state stateReason }",
        given | {"reason": "Giấy tờ sai"},
        token=token,
    )["household"]
    assert suspended == {"state": "suspended", "stateReason": "Giấy tờ sai"}
    late = given | {"reason": "x"}
    assert refused("staffHouseholdReject", late, token=token) == [("FORBIDDEN_MOVE", None)]
    done("staffHouseholdReinstate", "household { state }", given, token=token)


def test_another_cooperative_gets_nothing_by_being_named(village: Village) -> None:
    given = {
        "householdId": id_of("OwnHousehold", village.household),
        "cooperativeId": id_of("Cooperative", CooperativeFactory.create()),
    }
    assert refused("consentGive", given, token=village.token("stranger")) == [("NOT_FOUND", None)]
