from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Temperature(TextChoices):
    AMBIENT = "ambient", _("thường")
    CHILLED = "chilled", _("lạnh")


class HandOver(TextChoices):
    """Where the recipient gets the parcel."""

    DOOR = "door", _("đến cửa")
    OFFICE = "office", _("nhận tại bưu cục")


class Zone(TextChoices):
    """How far apart two communes are for a tariff; the nearest that holds is meant."""

    SAME_COMMUNE = "same_commune", _("cùng xã")
    SAME_PROVINCE = "same_province", _("cùng tỉnh")
    SAME_REGION = "same_region", _("cùng miền")
    NATIONAL = "national", _("khác miền")


class Region(TextChoices):
    NORTH = "north", _("miền Bắc")
    CENTRE = "centre", _("miền Trung")
    SOUTH = "south", _("miền Nam")


class Refused(TextChoices):
    """Why a service does not take a parcel, in the order in which the reasons are looked for."""

    TOO_HEAVY = "TOO_HEAVY", _("Nặng quá mức nhận")
    NO_COD = "NO_COD", _("Không thu hộ")
    COD_TOO_MUCH = "COD_TOO_MUCH", _("Tiền thu hộ quá mức nhận")
    TOO_SLOW = "TOO_SLOW", _("Đến nơi %(goods)s không còn tươi")
    NO_CHILL = "NO_CHILL", _("Đường xa mà không có xe lạnh")
