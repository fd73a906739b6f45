"""What each order pays of the postage of a parcel that several share: pure, and exact to the dong."""

from collections.abc import Sequence
from typing import NamedTuple

from kernel.money import spread


class Stake(NamedTuple):
    """An order's stake in a shared parcel: what its postage would have been by itself (dong), and whether it
    is still in.
    """

    apart_dong: int
    is_in: bool = True


def divide_postage(stakes: Sequence[Stake], *, shown_dong: int, left_dong: int | None = None) -> list[int]:
    """The postage of each, in their order; always `shown_dong` together.

    Those that are left pay for what is left: `left_dong`, the parcel's price without those called off, but
    never above what was shown for all, and none of them above what it would have paid by itself. What that
    leaves over falls to those called off, who are charged nothing: it is the buyer's money back.
    """
    apart = [stake.apart_dong for stake in stakes]
    inside = [place for place, stake in enumerate(stakes) if stake.is_in]
    outside = [place for place, stake in enumerate(stakes) if not stake.is_in]
    if not inside or not outside:
        return spread(shown_dong, apart)
    together = sum(apart[place] for place in inside)
    due = min(shown_dong, together, shown_dong if left_dong is None else left_dong)
    parts = [0] * len(stakes)
    for places, dong in ((inside, due), (outside, shown_dong - due)):
        for place, part in zip(places, spread(dong, [apart[place] for place in places]), strict=True):
            parts[place] = part
    return parts
