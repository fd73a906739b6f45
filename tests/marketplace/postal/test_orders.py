"""A parcel to Tokyo from the order to the door: stock, card, consignment, the gate, the ledger to the
dong.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction

from kernel.clock import now
from kernel.errors import Refusal
from kernel.ids import new_key
from kernel.outbox.testing import run_relay
from logistics.carriers import calling, keys
from logistics.carriers.models import CarrierBooking
from logistics.carriers.operations import call_carrier
from logistics.dispatch.models import Shipment
from logistics.dispatch.operations import label_pdf, release_shipments
from logistics.documents.operations import draw_wanted
from logistics.documents.queries import newest_set
from logistics.paperwork.enums import Incoterm, PartyRole
from logistics.paperwork.models import Consignment
from logistics.paperwork.refusals import GateShut
from marketplace.catalogue.models import Listing, StockReservation
from marketplace.catalogue.refusals import LotSoldOut
from marketplace.payments.enums import AccountKind
from marketplace.payments.ledger import balance
from marketplace.people.rules import GUEST
from marketplace.postal.enums import PostalState
from marketplace.postal.models import PostalOrder
from marketplace.postal.operations import (
    cancel_by_household,
    end_by_carrier,
    expire_unpaid,
    hand_over,
    open_card,
    pack_postal,
    pay,
    place_postal,
)
from marketplace.postal.operations.packing import PostalBox
from marketplace.postal.refusals import (
    ParcelHeavierThanPaid,
    ParcelLighterThanGoods,
    PostalOrderClosed,
    PostalTotalChanged,
    TooManyUnpaidParcels,
    UnknownPostalOrder,
)
from tests.factories.households import HouseholdFactory, owner_of
from tests.factories.places import LUC_NGAN
from tests.factories.postal import BOX, HANAKO, WORDS_EN, a_wish, ordered, paid, tea_on_sale
from tests.support.carrier import Fake, name_places, open_accounts, running


def pack(order: PostalOrder, box: PostalBox = BOX) -> PostalOrder:
    owner = owner_of(order.household)
    return pack_postal(person=owner, key=order.key, box=box, description_en=WORDS_EN, at=now())


def left(listing: Listing) -> int:
    return sum(lot.available for lot in listing.lots.all())


def test_the_goods_are_kept_for_fifteen_minutes_and_no_longer(tea: Listing) -> None:
    order = ordered(tea)
    assert left(tea) == 18_000
    assert expire_unpaid(at=order.card_expires_at - timedelta(seconds=1)) == 0
    assert expire_unpaid(at=order.card_expires_at) == 1

    order.refresh_from_db()
    assert (order.state, left(tea)) == (PostalState.EXPIRED, 20_000)
    with pytest.raises(PostalOrderClosed):
        open_card(secret=order.secret, at=now())


def test_the_same_key_is_the_same_order(tea: Listing) -> None:
    key, wish = new_key(), a_wish(tea)
    orders = {place_postal(person=GUEST, wish=wish, idempotency_key=key, at=now()).key for _again in range(3)}

    assert len(orders) == 1
    assert left(tea) == 18_000


def test_another_sum_than_was_shown_orders_nothing(tea: Listing) -> None:
    wish = a_wish(tea)
    with pytest.raises(PostalTotalChanged):
        place_postal(
            person=GUEST, wish=replace(wish, total_dong=wish.total_dong - 1), idempotency_key="k", at=now()
        )

    assert not PostalOrder.objects.exists()
    assert left(tea) == 20_000


def test_nobody_keeps_a_stall_empty_with_unpaid_parcels(tea: Listing) -> None:
    for _each in range(3):
        ordered(tea)
    with pytest.raises(TooManyUnpaidParcels):
        ordered(tea)


def test_more_than_there_is_is_sold_out() -> None:
    small = tea_on_sale(kilos=2)
    ordered(small)
    with pytest.raises(LotSoldOut):
        ordered(small, total_dong=1)


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("name", "東京 花子", "LETTERS_NOT_LATIN"),
        ("address", "", "FIELD_MISSING"),
        ("city", "x" * 81, "ORDER_TEXT_TOO_LONG"),
        ("telephone", "0900000123", "UNREADABLE_FOREIGN_TELEPHONE"),
        ("telephone", "+0", "UNREADABLE_FOREIGN_TELEPHONE"),
        ("email", "<script>@", "UNREADABLE_EMAIL"),
        ("email", "a@example.com\r\nBcc: b@example.com", "UNREADABLE_EMAIL"),
    ],
)
def test_what_no_form_of_the_post_can_hold_is_refused_at_its_field(
    tea: Listing, field: str, text: str, code: str
) -> None:
    with pytest.raises(Refusal) as no:
        ordered(tea, recipient=replace(HANAKO, **{field: text}))
    assert (no.value.field, no.value.code) == (field, code)


def test_personal_data_is_not_readable_in_the_table(tea: Listing) -> None:
    ordered(tea)
    raw = str(list(PostalOrder.objects.extra(select={"raw": "address"}).values("raw")))
    assert "Demo-cho" not in raw


def test_packing_makes_a_consignment_of_its_own_behind_the_gate(tea: Listing) -> None:
    order = pack(paid(tea))

    consignment = Consignment.objects.get(key=order.consignment_key)
    parties = {party.role: party for party in consignment.parties.all()}
    assert (consignment.country, consignment.channel, consignment.incoterm) == ("JP", "POST", "DDP")
    assert parties[PartyRole.IMPORTER].name == "Demo Hanako"
    [share] = consignment.lines.get().allocations.all()
    assert (share.holder, share.net_g, share.gross_g) == (order.reference, 2_000, 2_300)
    with pytest.raises(GateShut):
        release_shipments(references=[order.shipment_reference], at=now())
    with pytest.raises(GateShut):
        label_pdf(reference=order.shipment_reference, actor="x", at=now())


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"gross_g": 1_999}, ParcelLighterThanGoods),
        ({"gross_g": 2_501}, ParcelHeavierThanPaid),
        ({"gross_g": 10**9}, ParcelHeavierThanPaid),
        ({"length_mm": 0}, Refusal),
        ({"pieces": 0}, Refusal),
        ({"pieces": -1}, Refusal),
    ],
)
def test_a_box_that_cannot_be_is_refused_and_nothing_is_written(
    tea: Listing, changes: dict[str, int], refusal: type[Refusal]
) -> None:
    order = paid(tea)
    with pytest.raises(refusal):
        pack(order, replace(BOX, **changes))

    assert not Consignment.objects.exists()
    assert not Shipment.objects.exists()


def test_another_household_finds_nothing_and_a_packed_one_is_not_packed_twice(tea: Listing) -> None:
    order = paid(tea)
    stranger = owner_of(HouseholdFactory.create())
    with pytest.raises(UnknownPostalOrder):
        pack_postal(person=stranger, key=order.key, box=BOX, description_en="x", at=now())
    with pytest.raises(UnknownPostalOrder):
        cancel_by_household(person=stranger, key=order.key, reason="x", at=now())
    pack(order)
    with pytest.raises(PostalOrderClosed):
        pack(order)


@pytest.mark.parametrize("packed", [False, True])
def test_a_household_that_cannot_send_gives_everything_back(
    tea: Listing, packed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = kept_refunds(monkeypatch)
    order = paid(tea)
    if packed:
        pack(order)
    cancel_by_household(person=owner_of(order.household), key=order.key, reason="Mưa ướt chè", at=now())

    order.refresh_from_db()
    assert order.state == PostalState.CANCELLED
    assert given == [(f"{order.reference}#cancelled", order.total_dong)]
    assert left(tea) == 20_000
    if packed:
        assert Consignment.objects.get().state == "CANCELLED"
        assert Shipment.objects.get().cancelled_at is not None


def test_money_that_comes_too_late_goes_back(tea: Listing, monkeypatch: pytest.MonkeyPatch) -> None:
    given = kept_refunds(monkeypatch)
    order = ordered(tea)
    expire_unpaid(at=order.card_expires_at)
    for _twice in range(2):
        pay(key=order.key, at=now())

    assert set(given) == {(f"{order.reference}#late", order.total_dong)}


def kept_refunds(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """No card was charged in these tests: what would be given back is noted."""
    given: list[tuple[str, int]] = []

    def note(*, reference: str, amount: int, **_rest: Any) -> None:
        given.append((reference, amount))

    monkeypatch.setattr("marketplace.payments.cards.refund", note)
    return given


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> Iterator[Fake]:
    backend = "django.core.files.storage.FileSystemStorage"
    papers = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path / "papers"), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "papers": papers}
    monkeypatch.setattr(calling, "PAUSES", (0.01, 0.02))
    keys._kept.clear()
    with running(tmp_path) as there:
        open_accounts(there, "ems")
        name_places("ems", communes=(LUC_NGAN,))
        yield there


def test_the_posts_own_number_stands_on_cn23_and_nobody_typed_it(fake: Fake, tea: Listing) -> None:
    order = pack(paid(tea))
    run_relay()
    at = now()
    call_carrier(carrier_code="ems", at=at, clock=lambda: at)
    run_relay()
    draw_wanted(at=now())

    order.refresh_from_db()
    booking = CarrierBooking.objects.get()
    assert order.waybill == booking.waybill == fake.orders("ems")[0]["waybill"]
    drawn = newest_set(consignment=Consignment.objects.get())
    assert drawn is not None
    assert drawn.posting["item"] == booking.waybill
    kinds = {one.kind for one in drawn.documents.all()}
    assert {"CN23", "ITMATT", "INVOICE", "PACKING_LIST"} <= kinds


def on_the_road(tea: Listing, **changes: Any) -> PostalOrder:
    order = pack(paid(tea, **changes))
    hand_over(reference=order.shipment_reference, at=now())
    order.refresh_from_db()
    return order


@pytest.mark.parametrize("incoterm", [Incoterm.DAP, Incoterm.DDP])
def test_delivered_is_a_sale_to_the_dong(tea: Listing, incoterm: Incoterm) -> None:
    order = on_the_road(tea, incoterm=incoterm)
    assert StockReservation.objects.get().state == "taken"
    for _twice in range(2):
        end_by_carrier(reference=order.shipment_reference, to=PostalState.DELIVERED, at=now())

    order.refresh_from_db()
    withheld = balance(kind=AccountKind.COMMISSION) + balance(kind=AccountKind.TAX, owner="vat")
    withheld += balance(kind=AccountKind.TAX, owner="pit")
    assert balance(kind=AccountKind.BUYER, owner=order.reference) == order.total_dong
    farm = balance(kind=AccountKind.HOUSEHOLD, owner=order.household.key)
    postage = -balance(kind=AccountKind.POSTAGE_DIFFERENCE, owner="ems")
    assert -farm - withheld == order.goods_dong
    assert postage == order.postage_dong + order.levies_dong


@pytest.mark.parametrize(
    ("end", "kept"),
    [("returned", "postage_dong"), ("destroyed", "postage_dong"), ("lost", ""), ("damaged", "")],
)
def test_what_did_not_arrive_goes_back_less_the_way_that_was_made(
    tea: Listing, monkeypatch: pytest.MonkeyPatch, end: str, kept: str
) -> None:
    given = kept_refunds(monkeypatch)
    order = on_the_road(tea)
    end_by_carrier(reference=order.shipment_reference, to=PostalState(end), at=now())

    postage = getattr(order, kept) if kept else 0
    assert given == [(f"{order.reference}#{end}", order.total_dong - postage)]
    assert balance(kind=AccountKind.BUYER, owner=order.reference) == postage


def test_news_of_others_parcels_is_nothing_to_us(db: None) -> None:
    hand_over(reference="order:a#1", at=now())
    end_by_carrier(reference="sandbox", to=PostalState.LOST, at=now())


@pytest.mark.parametrize(
    "change",
    [
        {"levies_dong": 1},
        {"country": "VN"},
        {"state": "lost in thought"},
        {"incoterm": "DAP", "levies_dong": 5, "total_dong": 10},
    ],
)
def test_the_database_refuses_what_no_operation_writes(tea: Listing, change: dict[str, Any]) -> None:
    order = ordered(tea)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostalOrder.objects.filter(pk=order.pk).update(**change)
