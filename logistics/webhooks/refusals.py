"""Expected failures of webhooks."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import NotFound, Refusal


class UnknownEndpoint(NotFound):
    code = "UNKNOWN_ENDPOINT"
    message = _("Không có địa chỉ nhận này.")


class UnknownDelivery(NotFound):
    code = "UNKNOWN_DELIVERY"
    message = _("Không có tin này.")


class UrlRefused(Refusal):
    """`why` in words: not https, a name of the inside, a user in it."""

    code = "URL_REFUSED"
    field = "url"
    message = _("Địa chỉ này không dùng được: %(why)s")


class TooManyEndpoints(Refusal):
    code = "TOO_MANY_ENDPOINTS"
    message = _("Mỗi hãng có tối đa %(limit)s địa chỉ nhận.")


class EndpointDisabled(Refusal):
    code = "ENDPOINT_DISABLED"
    message = _("Địa chỉ nhận này đang tắt.")
