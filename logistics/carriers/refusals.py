from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal


class UnknownCarrier(Refusal):
    code = "UNKNOWN_CARRIER"
    message = _("Không có hãng chuyển phát này.")


class UnknownService(Refusal):
    code = "UNKNOWN_SERVICE"
    message = _("Cách gửi này không còn. Mời chọn cách khác.")


class UnknownOffice(Refusal):
    code = "UNKNOWN_OFFICE"
    message = _("Không có bưu cục này.")


class NothingToWeigh(Refusal):
    code = "NOTHING_TO_WEIGH"
    message = _("Kiện hàng phải nặng hơn 0 gam.")


class FlatPostageWrong(Refusal):
    code = "FLAT_POSTAGE_WRONG"
    message = _("Cước từ 0 đến 1.000.000 ₫, cho kiện từ 1 gam đến 100 kg.")


class NothingInDoubt(Refusal):
    code = "NOTHING_IN_DOUBT"
    message = _("Vận đơn này không có gì phải đặt lại với hãng.")


class AccountIncomplete(Refusal):
    code = "CARRIER_ACCOUNT_INCOMPLETE"
    message = _("Tài khoản với hãng còn thiếu hoặc sai: %(what)s.")
