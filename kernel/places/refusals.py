from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal


class UnknownPlace(Refusal):
    code = "UNKNOWN_PLACE"
    message = _("Không có xã, phường này. Mời chọn lại trong danh sách.")
