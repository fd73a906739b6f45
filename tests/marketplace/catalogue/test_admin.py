"""The desk of staff, over HTTP: the lists open, decisions are taken, refusals are said."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Listing
from marketplace.households.enums import HouseholdState
from marketplace.households.models import Cooperative, CooperativeManager, Household
from tests.factories.catalogue import NOW, ListingFactory, LotFactory, PhotoFactory, TierFactory
from tests.factories.households import ConsentFactory, HouseholdFactory, MemberFactory, PlotFactory, owner_of
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(AccountFactory.create(is_staff=True, is_superuser=True))
    return client


def act(desk: Client, kind: str, action: str, *rows: Listing | Household, **more: str) -> str:
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    response = desk.post(reverse(f"admin:{kind}_changelist"), data, follow=True)
    return response.content.decode()


def test_a_household_is_verified_or_sent_back_with_a_reason(desk: Client) -> None:
    good, bad = HouseholdFactory.create_batch(2, state="submitted")

    act(desk, "households_household", "verify", good)
    page = act(desk, "households_household", "reject", bad)
    assert "Ghi lý do" in page
    act(desk, "households_household", "reject", bad, reason="Căn cước mờ")

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state, bad.state_reason) == ("verified", "rejected", "Căn cước mờ")
    act(desk, "households_household", "suspend", good, reason="Bị tố cáo")
    act(desk, "households_household", "reinstate", good)
    good.refresh_from_db()
    assert good.state == HouseholdState.VERIFIED


def test_a_household_is_seen_without_its_numbers(desk: Client) -> None:
    household = HouseholdFactory.create(
        papers__identity_number="024093001234", papers__bank_account="880123456789"
    )
    MemberFactory.create(household=household)
    ConsentFactory.create(household=household)
    PlotFactory.create(household=household)

    page = desk.get(reverse("admin:households_household_change", args=[household.pk])).content.decode()

    assert "•••234" in page
    assert "•••789" in page
    assert "024093001234" not in page
    assert "880123456789" not in page


def test_a_listing_is_approved_taken_down_and_certified(desk: Client) -> None:
    listing = ListingFactory.create(state="in_review", claims=["chữa bệnh"])

    act(desk, "catalogue_listing", "approve", listing)
    act(desk, "catalogue_listing", "certify", listing, words="VietGAP")
    listing.refresh_from_db()
    assert (listing.state, listing.certificates) == (ListingState.PUBLISHED, "VietGAP")

    assert "Ghi lý do" in act(desk, "catalogue_listing", "unpublish", listing)
    act(desk, "catalogue_listing", "unpublish", listing, words="Ảnh lấy trên mạng")
    listing.refresh_from_db()
    assert (listing.state, listing.state_reason) == (ListingState.UNPUBLISHED, "Ảnh lấy trên mạng")


@pytest.mark.parametrize("action", ["approve", "unpublish"])
def test_the_list_sends_back_what_was_read(desk: Client, action: str) -> None:
    listing = ListingFactory.create(state="in_review")
    page = desk.get(reverse("admin:catalogue_listing_changelist")).content.decode()
    [seen] = re.findall(r'name="seen" value="([^"]+)"', page)
    Listing.objects.filter(pk=listing.pk).update(version=listing.version + 1)

    assert "Tin đã đổi" in act(desk, "catalogue_listing", action, listing, seen=seen, words="x")
    listing.refresh_from_db()
    assert listing.state == ListingState.IN_REVIEW
    hostile = f"{listing.key} {'9' * 5_000}"
    assert "Tin đã đổi" in act(desk, "catalogue_listing", action, listing, seen=hostile, words="x")
    act(desk, "catalogue_listing", action, listing, seen=f"{listing.key} {listing.version}", words="x")
    listing.refresh_from_db()
    assert listing.state != ListingState.IN_REVIEW


@pytest.mark.parametrize("kind", ["listing", "lot"])
def test_goods_are_looked_at_and_not_typed_over(desk: Client, kind: str) -> None:
    lot = LotFactory.create(expires_on=NOW.date() + timedelta(days=3))
    PhotoFactory.create(listing=lot.listing)
    TierFactory.create(listing=lot.listing)
    row = {"listing": lot.listing, "lot": lot}[kind]

    assert desk.get(reverse(f"admin:catalogue_{kind}_changelist")).status_code == 200
    address = reverse(f"admin:catalogue_{kind}_change", args=[row.pk])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {}).status_code == 403


def test_cooperatives_are_opened_and_given_managers(desk: Client) -> None:
    given = {"name": "HTX Lục Ngạn", "commune_code": "07582", "telephone": "0900000123"}
    add = reverse("admin:households_cooperative_add")
    refused = desk.post(add, given | {"commune_code": "99999", "telephone": "123"}).content.decode()
    assert "Số điện thoại chưa đúng" in refused
    desk.post(add, given)
    cooperative = Cooperative.objects.get()
    assert cooperative.telephone == "+84900000123"

    account = AccountFactory.create()
    add = reverse("admin:households_cooperativemanager_add")
    desk.post(add, {"cooperative": cooperative.pk, "account": account.pk})
    assert CooperativeManager.objects.get().account == account


def test_who_is_not_staff_does_not_get_to_the_desk(client: Client) -> None:
    household = HouseholdFactory.create(state="submitted")
    account = owner_of(household).account
    assert account
    client.force_login(account)

    act(client, "households_household", "verify", household)

    household.refresh_from_db()
    assert household.state == HouseholdState.SUBMITTED
