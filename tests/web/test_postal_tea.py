"""Two kilograms of tea by post to Tokyo: the exporter's pages draw CN 23 or CN 22 and the post's data."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from kernel.rates.operations import record_rate
from logistics.documents.operations import draw_wanted
from logistics.documents.queries import newest_set
from logistics.paperwork.enums import Route
from logistics.paperwork.models import Consignment, IssuedPaper
from marketplace.households.models import Household
from tests.factories.export_cases import Wanted, prepared
from tests.factories.households import member_of
from tests.factories.paperwork import load_rules_of
from tests.web.test_household import signed_in

pytestmark = pytest.mark.usefixtures("shop")
TEA = Wanted(good="tea", destination="JP", route=Route.POST, net_g=1_800, value_minor=9_000)


@pytest.fixture(autouse=True)
def rules(settings: LazySettings, tmp_path: Path, db: None) -> None:
    backend = "django.core.files.storage.FileSystemStorage"
    papers = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "papers": papers}
    load_rules_of("JP")
    cache.clear()


@pytest.fixture
def sent() -> tuple[Client, Consignment]:
    person, consignment = prepared(TEA)
    return signed_in(person), consignment


def kinds(consignment: Consignment) -> set[str]:
    newest = newest_set(consignment=consignment)
    return {one.kind for one in newest.documents.all()} if newest else set()


POSTED = {"item": "ee 0123 4567 5 vn", "office": "Thái Nguyên", "postage": "52,00"}


def draw(client: Client, consignment: Consignment, **changes: str) -> int:
    answer = client.post(f"/nha/xuat-khau/{consignment.key}/giay-to/lap", POSTED | changes)
    draw_wanted(at=TEA.at)
    return answer.status_code


def test_a_parcel_takes_cn23_and_its_data_has_the_posts_number(sent: tuple[Client, Consignment]) -> None:
    client, consignment = sent

    assert draw(client, consignment) == 302
    assert "CN23" in kinds(consignment)
    newest = newest_set(consignment=consignment)
    assert newest is not None
    file = newest.documents.get(kind="ITMATT")
    told = json.loads(client.get(f"/nha/xuat-khau/{consignment.key}/giay-to/{file.key}").content)
    assert (told["item"], told["declaration"], told["postage"]) == ("EE012345675VN", "CN23", "52.00")
    assert told["officeOfOrigin"] == "Thái Nguyên"


@pytest.mark.parametrize("item", ["EE012345676VN", "EE01234567", "<script>"])
def test_a_number_that_no_post_gave_stands_at_its_field(sent: tuple[Client, Consignment], item: str) -> None:
    client, consignment = sent

    answer = client.post(f"/nha/xuat-khau/{consignment.key}/giay-to/lap", POSTED | {"item": item})

    assert answer.status_code == 422
    assert 'id="id_item_error"' in answer.content.decode()
    assert newest_set(consignment=consignment) is None


@pytest.mark.parametrize(("euros_of_a_right", "kind"), [("0.3", "CN22"), ("0.29999", "CN23")])
def test_a_small_packet_takes_cn22_up_to_three_hundred_special_drawing_rights(
    sent: tuple[Client, Consignment], euros_of_a_right: str, kind: str
) -> None:
    """90.00 EUR are 300.00 rights at 0.3 euros each, and a hundredth more at 0.29999."""
    client, consignment = sent
    record_rate(
        base="XDR",
        quote="EUR",
        value=Decimal(euros_of_a_right),
        valid_on=TEA.day - timedelta(days=1),
        source="Demo",
        actor="account:x",
        at=TEA.at,
    )

    draw(client, consignment, letter="on")

    assert kind in kinds(consignment)


def test_without_a_rate_nobody_guesses_and_the_larger_form_is_drawn(sent: tuple[Client, Consignment]) -> None:
    client, consignment = sent
    draw(client, consignment, letter="on")

    assert "CN23" in kinds(consignment)


def test_own_papers_go_in_and_a_second_person_confirms(sent: tuple[Client, Consignment]) -> None:
    client, consignment = sent
    address = f"/nha/xuat-khau/{consignment.key}"
    assert client.post(f"{address}/giay-to/dua-vao").status_code == 404
    draw(client, consignment)
    client.post(f"{address}/giay-to/dua-vao")
    household = Household.objects.get(key=consignment.owner.partition(":")[2])
    mine = IssuedPaper.objects.filter(consignment=consignment, confirmed_at=None, withdrawn_at=None)

    assert mine.exists()
    second = signed_in(member_of(household))
    for paper in mine.all():
        second.post(f"{address}/nhan-giay/{paper.key}/xac-nhan")
    assert not mine.all().exists()


def test_the_gate_stays_shut_while_nobody_reviewed_whether_the_post_may_take_tea(
    sent: tuple[Client, Consignment],
) -> None:
    client, consignment = sent
    address = f"/nha/xuat-khau/{consignment.key}"
    client.post(f"{address}/duyet")

    page = client.get(address).content.decode()
    consignment.refresh_from_db()
    assert consignment.state == "PREPARING"
    for reason in ("POST_NOT_CLEAR", "RULE_UNREVIEWED", "MARKET_UNVERIFIED"):
        assert f'data-reason="{reason}"' in page
