"""The life of a listing: kept from the first word, on sale when it is ready, changed with two taps, sold
again.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from kernel.audit.models import AuditRecord
from kernel.errors import Refusal
from kernel.messages.models import Message
from kernel.outbox.testing import run_relay
from kernel.states import ForbiddenMove
from logistics.goods.models import LotRecord
from marketplace.catalogue import operations
from marketplace.catalogue.enums import ListingState, LotState, PauseReason
from marketplace.catalogue.models import Listing, Lot, Photo, PriceTier
from marketplace.catalogue.prices import Tier
from marketplace.catalogue.readiness import publish_problems
from marketplace.catalogue.refusals import ListingChanged, ListingNotReady
from marketplace.households.models import Household
from marketplace.households.operations import suspend
from marketplace.people.rules import Person
from tests.factories.catalogue import (
    NOW,
    TODAY,
    ListingFactory,
    LotFactory,
    PhotoFactory,
    TierFactory,
)
from tests.factories.goods import GrowingAreaFactory
from tests.factories.households import HouseholdFactory, PlotFactory, owner_of, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commodities")]


def farm(**given: Any) -> tuple[Household, Person]:
    household = HouseholdFactory.create(**given)
    return household, owner_of(household)


def draft(person: Person, household: Household, **fields: Any) -> Listing:
    given = {"commodity_code": "vai-thieu", **fields}
    return operations.draft_listing(person=person, household_key=household.key, at=NOW, **given)


def ready(**given: Any) -> tuple[Person, Listing]:
    """On sale by default, with a photo and ten kilograms."""
    listing = ListingFactory.create(**given)
    PhotoFactory.create(listing=listing)
    LotFactory.create(listing=listing)
    return owner_of(listing.household), listing


def codes(listing: Listing) -> list[str]:
    return [problem.code for problem in publish_problems(listing=listing, at=NOW)]


def test_a_draft_needs_only_the_name_of_the_produce() -> None:
    household, person = farm()

    listing = draft(person, household)

    assert (listing.title, listing.state, listing.unit, listing.base) == ("Vải thiều", "draft", "kg", "g")
    assert (listing.unit_factor, listing.minimum, listing.step, listing.unit_weight_g) == (
        1_000,
        1_000,
        1_000,
        1,
    )
    assert (listing.commune_code, listing.province_code) == ("07582", "24")
    assert listing.slug == f"vai-thieu-{listing.key[-8:]}"


def test_from_a_photo_to_the_shop_with_what_the_law_wants_on_the_way() -> None:
    """Draft, photo, price, stock: at each step what is still missing is said field by field."""
    household, person = farm(state="draft")
    listing = draft(person, household)
    assert codes(listing) == ["PHOTO_MISSING", "PRICE_MISSING", "STOCK_MISSING"]

    photo = PhotoFactory.create(listing=None, household=household)
    listing = operations.update_listing(
        person=person,
        listing_key=listing.key,
        at=NOW,
        photo_keys=[photo.key],
        title="vải thiều  lục ngạn",
        unit_price=35_000,
    )
    with pytest.raises(ListingNotReady) as refusal:
        operations.publish(person=person, listing_key=listing.key, at=NOW)
    assert [(problem.code, problem.field) for problem in refusal.value.problems] == [
        ("STOCK_MISSING", "quantity")
    ]

    operations.add_stock(person=person, listing_key=listing.key, quantity=50_000, harvested_on=TODAY, at=NOW)
    with pytest.raises(Refusal, match="HOUSEHOLD_NOT_VERIFIED"):
        operations.publish(person=person, listing_key=listing.key, at=NOW)
    listing.refresh_from_db()
    assert listing.state == ListingState.DRAFT

    Household.objects.filter(pk=household.pk).update(state="verified")
    listing = operations.publish(person=person, listing_key=listing.key, at=NOW)
    assert (listing.state, listing.published_at) == (ListingState.PUBLISHED, NOW)
    assert listing.slug == f"vai-thieu-luc-ngan-{listing.key[-8:]}"


@pytest.mark.parametrize("state", ["paused", "in_review", "unpublished"])
def test_what_was_on_sale_keeps_a_price(state: str) -> None:
    person, listing = ready(state=state)

    with pytest.raises(Refusal, match="PRICE_MISSING"):
        operations.update_listing(person=person, listing_key=listing.key, unit_price=0, at=NOW)


def test_the_address_stays_once_it_was_public() -> None:
    person, listing = ready()
    before = listing.slug

    operations.update_listing(person=person, listing_key=listing.key, title="Vải u hồng", at=NOW)

    listing.refresh_from_db()
    assert (listing.title, listing.slug) == ("Vải u hồng", before)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"title": " "}, "TITLE_MISSING", "title"),
        ({"title": "Vải " * 30}, "TEXT_TOO_LONG", "title"),
        ({"description": "Gọi 0900 000 123 nhé"}, "TELEPHONE_IN_TEXT", "description"),
        ({"commodity_code": "không có"}, "UNKNOWN_COMMODITY", ""),
        ({"unit": "litre"}, "UNIT_NOT_OFFERED", "unit"),
        ({"unit": "yen", "unit_factor": 9_000}, "UNIT_NOT_OFFERED", "unit_factor"),
        ({"unit": "box", "unit_factor": -5}, "UNIT_NOT_OFFERED", "unit_factor"),
        ({"unit": "box", "unit_factor": 2**31}, "UNIT_NOT_OFFERED", "unit_factor"),
        ({"unit_price": -1}, "PRICE_MISSING", "unit_price"),
        ({"unit_price": 2**63}, "PRICE_TOO_HIGH", "unit_price"),
        ({"minimum": 0}, "STEP_INVALID", "minimum"),
        ({"step": -1}, "STEP_INVALID", "step"),
        (
            {"harvest_from": TODAY, "harvest_to": TODAY - timedelta(days=1)},
            "HARVEST_IN_DISORDER",
            "harvest_to",
        ),
        ({"commune_code": "99999"}, "UNKNOWN_PLACE", ""),
        ({"photo_keys": ["không có"]}, "NOT_FOUND", "photos"),
        ({"unit_price": 30_000, "tiers": [Tier(10_000, 30_000)]}, "TIERS_IN_DISORDER", "tiers"),
    ],
)
def test_what_cannot_be_written_is_refused_at_its_field(
    fields: dict[str, Any], code: str, field: str
) -> None:
    household, person = farm()
    listing = draft(person, household)

    with pytest.raises(Refusal) as refusal:
        operations.update_listing(person=person, listing_key=listing.key, at=NOW, **fields)

    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_a_pack_holds_what_the_seller_says() -> None:
    household, person = farm()

    offered = draft(person, household, unit="box", unit_factor=5_000)
    declared = draft(person, household, unit="box", unit_factor=4_500)

    assert (offered.unit_factor, offered.unit_label) == (5_000, "1 thùng xốp (5 kg)")
    assert (declared.unit_factor, declared.unit_label, declared.minimum) == (4_500, "1 thùng (4,5 kg)", 4_500)


def test_a_chuc_is_twelve_where_it_is_twelve() -> None:
    household, person = farm(commune_code="28915")  # in Vĩnh Long
    listing = draft(person, household, commodity_code="dua-kho", unit="chuc")

    assert (listing.base, listing.unit_factor, listing.unit_label) == ("piece", 12, "1 chục (12 trái)")
    assert listing.net_g(12) == 12 * listing.unit_weight_g > 12


def test_what_the_lots_count_does_not_change_under_them() -> None:
    person, listing = ready(state="draft")

    with pytest.raises(Refusal, match="UNIT_FIXED"):
        operations.update_listing(
            person=person, listing_key=listing.key, commodity_code="xoai-cat-hoa-loc", at=NOW
        )
    listing = operations.update_listing(person=person, listing_key=listing.key, unit="yen", at=NOW)
    assert listing.unit_factor == 10_000


def test_what_is_on_sale_stays_fit_for_sale() -> None:
    person, listing = ready()

    with pytest.raises(ListingNotReady) as refusal:
        operations.update_listing(person=person, listing_key=listing.key, minimum=11_000, at=NOW)

    assert [problem.code for problem in refusal.value.problems] == ["STOCK_BELOW_MINIMUM"]
    listing.refresh_from_db()
    assert listing.minimum == 1_000


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"unit_price": 0}, "PRICE_MISSING"),
        ({"unit_price": 2_000_000_000}, "PRICE_TOO_HIGH"),
        (
            {"harvest_from": TODAY - timedelta(days=9), "harvest_to": TODAY - timedelta(days=1)},
            "HARVEST_OVER",
        ),
        ({"minimum": 10_500}, "STOCK_BELOW_MINIMUM"),
    ],
)
def test_what_keeps_a_draft_from_the_shop(change: dict[str, Any], code: str) -> None:
    person, listing = ready(state="draft", published_at=None, **change)

    with pytest.raises(ListingNotReady) as refusal:
        operations.publish(person=person, listing_key=listing.key, at=NOW)

    assert [problem.code for problem in refusal.value.problems] == [code]


def test_stock_that_is_past_its_day_and_a_broken_photo_count_for_nothing() -> None:
    _person, listing = ready(state="draft")
    Lot.objects.update(harvested_on=TODAY - timedelta(days=9), expires_on=TODAY - timedelta(days=1))
    Photo.objects.update(state="broken")

    assert codes(listing) == ["PHOTO_MISSING", "STOCK_MISSING"]
    Photo.objects.update(state="uploaded")
    assert codes(listing) == ["STOCK_MISSING"]


def test_claims_of_healing_go_to_review_and_staff_decide() -> None:
    person, listing = ready(state="draft", description="Ăn vào khỏi bệnh tiểu đường", published_at=None)
    clerk = staff()

    listing = operations.publish(person=person, listing_key=listing.key, at=NOW)
    assert (listing.state, listing.claims) == (ListingState.IN_REVIEW, ["khỏi bệnh"])

    operations.approve(person=clerk, listing_key=listing.key, at=NOW)
    operations.pause(person=person, listing_key=listing.key, at=NOW)
    assert operations.resume(person=person, listing_key=listing.key, at=NOW).state == ListingState.PUBLISHED


def test_who_takes_the_claim_out_needs_no_review() -> None:
    person, listing = ready(state="in_review", description="Đặc trị ho", claims=["đặc trị"])

    operations.update_listing(person=person, listing_key=listing.key, description="Ngọt, thơm", at=NOW)

    assert operations.publish(person=person, listing_key=listing.key, at=NOW).state == ListingState.PUBLISHED


def test_what_is_written_into_it_during_the_review_is_part_of_the_review() -> None:
    person, listing = ready(state="in_review", description="Đặc trị ho", claims=["đặc trị"])

    operations.update_listing(
        person=person, listing_key=listing.key, description="Vải chữa bệnh mất ngủ", at=NOW
    )
    listing.refresh_from_db()
    assert listing.claims == ["chữa bệnh"]

    approved = operations.approve(person=staff(), listing_key=listing.key, at=NOW)
    assert approved.cleared_claims == ["chữa bệnh"]


def test_a_claim_that_is_added_later_takes_it_off_sale() -> None:
    person, listing = ready()

    listing = operations.update_listing(
        person=person, listing_key=listing.key, description="Vải chữa bệnh mất ngủ", at=NOW
    )

    assert listing.state == ListingState.IN_REVIEW


def test_what_staff_took_down_is_looked_at_before_it_returns() -> None:
    person, listing = ready()
    clerk = staff()

    with pytest.raises(Refusal, match="REASON_MISSING"):
        operations.unpublish(person=clerk, listing_key=listing.key, reason=" ", at=NOW)
    operations.unpublish(person=clerk, listing_key=listing.key, reason="Ảnh lấy trên mạng", at=NOW)
    [message] = Message.objects.filter(to=listing.household.telephone)
    assert "Ảnh lấy trên mạng" in message.text

    assert operations.publish(person=person, listing_key=listing.key, at=NOW).state == ListingState.IN_REVIEW
    assert operations.approve(person=clerk, listing_key=listing.key, at=NOW).state == ListingState.PUBLISHED


def test_staff_decide_on_what_they_read() -> None:
    """Its household writes something else into it, or another of the staff decides, in between."""
    person, listing = ready(state="in_review", description="Đặc trị ho", claims=["đặc trị"])
    seen = listing.version
    operations.update_listing(
        person=person, listing_key=listing.key, description="Vải chữa bệnh mất ngủ", at=NOW
    )

    for decide, words in ((operations.approve, {}), (operations.unpublish, {"reason": "x"})):
        with pytest.raises(ListingChanged):
            decide(person=staff(), listing_key=listing.key, seen_version=seen, at=NOW, **words)

    approved = operations.approve(person=staff(), listing_key=listing.key, seen_version=seen + 1, at=NOW)
    with pytest.raises(ListingChanged):
        operations.unpublish(
            person=staff(), listing_key=listing.key, reason="x", seen_version=seen + 1, at=NOW
        )
    assert approved.state == ListingState.PUBLISHED


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("commodities")
def test_of_staff_who_approve_and_take_down_at_once_one_decides() -> None:
    _person, listing = ready(state="in_review", description="Đặc trị ho", claims=["đặc trị"])
    clerk = staff()

    def decide(number: int) -> str:
        given = {"person": clerk, "listing_key": listing.key, "seen_version": listing.version, "at": NOW}
        try:
            if number % 2:
                operations.approve(**given)
            else:
                operations.unpublish(reason="Ảnh lấy trên mạng", **given)
        except ListingChanged:
            return "too late"
        else:
            return "decided"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(decide, range(6)))

    assert answers.count("decided") == 1
    decided = AuditRecord.objects.filter(action__in=["listing.approved", "listing.unpublished"])
    assert decided.count() == Message.objects.filter(to=listing.household.telephone).count() == 1


@pytest.mark.parametrize("decide", [operations.approve, operations.unpublish, operations.set_certificates])
def test_only_staff_decide(decide: Any) -> None:
    person, listing = ready(state="in_review")
    words = {operations.unpublish: {"reason": "x"}, operations.set_certificates: {"certificates": "x"}}

    with pytest.raises(Refusal, match="NOT_ALLOWED"):
        decide(person=person, listing_key=listing.key, at=NOW, **words.get(decide, {}))


def test_a_new_price_in_one_step() -> None:
    person, listing = ready()
    TierFactory.create(listing=listing, minimum=10_000, unit_price=27_000)

    with pytest.raises(Refusal, match="TIERS_IN_DISORDER"):
        operations.change_price(person=person, listing_key=listing.key, unit_price=25_000, at=NOW)
    operations.change_price(
        person=person, listing_key=listing.key, unit_price=25_000, tiers=[Tier(20_000, 23_000)], at=NOW
    )

    listing.refresh_from_db()
    assert listing.unit_price == 25_000
    assert list(PriceTier.objects.filter(listing=listing).values_list("minimum", "unit_price")) == [
        (20_000, 23_000)
    ]


def test_new_stock_in_one_step_is_known_to_logistics_at_once() -> None:
    person, listing = ready()
    area = GrowingAreaFactory.create(commodity=listing.commodity)
    plot = PlotFactory.create(household=listing.household, growing_area_code=area.code)

    lot = operations.add_stock(
        person=person, listing_key=listing.key, quantity=80_000, harvested_on=TODAY, plot_key=plot.key, at=NOW
    )

    assert (lot.available, lot.expires_on, lot.plot) == (80_000, TODAY + timedelta(days=5), plot)
    record = LotRecord.objects.get(reference=lot.reference)
    assert (record.commodity_id, record.harvested_on, record.growing_area) == (
        listing.commodity.pk,
        TODAY,
        area,
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"quantity": 0}, "QUANTITY_INVALID"),
        ({"harvested_on": TODAY + timedelta(days=1)}, "HARVEST_NOT_YET"),
        ({"harvested_on": TODAY - timedelta(days=6)}, "LOT_TOO_OLD"),
        ({"expires_on": TODAY - timedelta(days=1)}, "EXPIRY_BEFORE_HARVEST"),
        ({"expires_on": date.max}, "EXPIRY_TOO_FAR"),
        ({"harvested_on": date.min, "expires_on": TODAY}, "EXPIRY_TOO_FAR"),
        ({"plot_key": "không có"}, "NOT_FOUND"),
    ],
)
def test_stock_that_cannot_be(given: dict[str, Any], code: str) -> None:
    person, listing = ready()
    fields = {"quantity": 1_000, "harvested_on": TODAY, **given}

    with pytest.raises(Refusal, match=code):
        operations.add_stock(person=person, listing_key=listing.key, at=NOW, **fields)
    assert not LotRecord.objects.exists()


def test_dry_goods_keep() -> None:
    household, person = farm()
    listing = draft(person, household, commodity_code="gao-st25")

    lot = operations.add_stock(
        person=person,
        listing_key=listing.key,
        quantity=1_000,
        harvested_on=TODAY - timedelta(days=200),
        at=NOW,
    )

    assert lot.expires_on is None


def test_setting_stock_right_only_lowers_it() -> None:
    person, listing = ready()
    lot = Lot.objects.get(listing=listing)

    lot = operations.correct_stock(person=person, lot_key=lot.key, available=4_000, at=NOW)
    assert (lot.available, lot.written_off) == (4_000, 6_000)
    with pytest.raises(Refusal, match="STOCK_ONLY_FALLS") as refusal:
        operations.correct_stock(person=person, lot_key=lot.key, available=5_000, at=NOW)
    assert refusal.value.data == {"left": "4 kg"}

    operations.sell_out(person=person, listing_key=listing.key, at=NOW)
    lot.refresh_from_db()
    assert (lot.available, lot.state) == (0, LotState.CLOSED)
    with pytest.raises(Refusal, match="LOT_CLOSED"):
        operations.correct_stock(person=person, lot_key=lot.key, available=0, at=NOW)


def test_pausing_resuming_and_ending() -> None:
    person, listing = ready()
    key = listing.key

    paused = operations.pause(person=person, listing_key=key, at=NOW)
    assert (paused.state, paused.pause_reason) == (ListingState.PAUSED, PauseReason.HOUSEHOLD)
    assert operations.pause(person=person, listing_key=key, at=NOW).version == paused.version
    assert operations.resume(person=person, listing_key=key, at=NOW).pause_reason == PauseReason.NONE

    operations.end(person=person, listing_key=key, at=NOW)
    assert not Lot.objects.filter(listing=listing, state=LotState.OPEN).exists()
    with pytest.raises(Refusal, match="LISTING_ENDED"):
        operations.resume(person=person, listing_key=key, at=NOW)


def test_a_draft_cannot_be_paused() -> None:
    person, listing = ready(state="draft")

    with pytest.raises(ForbiddenMove):
        operations.pause(person=person, listing_key=listing.key, at=NOW)


def test_silence_pauses_and_an_answer_forgives() -> None:
    person, listing = ready(household__missed_orders=2)
    [paused] = operations.pause_by_system(
        listing_keys=[listing.key], reason=PauseReason.MISSED_ORDERS, at=NOW
    )
    assert (paused.state, paused.pause_reason) == (ListingState.PAUSED, PauseReason.MISSED_ORDERS)
    assert AuditRecord.objects.get(action="listing.paused").actor == "system:catalogue"

    operations.resume(person=person, listing_key=listing.key, at=NOW)

    assert Household.objects.get(pk=listing.household_id).missed_orders == 0


def test_a_suspended_household_sells_nothing() -> None:
    person, listing = ready()
    suspend(person=staff(), household_key=listing.household.key, reason="Bị tố cáo", at=NOW)
    run_relay()

    listing.refresh_from_db()
    assert (listing.state, listing.pause_reason) == (ListingState.PAUSED, PauseReason.SUSPENDED)
    with pytest.raises(Refusal, match="HOUSEHOLD_NOT_VERIFIED"):
        operations.resume(person=person, listing_key=listing.key, at=NOW)


def test_on_sale_again_as_yesterday_is_a_new_lot_of_the_same_listing() -> None:
    person, listing = ready(state="paused")

    again = operations.copy_listing(
        person=person, listing_key=listing.key, quantity=40_000, harvested_on=TODAY, at=NOW
    )

    assert (again.pk, again.state) == (listing.pk, ListingState.PUBLISHED)
    assert sorted(Lot.objects.filter(listing=listing).values_list("quantity", flat=True)) == [10_000, 40_000]


def test_last_years_listing_comes_back_as_a_new_one() -> None:
    person, listing = ready(state="ended", harvest_from=TODAY - timedelta(days=365), certificates="VietGAP")
    TierFactory.create(listing=listing)

    again = operations.copy_listing(
        person=person, listing_key=listing.key, quantity=40_000, harvested_on=TODAY, at=NOW
    )

    assert again.pk != listing.pk
    assert again.slug != listing.slug
    assert (again.state, again.title, again.unit_price) == (
        ListingState.PUBLISHED,
        listing.title,
        listing.unit_price,
    )
    assert (again.harvest_from, again.certificates) == (None, "")
    assert (again.tiers.count(), [photo.base for photo in again.photos.all()]) == (1, ["shared/vai-thieu-1"])


def test_what_was_taken_down_is_not_copied() -> None:
    person, listing = ready(state="unpublished")

    with pytest.raises(Refusal, match="LISTING_TAKEN_DOWN"):
        operations.copy_listing(
            person=person, listing_key=listing.key, quantity=1_000, harvested_on=TODAY, at=NOW
        )
