"""Expected failures of batches and of the sandbox."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal


class ClockTooFar(Refusal):
    code = "CLOCK_TOO_FAR"
    message = _("Đồng hồ chỉ vặn tới được thêm %(left)s giây.")


class UnknownMagicNumber(Refusal):
    code = "UNKNOWN_MAGIC_NUMBER"
    message = _("Số %(number)s không có câu chuyện nào; xem bảng số ở GET /sandbox/stories.")


class SandboxFull(Refusal):
    """So that moving the clock stays the work of a moment."""

    code = "SANDBOX_FULL"
    message = _("Đang có %(limit)s vận đơn thử chưa xong; vặn đồng hồ tới cho chúng xong đã.")


class UnknownBatch(Refusal):
    code = "UNKNOWN_BATCH"
    message = _("Không tìm thấy lô việc này.")


class BatchClosed(Refusal):
    """All of it is done: there is nothing left to cancel."""

    code = "BATCH_CLOSED"
    message = _("Lô việc này đã làm xong.")


class TooManyBatches(Refusal):
    code = "TOO_MANY_BATCHES"
    message = _("Đang có %(limit)s lô việc chưa xong; đợi cho chúng xong đã.")
    retry = True
