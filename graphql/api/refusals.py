"""What the API itself refuses, whatever domain stands behind it.

They stand here because `api.mutation` lists every code there is: a module that comes later may add none.
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal


class TokenUnknown(Refusal):
    """The bearer token is wrong, revoked or has run out."""

    code = "TOKEN_UNKNOWN"
    message = _("Mã truy cập không đúng hoặc đã hết hạn.")


class BadCursor(Refusal):
    """The cursor was not made by this list."""

    code = "CURSOR_INVALID"
    message = _("Không đọc được dấu trang. Bạn xem lại từ đầu.")


class BadPageSize(Refusal):
    """More than MAX_PAGE rows, none, or both directions at once."""

    code = "PAGE_SIZE_INVALID"
    message = _("Mỗi lần xem được từ 1 đến %(most)s dòng, và chỉ một chiều.")


class BadIdempotencyKey(Refusal):
    code = "IDEMPOTENCY_KEY_INVALID"
    message = _("Mã yêu cầu dài từ 1 đến %(most)s ký tự.")
    field = "idempotency_key"
