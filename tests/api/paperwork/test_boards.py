"""Boards over GraphQL: the same number of queries for one and for three, and no province but one's own."""

import pytest
from pytest_django import DjangoAssertNumQueries

from kernel.clock import standing_at
from logistics.paperwork.models import Consignment
from marketplace.people.operations import issue_token
from marketplace.people.rules import Person
from tests.api.client import data, refusal
from tests.factories.export_cases import Wanted, prepared
from tests.factories.households import stranger
from tests.factories.paperwork import load_rules_of, sign

pytestmark = pytest.mark.django_db
MINE = "{ myConsignments { number daysLeft turns netG valueMinor missing { reason } } }"
PROVINCE = 'query { provinceConsignments(provinceCode: "24") { number } }'
AT = Wanted().at


def token(person: Person) -> str:
    assert person.account
    return issue_token(account=person.account, at=AT)


@pytest.fixture(autouse=True)
def rules(db: None) -> None:
    load_rules_of("EU")
    sign("lychee/EU")


def test_the_exporters_board(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person, first = prepared(Wanted(without=("ched_pp",)))
    bearer = token(person)
    with standing_at(AT):
        [row] = data(MINE, token=bearer)["myConsignments"]
        assert row["missing"] == [{"reason": "PAPER_MISSING"}]
        assert (row["turns"], row["daysLeft"], row["netG"]) == (["AUTHORITY"], 0, 3_000_000)
        with django_assert_num_queries(17):
            data(MINE, token=bearer)
        for _ in range(2):
            prepared(Wanted(without=("ched_pp",)))
        Consignment.objects.update(owner=first.owner)
        with django_assert_num_queries(17):
            assert len(data(MINE, token=bearer)["myConsignments"]) == 3


def test_a_province_is_its_officers() -> None:
    prepared(Wanted())

    with standing_at(AT):
        assert refusal(PROVINCE, token=token(stranger())) == "NOT_ALLOWED"
        assert refusal(PROVINCE) == "NOT_ALLOWED"
