"""Three weeks of trade, told day by day through the real operations, the clock standing at each moment.

Every order has a road drawn by the dice; the orders of the last two days stop half-way, so that each
state is seen.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from config.demo.cast import BUYERS, CARRIERS, FIRST_BUYER, FIRST_HOUSEHOLD, telephone
from kernel.clock import local_day, standing_at
from kernel.errors import Refusal
from kernel.outbox.relay import run_inside
from kernel.places.queries import Place, communes_of
from logistics.dispatch.enums import EventCode
from logistics.dispatch.models import Parcel, Pickup
from logistics.dispatch.operations import record_events, record_remittance, take_pickup
from logistics.dispatch.values import IncomingEvent, RemittanceLineSpec
from marketplace.catalogue.models import Lot
from marketplace.orders.baskets import BasketLine, Choice
from marketplace.orders.enums import Payment, State
from marketplace.orders.models import Order
from marketplace.orders.operations import (
    PackedBox,
    PackedLine,
    accept,
    answer_short,
    cancel_by_buyer,
    decline,
    pack,
    place,
    preview,
    wake_orders,
)
from marketplace.orders.operations.preview import HouseholdPart
from marketplace.payments.operations import (
    draw_payouts,
    mark_batch_sent,
    mark_payout_confirmed,
    mark_payout_returned,
)
from marketplace.payments.refusals import NothingToPay
from marketplace.people.models import Account
from marketplace.people.rules import Person

DAYS = 21
A_DAY = 8
CITIES = ("01", "79", "48", "31", "92")
STREETS = ("ngõ 12", "đường Lúa Mới", "tổ 5", "khu tập thể Bông Lúa", "chung cư Nắng Mai")
ACTOR = "system:demo"

Road = str
ROADS: tuple[tuple[Road, int], ...] = (
    ("delivered", 58), ("second_attempt", 8), ("short", 6), ("declined", 5), ("silent", 3), ("cancelled", 5),
    ("refused", 6), ("lost", 2), ("damaged", 2), ("dropped", 3), ("unpaid_card", 2),
)  # fmt: skip
STOPS: tuple[tuple[Road, int], ...] = (
    ("placed", 26), ("accepted", 18), ("asking", 14), ("booked", 22), ("handed_over", 12), ("failed", 8),
)  # fmt: skip
"""Where the orders of the last days stand."""

FIRST_HOUSEHOLD_TODAY: tuple[Road, ...] = ("placed", "placed", "accepted", "booked")
"""What waits for the household that a visitor signs in as: to answer, to weigh, to hand over."""


@dataclass
class Story:
    """The trade so far: whose road has how far to go."""

    dice: Random
    buyers: Sequence[Account]
    homes: Sequence[Place]
    roads: dict[int, Road] = field(default_factory=dict)
    placed: int = 0


def tell(
    *,
    dice: Random,
    at: datetime,
    days: int = DAYS,
    a_day: int = A_DAY,
    say: Callable[[str], None] = lambda _words: None,
) -> int:
    """Trade from `days` days ago until `at`; `say` hears of each day. Returns how many orders were placed."""
    story = Story(
        dice=dice, buyers=_buyers(), homes=[dice.choice(communes_of(c)) for c in CITIES for _ in range(6)]
    )
    for ago in range(days, -1, -1):
        _tell_day(story, at - timedelta(days=ago), last=ago <= 1, today=ago == 0, a_day=a_day)
        say(f"day {days - ago + 1} of {days + 1}: {story.placed} orders")
    return story.placed


def _buyers() -> list[Account]:
    made = [
        Account(telephone=telephone(FIRST_BUYER + n), name=f"Người mua demo {n + 1}") for n in range(BUYERS)
    ]
    for account in made:
        account.set_unusable_password()
    return Account.objects.bulk_create(made)


def _tell_day(story: Story, noon: datetime, *, last: bool, today: bool, a_day: int) -> None:
    hours = noon - timedelta(hours=6)
    with standing_at(hours):
        _place_orders(story, hours, last=last, count=a_day * (3 if last else 1))
        if today:
            _place_todays_work(story, hours)
    _relay(hours)
    _each(story, State.PLACED, hours + timedelta(hours=1), _answer)
    _each(story, State.ACCEPTED, hours + timedelta(hours=4, minutes=30), _pack)
    _each(story, State.ASKING_BUYER, hours + timedelta(hours=4, minutes=40), _answer_short)
    _collect(story, hours + timedelta(hours=5))
    _carry(story, hours + timedelta(hours=5, minutes=30))
    with standing_at(noon):
        wake_orders(at=noon)
    _relay(noon)
    if local_day(noon).weekday() == 0 and not last:
        _remit(noon)
        _pay_out(story, noon)


def _relay(at: datetime) -> None:
    """Handle what was announced, with the clock at `at` (rows are due by the database's clock, which is
    ours). What talks to the outside waits for the real relay.
    """
    with standing_at(at):
        while run_inside(at=datetime.now(UTC) + timedelta(seconds=5), strict=True).claimed:
            pass


def _place_orders(story: Story, at: datetime, *, last: bool, count: int) -> None:
    offered = list(_on_sale())
    for _number in range(count):
        road = _draw(story.dice, STOPS if last else ROADS)
        _place(story, _basket(story, story.dice.choice(offered)), at, road=road)


def _place_todays_work(story: Story, at: datetime) -> None:
    """Orders for the first household, where it has something to sell."""
    offered = list(_on_sale(listing__household__telephone=telephone(FIRST_HOUSEHOLD)))
    for number, road in enumerate(FIRST_HOUSEHOLD_TODAY if offered else ()):
        _place(story, _basket(story, offered[number % len(offered)]), at, road=road)


Offered = tuple[str, int, int, int]
"""Listing's key, the least one may buy, what is left, grams of one base unit."""


