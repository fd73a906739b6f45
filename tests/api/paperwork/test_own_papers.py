"""Own papers, links for the importer and an officer's word about a code, over GraphQL as on the pages."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from kernel.clock import standing_at
from logistics.documents.operations import draw_wanted
from logistics.goods.models import GrowingArea
from logistics.paperwork.models import Consignment
from marketplace.people.operations import issue_token
from marketplace.people.rules import Person
from tests.api.client import data, done, refused
from tests.factories.export_cases import Wanted, prepared
from tests.factories.households import HouseholdFactory, owner_of
from tests.factories.paperwork import load_rules_of
from tests.factories.people import an_officer_of

pytestmark = pytest.mark.django_db
WANTED = Wanted(without=("ched_pp",))
AT = WANTED.at
SEEN = """query C($n: String!) { consignment(number: $n) {
  drawn { kind number sha256 } links { key label revokedAt } messages { text byImporter } papers { kind } } }"""


@pytest.fixture
def sent(settings: LazySettings, tmp_path: Path) -> tuple[Person, Consignment]:
    backend = "django.core.files.storage.FileSystemStorage"
    papers = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "papers": papers}
    load_rules_of("EU")
    return prepared(WANTED)


def token_of(person: Person) -> str:
    assert person.account is not None
    return issue_token(account=person.account, at=AT)


def seen(person: Person, consignment: Consignment) -> dict[str, Any]:
    with standing_at(AT):
        found = data(SEEN, token=token_of(person), n=consignment.number)
    return found["consignment"]  # type: ignore[no-any-return]


def test_papers_are_drawn_and_handed_to_the_gate(sent: tuple[Person, Consignment]) -> None:
    person, consignment = sent
    number = {"number": consignment.number}
    with standing_at(AT):
        assert refused("consignmentPapersEnter", number, token=token_of(person))[0][0] == "UNKNOWN_DOCUMENT"
        done("consignmentPapersDraw", "consignment { number }", number, token=token_of(person))
    draw_wanted(at=AT)
    with standing_at(AT):
        done("consignmentPapersEnter", "consignment { number }", number, token=token_of(person))

    drawn = {one["kind"]: one for one in seen(person, consignment)["drawn"]}
    assert {"INVOICE", "PACKING_LIST", "EPHYTO"} <= set(drawn)
    assert all(len(one["sha256"]) == 64 for one in drawn.values())
    waiting = consignment.issued_papers.filter(confirmed_at=None, withdrawn_at=None)
    assert waiting.filter(sha256=drawn["INVOICE"]["sha256"]).exists()


def test_a_link_is_made_opens_and_is_taken_back(sent: tuple[Person, Consignment]) -> None:
    person, consignment = sent
    given = {"number": consignment.number, "label": "Muster GmbH"}
    with standing_at(AT):
        path = done("consignmentShare", "leadsTo", given, token=token_of(person))["leadsTo"]
        done(
            "consignmentMessageSend",
            "consignment { number }",
            {"number": consignment.number, "text": "Papers tomorrow"},
            token=token_of(person),
        )
        assert Client().get(path).status_code == 200
    told = seen(person, consignment)
    [link] = told["links"]
    assert told["messages"] == [{"text": "Papers tomorrow", "byImporter": False}]
    assert path.rpartition("/")[2] not in str(told)
    with standing_at(AT):
        gone = {"number": consignment.number, "link": link["key"]}
        done("consignmentUnshare", "consignment { number }", gone, token=token_of(person))
        assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("consignmentPapersDraw", {}),
        ("consignmentPapersEnter", {}),
        ("consignmentShare", {"label": "x"}),
        ("consignmentUnshare", {"link": "x"}),
        ("consignmentMessageSend", {"text": "x"}),
    ],
)
def test_for_anybody_else_there_is_no_such_consignment(
    sent: tuple[Person, Consignment], name: str, more: dict[str, str]
) -> None:
    _person, consignment = sent
    stranger = owner_of(HouseholdFactory.create())
    given = {"number": consignment.number, **more}

    with standing_at(AT):
        assert [code for code, _field in refused(name, given, token=token_of(stranger))] == ["NOT_FOUND"]
        assert [code for code, _field in refused(name, given)] == ["NOT_FOUND"]


def test_an_officer_suspends_a_code_of_the_province_and_nobody_else_does(
    sent: tuple[Person, Consignment],
) -> None:
    area = GrowingArea.objects.get()
    given = {"provinceCode": "24", "kind": "AREA", "code": area.code, "status": "SUSPENDED", "reason": "Sâu"}
    owner, _consignment = sent
    with standing_at(AT):
        assert refused("exportCodeDecide", given, token=token_of(owner))[0][0] == "NOT_ALLOWED"
        assert refused("exportCodeDecide", given)[0][0] == "NOT_ALLOWED"
        officer = token_of(an_officer_of("24"))
        elsewhere = token_of(an_officer_of("01"))
        assert refused("exportCodeDecide", given, token=elsewhere)[0][0] == "NOT_ALLOWED"
        assert refused("exportCodeDecide", given | {"reason": " "}, token=officer) == [("INVALID", "reason")]

        assert done("exportCodeDecide", "status", given, token=officer)["status"] == "SUSPENDED"
    area.refresh_from_db()
    assert area.status == "SUSPENDED"
