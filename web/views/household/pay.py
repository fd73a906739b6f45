"""What an order brings the household, by the rates frozen on it."""

from dataclasses import dataclass

from marketplace.orders.enums import CALLED_OFF
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.pricing import packed_price
from marketplace.payments.rates import Rates, SaleLine, withheld


@dataclass(frozen=True, slots=True)
class Pay:
    """Dong. `kept_dong` is commission, tax and postage; `net_dong` comes to the bank account."""

    goods_dong: int
    commission_dong: int
    tax_dong: int
    postage_dong: int = 0
    """The farm's own share of the postage."""

    @property
    def commission_out(self) -> int:
        """As a line of a sum shows what goes away."""
        return -self.commission_dong

    @property
    def tax_out(self) -> int:
        return -self.tax_dong

    @property
    def postage_out(self) -> int:
        return -self.postage_dong

    @property
    def kept_dong(self) -> int:
        return self.commission_dong + self.tax_dong + self.postage_dong

    @property
    def net_dong(self) -> int:
        return self.goods_dong - self.kept_dong


def pay_of(order: Order) -> Pay:
    """With `lines` prefetched. As ordered until it is weighed, then as packed (while the buyer is asked about
    a short line: as if it were kept); nought when called off.
    """
    sales = [] if order.state in CALLED_OFF else [_sale(line) for line in order.lines.all()]
    kept = withheld(sales)
    goods_dong = sum(sale.goods_dong for sale in sales)
    postage_dong = min(order.farm_postage_dong, goods_dong - kept.total_dong)
    return Pay(goods_dong, kept.commission_dong, kept.vat_dong + kept.pit_dong, postage_dong)


def _sale(line: OrderLine) -> SaleLine:
    amount = line.packed_dong
    if amount is None:
        weighed = line.packed_base
        amount = line.agreed_dong if weighed is None else packed_price(line, packed_base=weighed)
    return SaleLine(amount, Rates(line.commission_ppm, line.vat_ppm, line.pit_ppm))