def _on_sale(**where: str) -> Iterator[Offered]:
    lots = Lot.objects.filter(state="open", available__gt=0, listing__state="published", **where)
    rows = lots.values_list("listing__key", "listing__minimum", "available", "listing__unit_weight_g")
    yield from rows.order_by("key")


def _basket(story: Story, offered: Offered) -> list[BasketLine]:
    key, minimum, available, weight = offered
    most = 20_000 // (minimum * weight)
    times = max(1, min(available // minimum, story.dice.choice((1, 2, 3, 5)), most))
    return [BasketLine(listing_key=key, quantity=minimum * times)]


def _place(story: Story, basket: Sequence[BasketLine], at: datetime, *, road: Road) -> None:
    dice, buyer, home = story.dice, story.dice.choice(story.buyers), story.dice.choice(story.homes)
    payment = Payment.CARD if road == "unpaid_card" else Payment.CASH
    seen = preview(basket=basket, commune_code=home.code, payment=payment, at=at)
    if not seen.placeable:
        return
    story.placed += 1
    choices = {
        part.household_key: Choice(service_code=_service(part, story.placed))
        for part in seen.parts
        if part.cheapest
    }
    try:
        checkout = place(
            person=Person(account=buyer),
            basket=basket,
            choices=choices,
            payment=payment,
            name=buyer.name,
            telephone=buyer.telephone,
            commune_code=home.code,
            address=f"Số {dice.randrange(1, 200)}, {dice.choice(STREETS)}",
            idempotency_key=f"demo-{story.placed}",
            at=at,
        )
    except Refusal:
        return
    for order in checkout.orders.all():
        story.roads[order.pk] = road


def _service(part: HouseholdPart, number: int) -> str:
    """Two in three take the cheapest; each third goes with the next carrier in turn: all have some work."""
    possible = [offer for offer in part.offers if not offer.refused]
    by_carrier = {offer.carrier_code: offer.service_code for offer in reversed(possible)}
    known = [service for code, service in by_carrier.items() if code in CARRIERS]
    return known[number // 3 % len(known)] if known and number % 3 == 0 else possible[0].service_code


def _draw(dice: Random, weighted: Sequence[tuple[str, int]]) -> str:
    return dice.choices([name for name, _w in weighted], [w for _n, w in weighted])[0]


Step = Callable[[Story, Order, datetime], None]
"""One thing done to one order at one moment."""


def _each(story: Story, state: State, at: datetime, do: Step) -> None:
    with standing_at(at):
        for order in Order.objects.filter(state=state).select_related("household").order_by("pk"):
            do(story, order, at)
    _relay(at)


def _owner(order: Order) -> Person:
    return Person(account=Account.objects.get(household_memberships__household=order.household_id))


def _answer(story: Story, order: Order, at: datetime) -> None:
    road = story.roads[order.pk]
    if road in ("placed", "silent"):
        return
    if road == "declined":
        decline(person=_owner(order), order_key=order.key, at=at)
    elif road == "cancelled":
        cancel_by_buyer(secret=order.secret, at=at)
    else:
        accept(person=_owner(order), order_key=order.key, at=at)


def _pack(story: Story, order: Order, at: datetime) -> None:
    road = story.roads[order.pk]
    if road == "accepted":
        return
    percent = (
        80 if road in ("short", "dropped", "asking") else story.dice.choice((96, 98, 99, 100, 100, 101, 102))
    )
    lines, net_g = [], 0
    for line in order.lines.all():
        net = line.quantity * percent // 100 if line.base == "g" else line.quantity - (percent == 80)
        lines.append(PackedLine(line_key=line.key, net_base=max(1, net)))
        net_g += max(1, net) * line.unit_weight_g
    box = PackedBox(gross_g=net_g * 108 // 100 + 250, length_mm=400, width_mm=300, height_mm=250)
    pack(person=_owner(order), order_key=order.key, lines=lines, boxes=[box], at=at)


def _answer_short(story: Story, order: Order, at: datetime) -> None:
    road = story.roads[order.pk]
    if road != "asking":
        keep = {line.key: road != "dropped" for line in order.lines.filter(state="short")}
        answer_short(secret=order.secret, keep=keep, at=at)


def _collect(story: Story, at: datetime) -> None:
    """The post takes what is booked."""
    with standing_at(at):
        for pickup in Pickup.objects.filter(state="offered").order_by("pk"):
            take_pickup(carrier_code=pickup.carrier_code, pickup_key=pickup.key, actor=ACTOR, at=at)
        _report(
            at,
            [(p, EventCode.PICKED_UP, "") for p, road in _parcels(story, State.BOOKED) if road != "booked"],
        )
    _relay(at)


def _carry(story: Story, at: datetime) -> None:
    """What is on the road comes a step further."""
    with standing_at(at):
        news = [
            (parcel, code, reason)
            for parcel, road in _parcels(
                story, State.HANDED_OVER, State.DELIVERY_FAILED, State.REFUSED, State.RETURNING
            )
            for code, reason in _next(parcel, road, at)
        ]
        _report(at, news)
    _relay(at)


def _parcels(story: Story, *states: State) -> Iterator[tuple[Parcel, Road]]:
    orders = {order.booking_reference: order.pk for order in Order.objects.filter(state__in=states)}
    for parcel in (
        Parcel.objects.filter(shipment__reference__in=orders).select_related("shipment").order_by("pk")
    ):
        yield parcel, story.roads[orders[parcel.shipment.reference]]


def _next(parcel: Parcel, road: Road, at: datetime) -> list[tuple[EventCode, str]]:
    shipment, today = parcel.shipment, local_day(at)
    if today < shipment.promised_on:
        return [(EventCode.IN_TRANSIT, "")]
    out = [(EventCode.AT_DELIVERY_OFFICE, ""), (EventCode.OUT_FOR_DELIVERY, "")]
    late = today > shipment.promised_on
    if road == "failed" or (road == "second_attempt" and not late):
        return [*out, (EventCode.DELIVERY_FAILED, "not_home")]
    if road == "handed_over":
        return out
    if road in ("lost", "damaged"):
        return [(EventCode(road), "")]
    if road == "refused":
        ending = EventCode.DESTROYED if shipment.on_undelivered == "destroy" else EventCode.RETURNED
        return (
            [(EventCode.RETURNING, ""), (ending, "")] if late else [*out, (EventCode.REFUSED, "changed_mind")]
        )
    cash = [(EventCode.COD_COLLECTED, "")] if shipment.cod_dong else []
    return [*out, (EventCode.DELIVERED, ""), *cash]


def _report(at: datetime, news: Sequence[tuple[Parcel, EventCode, str]]) -> None:
    by_carrier: dict[str, list[IncomingEvent]] = {}
    for number, (parcel, code, reason) in enumerate(news):
        moment = at + timedelta(seconds=number % 60, minutes=number % 20) - timedelta(minutes=25)
        by_carrier.setdefault(parcel.shipment.carrier_code, []).append(
            IncomingEvent(
                tracking_code=parcel.tracking_code,
                code=code,
                occurred_at=moment,
                dedupe_key=f"{parcel.tracking_code}-{code}-{at:%m%d}",
                reason=reason,
                amount_dong=parcel.shipment.cod_dong if code is EventCode.COD_COLLECTED else None,
            )
        )
    for carrier_code, events in by_carrier.items():
        record_events(carrier_code=carrier_code, events=events, actor=ACTOR, at=at)


def _remit(at: datetime) -> None:
    """Each carrier hands over the cash of the week."""
    from logistics.dispatch.models import CodCollection

    waiting = CodCollection.objects.filter(state="collected").select_related("shipment").order_by("pk")
    by_carrier: dict[str, list[RemittanceLineSpec]] = {}
    for cash in waiting:
        code = cash.shipment.parcels.order_by("position").values_list("tracking_code", flat=True)[0]
        by_carrier.setdefault(cash.shipment.carrier_code, []).append(
            RemittanceLineSpec(tracking_code=code, amount_dong=cash.shipment.cod_dong)
        )
    with standing_at(at):
        for carrier_code, lines in by_carrier.items():
            record_remittance(carrier_code=carrier_code, reference=f"DEMO-{at:%Y%m%d}", lines=lines, at=at)
    _relay(at)


def _pay_out(story: Story, at: datetime) -> None:
    """The households' money goes to the bank; one transfer comes back."""
    later = at + timedelta(hours=1)
    with standing_at(later):
        try:
            batch = draw_payouts(actor=ACTOR, at=later)
        except NothingToPay:
            return
        mark_batch_sent(actor=ACTOR, batch_key=batch.key, at=later)
        for number, payout in enumerate(batch.payouts.order_by("pk")):
            if number == 0 and story.dice.random() < 0.5:
                mark_payout_returned(actor=ACTOR, payout_key=payout.key, reason="Sai số tài khoản", at=later)
            else:
                mark_payout_confirmed(actor=ACTOR, payout_key=payout.key, at=later)
    _relay(later)
