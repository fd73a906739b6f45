from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """What a one-time code opens. A code for one purpose never opens another."""

    SIGN_IN = "sign_in", _("Đăng nhập")
    ORDER = "order", _("Xác nhận số điện thoại để đặt hàng")


class RoleKind(TextChoices):
    """Roles that staff grant. Household members and cooperative managers are rows of `households`."""

    CARRIER_OPERATOR = "carrier_operator", _("Nhân viên bưu cục")
    PROVINCIAL_OFFICER = "provincial_officer", _("Cán bộ tỉnh")
    STAFF = "staff", _("Nhân viên Nhà Nông")


class Language(TextChoices):
    VIETNAMESE = "vi", "Tiếng Việt"
    ENGLISH = "en", "English"
