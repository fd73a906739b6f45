"""The bar of each role: at the bottom on the telephone, in the top bar on the desk."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Role = Literal["buyer", "household", "post", "staff"]


@dataclass(frozen=True, slots=True)
class BarItem:
    """`key`: what a view says to mark the item in use. `phone_only` items have another place on the desk."""

    key: str
    word: str | Promise
    icon: str
    url: str
    phone_only: bool = False


BARS: dict[Role, tuple[BarItem, ...]] = {
    "buyer": (
        BarItem("market", _("Chợ"), "store", "/", phone_only=True),
        BarItem("search", _("Tìm"), "search", "/tim", phone_only=True),
        BarItem("basket", _("Giỏ"), "shopping-basket", "/gio"),
        BarItem("orders", _("Đơn của tôi"), "package", "/don-cua-toi"),
    ),
    "household": (
        BarItem("today", _("Việc hôm nay"), "list-checks", "/nha"),
        BarItem("listings", _("Hàng của tôi"), "package", "/nha/hang"),
        BarItem("sell", _("Đăng bán"), "circle-plus", "/nha/dang-ban"),
        BarItem("money", _("Tiền"), "wallet", "/nha/tien"),
    ),
    "post": (
        BarItem("post-today", _("Hôm nay"), "list-todo", "/buu-cuc"),
        BarItem("post-scan", _("Quét"), "scan-line", "/buu-cuc/kien"),
        BarItem("post-cash", _("Tiền mặt"), "banknote", "/buu-cuc/tien-mat"),
    ),
    "staff": (
        BarItem("work", _("Việc chờ xử lý"), "list-todo", "/admin/"),
        BarItem("market", _("Chợ"), "store", "/"),
    ),
}
