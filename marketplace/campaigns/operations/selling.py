"""The sale of what has arrived: what the buyer paid, against what the households are owed for it."""

from datetime import datetime

from marketplace.campaigns.models import OrderAbroad
from marketplace.campaigns.rates import rate_of
from marketplace.payments.operations import ShareAbroad, record_sale_abroad
from marketplace.payments.rates import Rates, SaleLine


def book_sale(*, order_key: str, at: datetime) -> None:
    """At the rates of exchange, commission and tax that were frozen when the order was placed. Repeatable.

    `at` is the moment of delivery: households are paid 48 hours later.
    """
    order = OrderAbroad.objects.select_related("campaign").get(key=order_key)
    shares = order.shares.select_related("offer__household").order_by("id")
    record_sale_abroad(
        order=order.reference,
        campaign=order.campaign.reference,
        paid=order.amount,
        rate=rate_of(order),
        shares=[
            ShareAbroad(
                household_key=share.offer.household.key,
                lines=[SaleLine(share.goods_dong, Rates(share.commission_ppm, share.vat_ppm, share.pit_ppm))],
            )
            for share in shares
        ],
        at=at,
    )
