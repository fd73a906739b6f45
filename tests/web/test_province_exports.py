"""Officers see their own province's exports and rule on its codes; growers see what a lot needs, and when."""

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from logistics.goods.models import GrowingArea, LotRecord
from logistics.paperwork.models import Consignment
from logistics.paperwork.operations.gate import clear
from marketplace.people.enums import RoleKind
from marketplace.people.models import RoleGrant
from marketplace.people.rules import Person
from tests.factories.export_cases import Wanted, prepared
from tests.factories.households import HouseholdFactory, owner_of, stranger
from tests.factories.paperwork import load_rules_of, sign
from tests.web.test_household import signed_in

pytestmark = pytest.mark.usefixtures("shop")
PAGE = "/tinh/24/xuat-khau"


@pytest.fixture(autouse=True)
def rules(db: None) -> None:
    load_rules_of("EU", "JP")
    sign("lychee/EU", "lychee/JP")
    cache.clear()


def officer(province: str = "24") -> Client:
    person = stranger()
    assert person.account
    RoleGrant.objects.create(account=person.account, kind=RoleKind.PROVINCIAL_OFFICER, subject=province)
    return signed_in(Person(account=person.account))


def test_an_officer_sees_consignments_codes_and_lots_of_the_province() -> None:
    _person, consignment = prepared(Wanted(without=("ched_pp",)))

    page = officer().get(PAGE).content.decode()

    area = GrowingArea.objects.get()
    for told in (consignment.number, area.code, "Đang hiệu lực", "1 lô xuất khẩu"):
        assert told in page, told
    assert page.count("<h1") == 1


def test_another_provinces_officer_and_everybody_else_see_nothing() -> None:
    prepared(Wanted())
    other = officer("01")

    assert other.get(PAGE).status_code == 403
    assert signed_in(stranger()).get(PAGE).status_code == 403
    assert signed_in(owner_of(HouseholdFactory.create())).get("/tinh/xuat-khau").status_code == 403
    assert Client().get(PAGE).status_code == 302
    own = other.get("/tinh/01/xuat-khau").content.decode()
    assert not any(one.number in own for one in Consignment.objects.all())
    assert not any(one.code in own for one in GrowingArea.objects.all())


def test_suspending_a_code_closes_what_was_cleared_with_it() -> None:
    _person, consignment = prepared(Wanted(destination="JP"))
    clear(key=consignment.key, actor="account:x", at=Wanted().at)
    code = GrowingArea.objects.get().code
    given = {"kind": "area", "code": code, "status": "SUSPENDED"}
    client = officer()

    client.post(f"{PAGE}/ma", given)
    assert GrowingArea.objects.get().status == "APPROVED"  # no reason was given
    client.post(f"{PAGE}/ma", {**given, "reason": "Sâu đục quả"})

    consignment.refresh_from_db()
    assert GrowingArea.objects.get().status == "SUSPENDED"
    assert consignment.state == "PREPARING"
    assert "Cho dùng lại" in client.get(PAGE).content.decode()


def test_an_officer_rules_on_no_code_of_another_province() -> None:
    prepared(Wanted())
    given = {"kind": "area", "code": GrowingArea.objects.get().code, "status": "REVOKED", "reason": "x"}

    assert officer("01").post("/tinh/01/xuat-khau/ma", given).status_code == 404
    assert officer("01").post(f"{PAGE}/ma", given).status_code == 403
    assert GrowingArea.objects.get().status == "APPROVED"


def test_the_provinces_page_costs_the_same_for_one_and_for_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = officer()
    for count in (1, 3):
        while Consignment.objects.count() < count:
            prepared(Wanted(without=("ched_pp",)))
        client.get(PAGE)
        with django_assert_num_queries(22):
            client.get(PAGE)


def test_a_grower_reads_what_the_lot_needs_and_by_which_day() -> None:
    person, _consignment = prepared(Wanted(destination="JP", treatments=()))
    key = LotRecord.objects.get().reference.removeprefix("lot:")
    client = signed_in(person)

    page = client.get(f"/nha/lo/{key}/nuoc-ngoai?den=JP&ngay=2026-06-15").content.decode()

    for told in ("chưa xử lý", "xin trước", "Đến lượt:", "15/6/2026"):
        assert told in page, told
    assert signed_in(owner_of(HouseholdFactory.create())).get(f"/nha/lo/{key}/nuoc-ngoai").status_code == 404
    assert client.get(f"/nha/lo/{key}/nuoc-ngoai?den=XX").status_code == 404
    assert client.get(f"/nha/lo/{key}/nuoc-ngoai?ngay=never").status_code == 200


def test_irradiation_says_what_it_shuts_before_it_is_done() -> None:
    load_rules_of("EU", "JP", "US")
    sign("lychee/EU", "lychee/JP", "lychee/US")
    person, _consignment = prepared(Wanted(destination="US", treatments=()))
    key = LotRecord.objects.get().reference.removeprefix("lot:")

    page = signed_in(person).get(f"/nha/lo/{key}/nuoc-ngoai?den=US&ngay=2026-06-15").content.decode()

    assert "Chiếu xạ rồi thì không đi được nữa: " in page


def test_its_page_costs_the_same_whatever_was_done_to_the_lot(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for treatments in (("FUMIGATION",), ("FUMIGATION", "IRRADIATION")):
        person, _consignment = prepared(Wanted(destination="JP", treatments=treatments))
        key = LotRecord.objects.order_by("-id")[0].reference.removeprefix("lot:")
        client = signed_in(person)
        client.get(f"/nha/lo/{key}/nuoc-ngoai?den=JP")
        with django_assert_num_queries(13):
            client.get(f"/nha/lo/{key}/nuoc-ngoai?den=JP")
