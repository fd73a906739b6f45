from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal


class CodeWrong(Refusal):
    code = "CODE_WRONG"
    message = _("Mã chưa đúng. Xin xem lại tin nhắn.")
    field = "code"
    retry = True


class CodeExpired(Refusal):
    """There is no code that could still be used: none was asked for, it ran out, or it was used."""

    code = "CODE_EXPIRED"
    message = _("Mã đã hết hạn. Xin lấy mã mới.")
    field = "code"


class CodeSpent(CodeExpired):
    """Too many wrong guesses; shares the code of CodeExpired, since the way out is the same."""

    message = _("Mã này đã nhập sai nhiều lần. Xin lấy mã mới.")


class RoleSubjectWrong(Refusal):
    code = "ROLE_SUBJECT_WRONG"
    message = _("Vai trò này cần ghi mã bưu cục hoặc mã tỉnh; nhân viên Nhà Nông thì để trống.")
    field = "subject"


class AccountClosed(Refusal):
    """Told only after the right code, to the owner of the telephone."""

    code = "ACCOUNT_CLOSED"
    message = _("Tài khoản này đã khóa. Xin gọi cho Nhà Nông.")
