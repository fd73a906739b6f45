from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal


class UnknownCommodity(Refusal):
    code = "UNKNOWN_COMMODITY"
    message = _("Chưa có mặt hàng này trong danh mục.")


class UnknownGrowingArea(Refusal):
    code = "UNKNOWN_GROWING_AREA"
    message = _("Không có mã vùng trồng %(growing_area)s.")


class UnknownPackingHouse(Refusal):
    code = "UNKNOWN_PACKING_HOUSE"
    message = _("Không có mã cơ sở đóng gói %(packing_house)s.")


class CodeAlreadyOwned(Refusal):
    code = "CODE_ALREADY_OWNED"
    message = _("Mã này đã là của người khác.")
    field = "code"


class CodeRequestDecided(Refusal):
    code = "CODE_REQUEST_DECIDED"
    message = _("Đơn này đã có trả lời.")


class TooManyCodeRequests(Refusal):
    code = "TOO_MANY_CODE_REQUESTS"
    message = _("Còn %(open)s đơn xin mã chưa có trả lời. Đợi trả lời rồi xin tiếp.")


class LotAlreadyRecorded(Refusal):
    code = "LOT_ALREADY_RECORDED"
    message = _("Lô này đã ghi với ngày hái hoặc mặt hàng khác.")


class HarvestInTheFuture(Refusal):
    code = "HARVEST_IN_THE_FUTURE"
    message = _("Ngày hái chưa tới.")


class UnknownLot(Refusal):
    code = "UNKNOWN_LOT"
    message = _("Không có lô này.")


class UnknownFacility(Refusal):
    code = "UNKNOWN_FACILITY"
    message = _("Không có cơ sở xử lý mang mã này.")
