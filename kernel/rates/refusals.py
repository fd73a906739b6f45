from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal


class RateUnknown(Refusal):
    """No rate of that day, or of the few days before it: nothing is guessed."""

    code = "RATE_UNKNOWN"
    message = _("Chưa có tỷ giá %(base)s/%(quote)s cho ngày %(day)s.")
    retry = True
