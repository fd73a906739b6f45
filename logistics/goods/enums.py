from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.states import allow_moves


class Group(TextChoices):
    """How buyers look for goods; a shelf in the shop."""

    FRUIT = "FRUIT", _("Trái cây")
    VEGETABLE = "VEGETABLE", _("Rau củ")
    TUBER = "TUBER", _("Khoai, củ")
    RICE = "RICE", _("Gạo")
    TEA = "TEA", _("Chè")
    COFFEE = "COFFEE", _("Cà phê")
    HONEY = "HONEY", _("Mật ong")
    SPICE = "SPICE", _("Gia vị")
    DRIED = "DRIED", _("Đồ khô")


class CodeStatus(TextChoices):
    """Status of a growing area's or packing house's code with the plant protection authority."""

    APPROVED = "APPROVED", _("Đang hiệu lực")
    SUSPENDED = "SUSPENDED", _("Tạm dừng")
    REVOKED = "REVOKED", _("Đã thu hồi")


allow_moves(
    CodeStatus,
    {
        CodeStatus.APPROVED: {CodeStatus.SUSPENDED, CodeStatus.REVOKED},
        CodeStatus.SUSPENDED: {CodeStatus.APPROVED, CodeStatus.REVOKED},
        CodeStatus.REVOKED: (),
    },
)


class CodeKind(TextChoices):
    AREA = "area", _("Mã vùng trồng")
    HOUSE = "house", _("Mã cơ sở đóng gói")


class CodeRequestState(TextChoices):
    """Of somebody's wish for a code."""

    ASKED = "ASKED", _("Đang xin")
    GRANTED = "GRANTED", _("Đã cấp")
    REFUSED = "REFUSED", _("Không cấp")


allow_moves(
    CodeRequestState,
    {
        CodeRequestState.ASKED: {CodeRequestState.GRANTED, CodeRequestState.REFUSED},
        CodeRequestState.GRANTED: (),
        CodeRequestState.REFUSED: (),
    },
)


class TreatmentKind(TextChoices):
    WASHED = "WASHED", _("Rửa")
    COLD = "COLD", _("Xử lý lạnh")
    HOT_WATER = "HOT_WATER", _("Nhúng nước nóng")
    VAPOUR_HEAT = "VAPOUR_HEAT", _("Hơi nước nóng")
    IRRADIATION = "IRRADIATION", _("Chiếu xạ")
    FUMIGATION = "FUMIGATION", _("Xông hơi")
    WAXED = "WAXED", _("Phủ sáp")
    OTHER = "OTHER", _("Khác")
