import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.catalogue.models import Listing
from marketplace.catalogue.prices import Tier, check_tiers, tier_price
from marketplace.catalogue.refusals import TiersInDisorder, TooManyTiers

LISTING = Listing(unit_price=30_000, minimum=1_000)


@pytest.mark.parametrize(
    ("quantity", "price"),
    [(1_000, 30_000), (9_999, 30_000), (10_000, 27_000), (49_999, 27_000), (50_000, 25_000)],
)
def test_the_deepest_tier_that_is_reached_counts(quantity: int, price: int) -> None:
    tiers = [Tier(50_000, 25_000), Tier(10_000, 27_000)]

    assert tier_price(LISTING, tiers, quantity) == price


@pytest.mark.parametrize(
    "tiers",
    [
        [Tier(10_000, 30_000)],
        [Tier(10_000, 31_000)],
        [Tier(1_000, 29_000)],
        [Tier(10_000, 0)],
        [Tier(10_000, 27_000), Tier(10_000, 26_000)],
        [Tier(10_000, 26_000), Tier(20_000, 27_000)],
    ],
    ids=["not cheaper", "dearer", "from the minimum on", "for nothing", "twice", "rising"],
)
def test_more_is_always_cheaper(tiers: list[Tier]) -> None:
    with pytest.raises(TiersInDisorder):
        check_tiers(listing=LISTING, tiers=tiers)


def test_tiers_are_few_and_come_in_order() -> None:
    assert check_tiers(listing=LISTING, tiers=[Tier(50_000, 25_000), Tier(10_000, 27_000)]) == [
        Tier(10_000, 27_000),
        Tier(50_000, 25_000),
    ]
    with pytest.raises(TooManyTiers):
        check_tiers(listing=LISTING, tiers=[Tier(2_000 + step, 29_000 - step) for step in range(6)])


@given(
    st.lists(st.tuples(st.integers(1_001, 10**6), st.integers(1, 29_999)), max_size=5),
    st.integers(1_000, 10**7),
    st.integers(0, 10**6),
)
def test_buying_more_never_raises_the_unit_price(
    pairs: list[tuple[int, int]], quantity: int, more: int
) -> None:
    try:
        tiers = check_tiers(listing=LISTING, tiers=[Tier(minimum, price) for minimum, price in pairs])
    except TiersInDisorder:
        return
    assert tier_price(LISTING, tiers, quantity + more) <= tier_price(LISTING, tiers, quantity)
