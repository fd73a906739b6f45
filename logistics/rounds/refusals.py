"""Expected failures of rounds."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import NotFound, Refusal


class UnknownVehicle(NotFound):
    code = "UNKNOWN_VEHICLE"
    message = _("Bưu cục không có xe này.")


class VehicleExists(Refusal):
    code = "VEHICLE_EXISTS"
    message = _("Bưu cục đã có xe tên %(name)s.")


class VehicleWrong(Refusal):
    code = "VEHICLE_WRONG"
    message = _("Xem lại sức chở, thùng lạnh và giờ làm của xe.")


class SpotOutside(Refusal):
    """Farther from the commune than any yard of it can be: a telephone that is elsewhere."""

    code = "SPOT_OUTSIDE"
    message = _("Chỗ này cách xã %(km)s km. Đứng ở sân nhà rồi bấm lại.")


class PassInvalid(NotFound):
    code = "PASS_INVALID"
    message = _("Thẻ không đúng hoặc đã hết hạn.")
