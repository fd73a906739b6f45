"""Which column is which: the words that carriers write above them, without accents and signs."""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from kernel.text import fold
from logistics.dispatch.refusals import RemittanceFileUnreadable

NAMES: Final = {
    "tracking_code": (
        "ma van don", "ma buu gui", "ma don hang", "ma don", "so hieu buu gui",
        "tracking code", "tracking", "tracking number", "order code", "order number", "label id", "waybill",
        "bill code", "item code",
    ),
    "amount_dong": (
        "tien thu ho", "so tien thu ho", "tien cod", "so tien cod", "so tien", "cod", "cod amount",
        "amount", "amount dong", "pick money", "money collection",
    ),
    "fee_dong": (
        "phi thu ho", "phi cod", "phi", "phi dich vu", "cuoc thu ho",
        "fee", "fee dong", "cod fee", "service fee",
    ),
}  # fmt: skip
_SEARCHED_ROWS: Final = 20  # a letterhead may stand above the table


class Columns(NamedTuple):
    """Where each value stands; `fee` is -1 where there is none. `first_row`: the first below the words."""

    tracking: int
    amount: int
    fee: int
    first_row: int


def find_columns(rows: Sequence[Sequence[Any]]) -> Columns:
    """Raises RemittanceFileUnreadable when the code's and the amount's columns are not named exactly once."""
    for number, row in enumerate(rows[:_SEARCHED_ROWS]):
        found = {name: _places(row, words) for name, words in NAMES.items()}
        if found["tracking_code"] and found["amount_dong"]:
            if any(len(places) > 1 for places in found.values()):
                raise RemittanceFileUnreadable(why=_("có hai cột cùng tên."))
            fee = found["fee_dong"][0] if found["fee_dong"] else -1
            return Columns(found["tracking_code"][0], found["amount_dong"][0], fee, number + 1)
    raise RemittanceFileUnreadable(why=_("không thấy cột mã vận đơn và cột tiền thu hộ."))


def _places(row: Sequence[Any], words: Sequence[str]) -> list[int]:
    return [place for place, cell in enumerate(row) if _plain(cell) in words]


def _plain(cell: Any) -> str:
    return re.sub(r"[^a-z0-9]+", " ", fold(str(cell)[:60])).strip() if cell else ""
