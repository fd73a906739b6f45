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
