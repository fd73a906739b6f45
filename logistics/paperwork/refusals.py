from django.utils.translation import gettext_lazy as _

from kernel.errors import NotFound, Refusal


class UnknownConsignment(Refusal):
    code = "UNKNOWN_CONSIGNMENT"
    message = _("Không có lô xuất khẩu này.")


class UnknownDestination(Refusal):
    code = "UNKNOWN_DESTINATION"
    message = _("Không có nơi đến này.")


class UnknownExportGood(Refusal):
    code = "UNKNOWN_EXPORT_GOOD"
    message = _("Mặt hàng này chưa có trong bảng quy định xuất khẩu.")


class UnknownPaperKind(Refusal):
    code = "UNKNOWN_PAPER_KIND"
    message = _("Không có loại giấy tờ này.")


class UnknownPaper(Refusal):
    code = "UNKNOWN_PAPER"
    message = _("Không có giấy tờ này.")


class ConsignmentGone(Refusal):
    """It is handed over or cancelled: what it is stays as it was."""

    code = "CONSIGNMENT_GONE"
    message = _("Lô này đã đi hoặc đã hủy, không sửa được nữa.")


class ConsignmentChanged(Refusal):
    """Somebody changed it since it was read."""

    code = "CONSIGNMENT_CHANGED"
    message = _("Lô này vừa được người khác sửa. Xem lại rồi lưu lần nữa.")


class UnknownLink(NotFound):
    """No such secret, or it was taken back, or its time is over: the three are not told apart."""


class GateShut(Refusal):
    """`data["items"]` are the codes of the open items, the first of them in words in `data["first"]`."""

    code = "GATE_SHUT"
    message = _("Chưa đi được, còn %(count)s điều: %(first)s")


class SecondPersonNeeded(Refusal):
    code = "SECOND_PERSON_NEEDED"
    message = _("Việc này cần người thứ hai, không phải người đã ghi.")


class NotWaivable(Refusal):
    """What an authority asks for is never waived."""

    code = "NOT_WAIVABLE"
    message = _("Điều này do cơ quan nhà nước đòi, không ai cho qua được.")


class AllocationTaken(Refusal):
    code = "ALLOCATION_TAKEN"
    message = _("Phần hàng này đã nằm trong một lô xuất khẩu.")


class LotOfOtherGoods(Refusal):
    code = "LOT_OF_OTHER_GOODS"
    message = _("Lô này là mặt hàng khác.")


class RuleSuperseded(Refusal):
    code = "RULE_SUPERSEDED"
    message = _("Quy định này đã có bản mới hơn.")


class UnknownRule(Refusal):
    code = "UNKNOWN_RULE"
    message = _("Không có quy định này.")


class NoSourceRead(Refusal):
    code = "NO_SOURCE_READ"
    message = _("Phải ghi nguồn đã đọc; kiến thức chung không phải là nguồn.")


class RuleUnreadable(Refusal):
    code = "RULE_UNREADABLE"
    message = _("Quy định chưa đúng: %(problem)s")
