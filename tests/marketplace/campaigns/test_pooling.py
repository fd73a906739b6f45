"""The pure part: which orders go together, whatever orders and lots there are."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from marketplace.campaigns.pooling import Group, Part, Stocked, Wanted, pool

BOX_G = 2_000
ONE, OTHER = Group("", "PUC-1", "PHC-1"), Group("", "PUC-2", "PHC-1")
GROUPS = st.builds(
    Group, st.sampled_from(["", "COLD"]), st.sampled_from(["A", "B"]), st.sampled_from(["X", "Y"])
)
ORDERS = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 5)), max_size=25).map(
    lambda rows: [Wanted(f"o{n}", boxes, (paid, n)) for n, (boxes, paid) in enumerate(rows)]
)
LOTS = st.lists(st.tuples(GROUPS, st.integers(0, 30)), max_size=8).map(
    lambda rows: [Stocked(f"l{n}", group, boxes) for n, (group, boxes) in enumerate(rows)]
)
CAPACITY = st.integers(0, 60).map(lambda boxes: boxes * BOX_G + 1_999)


@given(ORDERS, LOTS, CAPACITY)
def test_what_always_holds(orders: list[Wanted], lots: list[Stocked], capacity: int) -> None:
    pooled = pool(orders, lots, box_g=BOX_G, capacity_g=capacity)
    stocked = {lot.lot: lot for lot in lots}
    wanted = {order.order: order for order in orders}
    parts = [(group, part) for group, some in pooled.groups.items() for part in some]

    given_by = Counter[str]()
    for group, part in parts:
        assert stocked[part.lot].group == group
        assert part.boxes > 0
        given_by[part.lot] += part.boxes
    assert all(boxes <= stocked[lot].boxes for lot, boxes in given_by.items())

    homes = {part.order: {group for group, other in parts if other.order == part.order} for _, part in parts}
    assert all(len(groups) == 1 for groups in homes.values())
    got = Counter[str]()
    for _group, part in parts:
        got[part.order] += part.boxes
    assert all(boxes == wanted[order].boxes for order, boxes in got.items())
    assert set(got) | set(pooled.waiting) == set(wanted)
    assert set(got) & set(pooled.waiting) == set()
    assert all(sum(part.boxes for part in some) * BOX_G <= capacity for some in pooled.groups.values())


@given(ORDERS, LOTS, CAPACITY)
def test_whoever_paid_first_is_never_passed_over(
    orders: list[Wanted], lots: list[Stocked], capacity: int
) -> None:
    """An order that waits would have had no room even if those who paid later were not there."""
    pooled = pool(orders, lots, box_g=BOX_G, capacity_g=capacity)
    for order in orders:
        earlier = [one for one in orders if (one.paid, one.order) <= (order.paid, order.order)]
        alone = pool(earlier, lots, box_g=BOX_G, capacity_g=capacity)
        assert (order.order in alone.waiting) == (order.order in pooled.waiting)


@given(ORDERS, LOTS, CAPACITY)
def test_what_waits_does_not_fit_into_groups_that_stayed_empty(
    orders: list[Wanted], lots: list[Stocked], capacity: int
) -> None:
    """So pooling again for the same day makes nothing new."""
    pooled = pool(orders, lots, box_g=BOX_G, capacity_g=capacity)
    waiting = [order for order in orders if order.order in pooled.waiting]
    unused = [lot for lot in lots if lot.group not in pooled.groups]
    assert pool(waiting, unused, box_g=BOX_G, capacity_g=capacity).groups == {}


def test_an_order_may_draw_on_two_lots_of_one_group() -> None:
    lots = [Stocked("a", ONE, 2), Stocked("b", ONE, 2)]
    pooled = pool([Wanted("x", 3, (1, 1))], lots, box_g=BOX_G, capacity_g=10**6)
    assert pooled.groups == {ONE: [Part("x", "a", 2), Part("x", "b", 1)]}


def test_an_order_is_never_divided_between_groups() -> None:
    lots = [Stocked("a", ONE, 2), Stocked("b", OTHER, 2)]
    pooled = pool([Wanted("x", 3, (1, 1))], lots, box_g=BOX_G, capacity_g=10**6)
    assert (pooled.groups, pooled.waiting) == ({}, ["x"])


def test_a_small_order_fills_what_a_large_one_leaves() -> None:
    orders = [Wanted("small", 2, (2, 2)), Wanted("large", 3, (1, 1))]
    pooled = pool(orders, [Stocked("a", ONE, 2)], box_g=BOX_G, capacity_g=10**6)
    assert (pooled.groups, pooled.waiting) == ({ONE: [Part("small", "a", 2)]}, ["large"])
