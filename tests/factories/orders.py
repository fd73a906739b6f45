"""Orders: as rows in any state, and along the real road (with a rate card loaded)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from kernel.clock import local_day
from kernel.ids import new_key
from logistics.dispatch.models import Shipment
from logistics.dispatch.operations import record_events
from logistics.dispatch.values import IncomingEvent
from marketplace.catalogue.models import Listing
from marketplace.households.models import Household
from marketplace.orders.baskets import BasketLine, Choice
from marketplace.orders.enums import Payment, State
from marketplace.orders.models import Checkout, Order, OrderLine
from marketplace.orders.operations import PackedBox, PackedLine, pack, place, preview
from marketplace.people.models import TelephoneConfirmation
from marketplace.people.rules import GUEST, Person
from marketplace.people.secrets import secret_hash
from tests.factories.catalogue import NOW, TODAY, ListingFactory, LotFactory
from tests.factories.households import HouseholdFactory, owner_of
from tests.factories.places import CAU_GIAY

TELEPHONE = "+84900000777"
HOUR = timedelta(hours=1)
BOX = PackedBox(gross_g=6_000, length_mm=400, width_mm=300, height_mm=250)


class CheckoutFactory(DjangoModelFactory[Checkout]):
    """Five kilograms of lychee to Cầu Giấy, cash."""

    class Meta:
        model = Checkout

    telephone = TELEPHONE
    name = "Trần Thị Mai"
    commune_code = CAU_GIAY
    address = "12 ngõ 34 Nguyễn Khánh Toàn"
    payment = Payment.CASH
    goods_dong = 150_000
    postage_dong = 30_000
    total_dong = factory.LazyAttribute(lambda checkout: checkout.goods_dong + checkout.postage_dong)
    placed_at = NOW


class OrderFactory(DjangoModelFactory[Order]):
    """A row in any state, without stock behind it; for reads."""

    class Meta:
        model = Order

    checkout = factory.SubFactory(CheckoutFactory)
    household = factory.SubFactory(HouseholdFactory)
    household_key = factory.SelfAttribute("household.key")
    telephone = factory.SelfAttribute("checkout.telephone")
    payment = factory.SelfAttribute("checkout.payment")
    state = State.PLACED
    service_code = "vnpost:fast"
    service_name = "Chuyển phát nhanh"
    carrier_code = "vnpost"
    arrives_on = date(2026, 6, 12)
    goods_dong = 150_000
    postage_dong = 30_000
    agreed_dong = factory.LazyAttribute(lambda order: order.goods_dong + order.postage_dong)
    on_undelivered = "return"
    placed_at = NOW
    moved_at = NOW


class OrderLineFactory(DjangoModelFactory[OrderLine]):
    class Meta:
        model = OrderLine

    order = factory.SubFactory(OrderFactory)
    listing = factory.SubFactory(ListingFactory)
    position = factory.Sequence(lambda number: number % 100)
    title = "Vải thiều Lục Ngạn"
    unit = "kg"
    unit_label = "kg"
    base = "g"
    unit_factor = 1_000
    unit_weight_g = 1
    unit_price = 30_000
    quantity = 5_000
    agreed_dong = 150_000


def on_sale(
    *, household: Household | None = None, quantity: int = 100_000, at: datetime = NOW, **listing: Any
) -> Listing:
    """A listing with one lot of `quantity` base units, harvested at `at`, that keeps for ten days."""
    made: Listing = ListingFactory.create(household=household or HouseholdFactory.create(), **listing)
    day = local_day(at)
    LotFactory.create(listing=made, quantity=quantity, harvested_on=day, expires_on=day + timedelta(days=10))
    return made


def confirmation_of(telephone: str = TELEPHONE, *, at: datetime = NOW) -> str:
    """The secret of a guest whose telephone has been confirmed."""
    secret = f"confirmed {telephone}"
    TelephoneConfirmation.objects.get_or_create(
        secret_hash=secret_hash(secret),
        defaults={"telephone": telephone, "confirmed_at": at, "expires_at": at + timedelta(days=30)},
    )
    return secret


def basket_of(*lines: tuple[Listing, int]) -> list[BasketLine]:
    return [BasketLine(listing.key, quantity) for listing, quantity in lines]


def cheapest_choices(
    basket: Sequence[BasketLine],
    *,
    payment: str = Payment.CASH,
    commune_code: str = CAU_GIAY,
    at: datetime = NOW,
) -> dict[str, Choice]:
    """For each household what the page would have chosen, with the figures it showed."""
    seen = preview(basket=basket, commune_code=commune_code, payment=payment, at=at)
    return {
        part.household_key: Choice(
            part.cheapest.service_code, part.goods_dong, part.cheapest.price_dong, part.cheapest.arrives_on
        )
        for part in seen.parts
        if part.cheapest
    }


def request_of(*lines: tuple[Listing, int], at: datetime = NOW, **changes: Any) -> dict[str, Any]:
    """The arguments of `place` for a guest who pays cash; `changes` to any of them."""
    basket = changes.pop("basket", None) or basket_of(*lines)
    telephone = changes.get("telephone", TELEPHONE)
    request: dict[str, Any] = {
        "person": GUEST,
        "basket": basket,
        "payment": Payment.CASH,
        "name": "Trần Thị Mai",
        "telephone": telephone,
        "confirmation": confirmation_of(telephone, at=at),
        "commune_code": CAU_GIAY,
        "address": "12 ngõ 34 Nguyễn Khánh Toàn",
        "note": "",
        "idempotency_key": new_key(),
        "at": at,
    } | changes
    if "choices" not in request:
        request["choices"] = cheapest_choices(
            basket, payment=request["payment"], commune_code=request["commune_code"], at=at
        )
    return request


def placed(*lines: tuple[Listing, int], **changes: Any) -> Checkout:
    """Ordered by the real operation; five kilograms of one listing unless `lines` say otherwise."""
    return place(**request_of(*(lines or ((on_sale(at=changes.get("at", NOW)), 5_000),)), **changes))


def placed_order(*lines: tuple[Listing, int], **changes: Any) -> Order:
    """The only order of such a checkout."""
    return placed(*lines, **changes).orders.get()


def seller_of(order: Order) -> Person:
    return owner_of(order.household)


def weigh(order: Order, *, net: Mapping[int, int] | None = None, at: datetime = NOW) -> Order:
    """Pack it: each line as ordered, or `net` base units by position."""
    rows = order.lines.order_by("position")
    lines = [PackedLine(row.key, (net or {}).get(row.position, row.quantity)) for row in rows]
    total_g = sum(line.net_base * row.unit_weight_g for line, row in zip(lines, rows, strict=True))
    boxes = [PackedBox(total_g + 500, 400, 300, 250)] if total_g else []
    return pack(person=seller_of(order), order_key=order.key, lines=lines, boxes=boxes, at=at)


def courier_says(
    order: Order, *codes: str, at: datetime, reason: str = "", amount_dong: int | None = None
) -> None:
    """The carrier reports these events of the order's parcels, a minute apart, received an hour later."""
    order.refresh_from_db()
    shipment = Shipment.objects.get(reference=order.booking_reference)
    events = [
        IncomingEvent(
            tracking_code=parcel.tracking_code,
            code=code,
            occurred_at=at + timedelta(minutes=number),
            dedupe_key=f"{parcel.tracking_code}:{code}:{at.isoformat()}:{number}",
            reason=reason,
            amount_dong=amount_dong if code == "cod_collected" else None,
        )
        for parcel in shipment.parcels.order_by("position")
        for number, code in enumerate(codes)
    ]
    results = record_events(carrier_code=shipment.carrier_code, events=events, at=at + HOUR)
    assert all(result.status == "stored" for result in results), results


__all__ = [
    "BOX",
    "CAU_GIAY",
    "GUEST",
    "HOUR",
    "NOW",
    "TELEPHONE",
    "TODAY",
    "CheckoutFactory",
    "OrderFactory",
    "OrderLineFactory",
    "basket_of",
    "cheapest_choices",
    "confirmation_of",
    "courier_says",
    "on_sale",
    "placed",
    "placed_order",
    "request_of",
    "seller_of",
    "weigh",
]
