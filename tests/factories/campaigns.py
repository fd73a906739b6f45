"""A campaign of lychee to Germany with households' lots in it, through the operations that pages call."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from kernel.ids import new_key
from kernel.rates.models import ExchangeRate
from logistics.goods.models import LotRecord
from logistics.paperwork.enums import Incoterm, Route
from marketplace.campaigns.enums import AbroadState, CampaignState
from marketplace.campaigns.models import Campaign, OfferedLot, OrderAbroad
from marketplace.campaigns.notice import NOTICE_VERSION
from marketplace.campaigns.operations import (
    BuyerAbroad,
    CampaignSpec,
    accept_lot,
    offer_lot,
    open_campaign,
    place_abroad,
    publish_campaign,
)
from marketplace.campaigns.states import SYSTEM, lock_campaign, move_campaign, move_orders
from marketplace.catalogue.models import Lot
from marketplace.households.models import Household
from marketplace.payments.cards.recording import record_facts
from marketplace.payments.enums import CallKind, CallState, Capture, FactKind, FactSource
from marketplace.payments.facts import Fact
from marketplace.payments.models import CardCall
from marketplace.people.rules import Person
from tests.factories.cases import HARVEST
from tests.factories.catalogue import ListingFactory, LotFactory
from tests.factories.consignments import AT, harvest
from tests.factories.goods import CommodityFactory
from tests.factories.households import HouseholdFactory, owner_of
from tests.factories.paperwork import load_rules_of, sign
from tests.factories.payments import CardPaymentFactory

CUT_OFF = datetime(2026, 6, 11, 3, 0, tzinfo=UTC)
SHIPS_ON = date(2026, 6, 12)
RATE = Decimal("27000.5")
BOX_G = 2_000
SPEC = CampaignSpec(
    good="lychee",
    title_vi="Vải thiều sang Đức",
    title_en="Lychees to Germany",
    destination="EU",
    country="DE",
    route=Route.AIR,
    incoterm=Incoterm.DAP,
    incoterm_place="Frankfurt am Main",
    currency="EUR",
    box_g=BOX_G,
    box_gross_g=2_300,
    price_minor=3_600,
    quota_boxes=10,
    minimum_boxes=4,
    capacity_g=3_000_000,
    cut_off_at=CUT_OFF,
    ships_on=SHIPS_ON,
    importer_name="Muster Früchte GmbH",
    importer_address="Musterstraße 1, 60549 Frankfurt am Main",
    importer_country="DE",
    importer_tax_number="DEMO-EORI-0001",
    importer_email="import@example.com",
)


def the_rules(*, signed: bool = True) -> None:
    load_rules_of("EU")
    if signed:
        sign("lychee/EU")


def a_rate(*, value: Decimal = RATE, on: date = date(2026, 6, 10), currency: str = "EUR") -> None:
    ExchangeRate.objects.create(
        base=currency, quote="VND", value=value, valid_on=on, source="Demo", recorded_at=AT
    )


def an_exporter() -> Person:
    return owner_of(HouseholdFactory.create())


def house_of(person: Person) -> Household:
    return Household.objects.get(members__account=person.account)


def a_lot(household: Household, *, area: int = 1, grams: int = 20_000, fumigated: bool = False) -> Lot:
    """In the shop and in the records of logistics, with codes that are approved for the Union."""
    lychee = CommodityFactory.create(code="vai-thieu")
    listing = ListingFactory.create(household=household, commodity=lychee)
    lot: Lot = LotFactory.create(
        listing=listing, quantity=grams, harvested_on=HARVEST, expires_on=HARVEST + timedelta(days=30)
    )
    record = harvest(area, "EU", fumigated=fumigated)
    LotRecord.objects.filter(pk=record.pk).update(reference=lot.reference, recorded_at=AT - timedelta(days=1))
    return lot


def drafted(person: Person, **changes: Any) -> Campaign:
    return open_campaign(person=person, spec=replace(SPEC, **changes), at=AT)


def offered(
    campaign: Campaign, lot: Lot, *, grams: int = 0, price_dong: int = 60_000, person: Person | None = None
) -> OfferedLot:
    """By the lot's own household; an exporter's own is accepted at once."""
    return offer_lot(
        person=person or owner_of(lot.household),
        campaign_key=campaign.key,
        lot_key=lot.key,
        grams=grams or lot.quantity,
        price_dong=price_dong,
        at=AT,
    )


def accepted(campaign: Campaign, exporter: Person, lot: Lot, **offer: Any) -> OfferedLot:
    return accept_lot(person=exporter, offer_key=offered(campaign, lot, **offer).key, at=AT)


def opened(person: Person, *, lots: Sequence[Lot] = (), **changes: Any) -> Campaign:
    """Published, with the lots accepted; without any, with 20 kg of the exporter's own."""
    campaign = drafted(person, **changes)
    for lot in lots or [a_lot(house_of(person))]:
        accepted(campaign, person, lot)
    return publish_campaign(person=person, key=campaign.key, at=AT)


def buyer(email: str = "demo@example.com", **changes: Any) -> BuyerAbroad:
    return replace(
        BuyerAbroad(name="Erika Muster", email=email, address="Musterweg 2\n60549 Frankfurt"), **changes
    )


def ordered(
    campaign: Campaign, boxes: int = 1, *, email: str = "demo@example.com", key: str = "", at: datetime = AT
) -> OrderAbroad:
    """Not paid yet."""
    return place_abroad(
        campaign_key=campaign.key,
        boxes=boxes,
        buyer=buyer(email),
        notice_version=NOTICE_VERSION,
        idempotency_key=key or new_key(),
        at=at,
    )


def paid_order(campaign: Campaign, boxes: int = 1, *, email: str = "demo@example.com") -> OrderAbroad:
    """As the card's news leaves it."""
    order = ordered(campaign, boxes, email=email)
    order.paid_at = AT
    with transaction.atomic():
        move_orders([order], AbroadState.PAID, actor=SYSTEM, columns=["paid_at"], at=AT)
    return order


def captured(order: OrderAbroad) -> OrderAbroad:
    """The provider took the money at once, for this order; nobody has been told yet."""
    payment = CardPaymentFactory.create(
        checkout_key=order.key, amount=order.amount, currency=order.currency, capture=Capture.AT_ONCE
    )
    CardCall.objects.create(
        payment=payment,
        kind=CallKind.CREATE,
        reference="once",
        amount=order.amount,
        shares={order.reference: order.amount},
        state=CallState.DONE,
        asked_at=AT,
        try_at=AT,
    )
    fact = Fact(
        kind=FactKind.CAPTURED,
        provider_ref=f"ch_{order.key}",
        amount=order.amount,
        currency=order.currency,
    )
    record_facts(payment_id=payment.pk, facts=[fact], source=FactSource.WEBHOOK, at=AT)
    return order


def closed(campaign: Campaign, *, at: datetime = CUT_OFF) -> Campaign:
    """The cut-off has come; nothing is pooled yet."""
    with transaction.atomic():
        held = lock_campaign(campaign.key)
        move_campaign(held, CampaignState.CLOSED, actor=SYSTEM, paid_boxes=held.taken_boxes, at=at)
    return held
