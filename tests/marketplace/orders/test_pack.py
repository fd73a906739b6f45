"""What the scales say becomes the price; a line that is short is the buyer's to drop."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kernel.errors import NotFound
from marketplace.catalogue import stock
from marketplace.catalogue.models import Listing, Lot
from marketplace.orders.enums import LineState, State
from marketplace.orders.models import Order, OrderHistory
from marketplace.orders.operations import PackedBox, PackedLine, accept, answer_short, pack, wake_orders
from marketplace.orders.refusals import AlreadyAnswered, NotPackable, PackedWrong
from marketplace.people.rules import GUEST
from tests.factories.households import HouseholdFactory, manager_for, owner_of, stranger
from tests.factories.orders import BOX, NOW, on_sale, placed_order, seller_of, weigh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
LATER = NOW + timedelta(hours=3)


def accepted(*lines: tuple[Listing, int]) -> Order:
    order = placed_order(*lines)
    return accept(person=seller_of(order), order_key=order.key, at=NOW)


def two_lines() -> Order:
    """Ten kilograms and two kilograms of the same household."""
    household = HouseholdFactory.create()
    return accepted((on_sale(household=household), 10_000), (on_sale(household=household), 2_000))


def states_of(order: Order) -> list[str]:
    return [line.state for line in order.lines.order_by("position")]


def left_of(order: Order) -> list[int]:
    return [Lot.objects.get(listing=line.listing_id).available for line in order.lines.order_by("position")]


@pytest.fixture(autouse=True)
def _stock_adds_up(db: None) -> Callable[[], None]:
    yield  # type: ignore[misc]
    assert not stock.imbalances()


def test_packed_as_ordered_is_priced_as_agreed() -> None:
    order = weigh(accepted(), at=LATER)

    assert order.state == State.PRICED
    assert (order.packed_dong, order.money_back_dong) == (150_000, 0)
    history = OrderHistory.objects.filter(order=order).values_list("new", flat=True)
    assert list(history.order_by("version")) == ["placed", "accepted", "packed", "priced"]


def test_a_little_less_is_charged_as_packed_and_the_rest_comes_back_as_money_not_as_stock() -> None:
    order = weigh(accepted(), net={0: 4_800}, at=LATER)

    assert order.state == State.PRICED
    assert (order.packed_dong, order.money_back_dong) == (144_000, 6_000)
    assert left_of(order) == [95_000]
    lot = Lot.objects.get()
    assert lot.written_off == 200


def test_more_than_ordered_is_charged_as_ordered() -> None:
    order = weigh(accepted(), net={0: 5_600}, at=LATER)

    assert (order.packed_dong, order.charged_dong) == (150_000, order.agreed_dong)


def test_postage_is_what_checkout_showed_whatever_the_scales_say() -> None:
    order = accepted()
    heavy = PackedBox(gross_g=19_000, length_mm=800, width_mm=500, height_mm=500)

    line = order.lines.get()
    packed = pack(
        person=seller_of(order),
        order_key=order.key,
        lines=[PackedLine(line.key, 4_800)],
        boxes=[heavy],
        at=LATER,
    )

    assert packed.charged_dong == 144_000 + order.postage_dong


def test_below_ninety_per_cent_the_buyer_is_asked() -> None:
    order = weigh(two_lines(), net={0: 8_000}, at=LATER)

    assert order.state == State.ASKING_BUYER
    assert order.due_at == LATER + timedelta(hours=2)
    assert states_of(order) == [LineState.SHORT, LineState.PACKED]


def test_the_buyer_keeps_the_short_line() -> None:
    order = weigh(two_lines(), net={0: 8_000}, at=LATER)

    priced = answer_short(secret=order.secret, keep={}, at=LATER)

    assert priced.state == State.PRICED
    assert (priced.packed_dong, priced.money_back_dong) == (300_000, 60_000)


def test_the_buyer_drops_the_short_line_and_what_was_packed_of_it_goes_back_on_sale() -> None:
    order = weigh(two_lines(), net={0: 8_000}, at=LATER)
    short = order.lines.get(position=0)

    priced = answer_short(secret=order.secret, keep={short.key: False}, at=LATER)

    assert (priced.packed_dong, priced.money_back_dong) == (60_000, 300_000)
    assert states_of(priced) == [LineState.DROPPED, LineState.PACKED]
    assert left_of(priced) == [98_000, 98_000]


def test_dropping_the_only_line_cancels_the_order() -> None:
    order = weigh(accepted(), net={0: 4_000}, at=LATER)

    ended = answer_short(secret=order.secret, keep={order.lines.get().key: False}, at=LATER)

    assert (ended.state, ended.cancel_reason, ended.charged_dong) == (State.CANCELLED, "nothing_packed", 0)
    assert left_of(ended) == [99_000]


def test_silence_for_two_hours_means_yes() -> None:
    order = weigh(two_lines(), net={0: 8_000}, at=LATER)

    assert wake_orders(at=LATER + timedelta(minutes=119)) == 0
    assert wake_orders(at=LATER + timedelta(minutes=120)) == 1

    order.refresh_from_db()
    assert (order.state, order.packed_dong) == (State.PRICED, 300_000)


def test_a_late_answer_says_that_it_is_priced() -> None:
    order = weigh(two_lines(), net={0: 8_000}, at=LATER)
    short = order.lines.get(position=0)
    wake_orders(at=LATER + timedelta(hours=2))

    with pytest.raises(AlreadyAnswered):
        answer_short(secret=order.secret, keep={short.key: False}, at=LATER + timedelta(hours=3))


def test_the_same_answer_twice_changes_nothing() -> None:
    order = weigh(two_lines(), net={0: 8_000}, at=LATER)
    short = order.lines.get(position=0)

    first = answer_short(secret=order.secret, keep={short.key: False}, at=LATER)
    second = answer_short(secret=order.secret, keep={short.key: False}, at=LATER)

    assert first.version == second.version
    with pytest.raises(AlreadyAnswered):
        answer_short(secret=order.secret, keep={short.key: True}, at=LATER)


def test_a_line_of_which_there_is_nothing_is_dropped_without_asking() -> None:
    order = weigh(two_lines(), net={0: 0}, at=LATER)

    assert order.state == State.PRICED
    assert (order.packed_dong, states_of(order)) == (60_000, [LineState.DROPPED, LineState.PACKED])
    assert left_of(order) == [90_000, 98_000]


def test_nothing_at_all_cancels_the_order() -> None:
    order = weigh(accepted(), net={0: 0}, at=LATER)

    assert (order.state, order.cancel_reason) == (State.CANCELLED, "nothing_packed")
    assert left_of(order) == [95_000]


def test_the_same_figures_twice_change_nothing_and_others_are_refused() -> None:
    order = accepted()
    first = weigh(order, net={0: 4_800}, at=LATER)
    second = weigh(order, net={0: 4_800}, at=LATER)

    assert first.version == second.version
    assert Lot.objects.get().written_off == 200
    with pytest.raises(NotPackable):
        weigh(order, net={0: 4_900}, at=LATER)


def test_what_was_not_accepted_is_not_packed() -> None:
    with pytest.raises(NotPackable):
        weigh(placed_order(), at=LATER)


def test_the_cooperative_may_pack_a_stranger_and_nobody_may_not() -> None:
    order = accepted()
    line = PackedLine(order.lines.get().key, 5_000)

    for somebody in (stranger(), GUEST, manager_for(order.household, consent=False)):
        with pytest.raises(NotFound):
            pack(person=somebody, order_key=order.key, lines=[line], boxes=[BOX], at=LATER)

    helper = manager_for(order.household)
    assert pack(person=helper, order_key=order.key, lines=[line], boxes=[BOX], at=LATER).state == State.PRICED


@pytest.mark.parametrize(
    ("lines", "boxes", "field"),
    [
        ([], [BOX], "line:"),
        ([-1], [BOX], "line:"),
        ([50_000], [BOX], "line:"),
        ([5_000], [], "boxes"),
        ([5_000], [BOX] * 21, "boxes"),
        ([5_000], [PackedBox(4_000, 400, 300, 250)], "boxes"),
        ([5_000], [PackedBox(0, 400, 300, 250)], "box:0"),
        ([5_000], [BOX, PackedBox(6_000, 0, 300, 250)], "box:1"),
        ([5_000, 5_000], [BOX], "lines"),
    ],
)
def test_impossible_figures_name_their_field_and_change_nothing(
    lines: list[int], boxes: list[PackedBox], field: str
) -> None:
    order = accepted()
    key = order.lines.get().key
    packed = [PackedLine(key if number == 0 else "else", net) for number, net in enumerate(lines)]

    with pytest.raises(PackedWrong) as refused:
        pack(person=owner_of(order.household), order_key=order.key, lines=packed, boxes=boxes, at=LATER)

    assert refused.value.field.startswith(field)
    order.refresh_from_db()
    assert (order.state, order.boxes.count()) == (State.ACCEPTED, 0)
