from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.states import allow_moves


class DocumentKind(TextChoices):
    """What is made from the data of a consignment. The value is also the end of its number."""

    INVOICE = "INVOICE", _("Hóa đơn thương mại")
    PACKING_LIST = "PACKING_LIST", _("Phiếu đóng gói")
    CN22 = "CN22", _("Tờ khai hải quan CN 22")
    CN23 = "CN23", _("Tờ khai hải quan CN 23")
    ORIGIN_DECLARATION = "ORIGIN_DECLARATION", _("Lời khai xuất xứ EVFTA")
    EUR1_SHEET = "EUR1_SHEET", _("Phiếu dữ liệu EUR.1")
    FORM_D_SHEET = "FORM_D_SHEET", _("Phiếu dữ liệu mẫu D")
    FORM_E_SHEET = "FORM_E_SHEET", _("Phiếu dữ liệu mẫu E")
    RCEP_SHEET = "RCEP_SHEET", _("Phiếu dữ liệu RCEP")
    PHYTO_APPLICATION = "PHYTO_APPLICATION", _("Phiếu đăng ký kiểm dịch thực vật")
    TREATMENT_SHEET = "TREATMENT_SHEET", _("Phiếu xử lý")
    TRACE_SHEET = "TRACE_SHEET", _("Phiếu truy xuất lô")
    VNACCS_SHEET = "VNACCS_SHEET", _("Phiếu cho đại lý hải quan")
    CHED_SHEET = "CHED_SHEET", _("Phiếu CHED cho người nhập")
    CARTON_MARKS = "CARTON_MARKS", _("Tem thùng")
    EPHYTO = "EPHYTO", _("ePhyto, bản nháp")
    UBL_INVOICE = "UBL_INVOICE", _("Hóa đơn UBL")
    UBL_PACKING_LIST = "UBL_PACKING_LIST", _("Phiếu đóng gói UBL")
    UBL_WAYBILL = "UBL_WAYBILL", _("Vận đơn UBL")
    GEOLOCATION = "GEOLOCATION", _("Tọa độ vườn (EUDR)")
    ITMATT = "ITMATT", _("Dữ liệu điện tử của bưu gửi")


class SetState(TextChoices):
    """A set of documents of one state of the data."""

    WANTED = "WANTED", _("Đang làm")
    DRAWN = "DRAWN", _("Xong")
    BROKEN = "BROKEN", _("Không làm được")


allow_moves(
    SetState,
    {
        SetState.WANTED: {SetState.DRAWN, SetState.BROKEN},
        SetState.BROKEN: {SetState.WANTED},
        SetState.DRAWN: (),
    },
)


class Area(TextChoices):
    """Where a finding belongs, in the words of the ePhyto Hub's own check."""

    MANDATORY = "MandatoryElements", _("Thiếu mục bắt buộc")
    MAPPING = "Mapping", _("Không khớp dữ liệu")
    SCHEMA = "Schema", _("Sai cấu trúc")


class Level(TextChoices):
    SEVERE = "SEVERE", _("Phải sửa")
    WARNING = "WARNING", _("Nên xem")
    INFO = "INFO", _("Để biết")
