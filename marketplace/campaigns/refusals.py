"""What campaigns abroad refuse, and the words they say so in."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal


class CampaignNotOpen(Refusal):
    code = "CAMPAIGN_NOT_OPEN"
    message = _("Đợt bán này không nhận đặt nữa.")


class CampaignSoldOut(Refusal):
    """A retry helps where somebody else does not pay in time."""

    code = "CAMPAIGN_SOLD_OUT"
    message = _("Chỉ còn %(left)s thùng.")
    field = "boxes"
    retry = True


class CampaignShut(Refusal):
    """The rules of export say that the goods cannot go there; `items` are the codes of what stands
    against it, `reasons` the sentences.
    """

    code = "CAMPAIGN_SHUT"
    message = _("Hàng này chưa đi được nơi đó: %(first)s")


class CampaignNotClosed(Refusal):
    code = "CAMPAIGN_NOT_CLOSED"
    message = _("Đợt bán chưa chốt, chưa xếp hàng được.")


class CampaignFixed(Refusal):
    """What buyers have read does not change under them."""

    code = "CAMPAIGN_FIXED"
    message = _("Đợt bán đã mở, không sửa được nữa.")


class CampaignUnderWay(Refusal):
    code = "CAMPAIGN_UNDER_WAY"
    message = _("Hàng của đợt này đã lên đường, không hủy được nữa.")


class CampaignLosesMoney(Refusal):
    """At the rate of the day a box brings less than its goods cost."""

    code = "CAMPAIGN_LOSES_MONEY"
    message = _("Theo tỷ giá hôm nay, tiền một thùng không đủ trả tiền hàng cho nhà vườn.")


class LotsTooFew(Refusal):
    code = "CAMPAIGN_LOTS_TOO_FEW"
    message = _("Các lô góp vào mới đủ %(boxes)s thùng, chưa đủ %(wanted)s.")


class LotNotOfCampaign(Refusal):
    code = "LOT_NOT_OF_CAMPAIGN"
    message = _("Lô này không phải mặt hàng của đợt bán.")
    field = "lot"


class LotNotByWeight(Refusal):
    code = "LOT_NOT_BY_WEIGHT"
    message = _("Chỉ nhận lô bán theo cân.")
    field = "lot"


class LotHasLess(Refusal):
    code = "LOT_HAS_LESS"
    message = _("Lô này không còn đủ, hoặc đã đóng.")
    field = "grams"


class LotOfferedAlready(Refusal):
    code = "LOT_OFFERED_ALREADY"
    message = _("Lô này đã góp vào đợt bán rồi.")
    field = "lot"


class LotNeeded(Refusal):
    """Buyers have ordered what it holds."""

    code = "LOT_NEEDED"
    message = _("Người mua đã đặt, không rút lô này được nữa.")


class TooManyUnpaidAbroad(Refusal):
    code = "TOO_MANY_UNPAID_ABROAD"
    message = _("Bạn còn đơn chưa trả tiền. Xin trả hoặc đợi nó hết hạn rồi hãy đặt nữa.")
    retry = True


class NoticeNotRead(Refusal):
    """Personal data goes abroad: nobody orders without having been told what for."""

    code = "NOTICE_NOT_READ"
    message = _("Xin đọc và đồng ý cách chúng tôi dùng thông tin của bạn.")
    field = "notice_version"


class OrderAbroadClosed(Refusal):
    code = "ORDER_ABROAD_CLOSED"
    message = _("Đơn này không còn chờ thanh toán.")


class OrderAbroadUnderWay(Refusal):
    code = "ORDER_ABROAD_UNDER_WAY"
    message = _("Đơn này đã xếp vào lô hàng, không hoàn tiền được nữa.")
