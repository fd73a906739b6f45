"""Whether goods of several households may lie in one parcel: the rule of the goods alone. Which orders share
one, who packs it and who pays what of its postage is the shop's affair (marketplace/orders/together.py).
"""

from collections.abc import Sequence

from logistics.goods.models import Commodity

COLD_SPAN_C = 3
"""Bands that overlap by less cannot be kept in one box: the ice is not that exact."""


def may_share(goods: Sequence[Commodity]) -> bool:
    """Whether these kinds keep together: all cold or none, dry goods apart from what sweats, and temperature
    bands that overlap by at least COLD_SPAN_C, or by the whole of the narrowest.
    """
    if len({kind.needs_chill for kind in goods}) > 1 or len({kind.dry for kind in goods}) > 1:
        return False
    bands = [
        (kind.temperature_min, kind.temperature_max)
        for kind in goods
        if kind.temperature_min is not None and kind.temperature_max is not None
    ]
    if not bands:
        return True
    narrowest = min(high - low for low, high in bands)
    overlap = min(high for _low, high in bands) - max(low for low, _high in bands)
    return overlap >= min(COLD_SPAN_C, narrowest)
