"""Who packs a parcel that neighbours share: where the courier knows the yard, else where most of it grows."""

from collections.abc import Sequence

from logistics.rounds.queries import yards_placed
from marketplace.households.queries import households_by_ids
from marketplace.orders.models import Checkout, Order, SharedParcel
from marketplace.orders.operations.choices import Chosen


def share_parcels(checkout: Checkout, orders: Sequence[Order], chosen: Sequence[Chosen]) -> None:
    """Give unsaved orders that go together their parcel, and each its rank: the first of them packs it, the
    next when that one is called off. Three statements.
    """
    groups: dict[int, list[tuple[Order, Chosen]]] = {}
    for order, one in zip(orders, chosen, strict=True):
        if one.group is not None:
            groups.setdefault(one.group, []).append((order, one))
    with_yard = _with_yard([order.household_id for group in groups.values() for order, _one in group])
    parcels = []
    for group in groups.values():
        parcel = SharedParcel(
            checkout=checkout, postage_dong=sum(order.postage_dong for order, _one in group)
        )
        parcels.append(parcel)
        ranked = sorted(
            group, key=lambda pair: (pair[0].household_id not in with_yard, -pair[1].parcel.gross_g)
        )
        for rank, (order, _one) in enumerate(ranked):
            order.shared, order.shared_rank = parcel, rank
    SharedParcel.objects.bulk_create(parcels)


def _with_yard(household_ids: Sequence[int]) -> set[int]:
    """The households whose yard a courier can find on the map."""
    households = households_by_ids(ids=household_ids)
    addresses = {key: (one.commune_code, one.address) for key, one in households.items()}
    known = yards_placed(addresses.values())
    return {household_id for household_id, address in addresses.items() if address in known}
