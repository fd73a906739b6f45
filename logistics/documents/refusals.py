from django.utils.translation import gettext_lazy as _

from kernel.errors import NotFound, Refusal


class XmlRefused(Refusal):
    """`problem`: XML_TOO_LARGE, XML_DOCTYPE or XML_UNREADABLE."""

    code = "XML_REFUSED"
    message = _("Tệp XML này không đọc được hoặc không an toàn.")
    field = "file"


class FileRefused(Refusal):
    """`problem` says what: EMPTY, TOO_LARGE, TYPE."""

    code = "PAPER_FILE_REFUSED"
    message = _("Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG, hay XML, tới 10 MB.")
    field = "file"


class FileChanged(Refusal):
    """What lies in the storage is not what was taken in: nobody may rely on it."""

    code = "PAPER_FILE_CHANGED"
    message = _("Tệp này không còn giống lúc nhận vào. Xin báo cho Nhà Nông.")


class UnknownDocument(NotFound):
    code = "UNKNOWN_DOCUMENT"
    message = _("Không có chứng từ này.")


class PapersDiffer(Refusal):
    """The file says something else than what was typed. `differences` names each with both places."""

    code = "PAPER_FILE_DIFFERS"
    message = _("Trong tệp ghi khác với điều đã gõ: %(first)s")
