"""What a search cannot be asked."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal


class HarvestUnreadable(Refusal):
    """Neither a name of a window, nor a month, a week or two days that there are."""

    code = "HARVEST_UNREADABLE"
    message = _("Không đọc được thời gian hái.")


class HarvestBackwards(Refusal):
    code = "HARVEST_BACKWARDS"
    message = _("Ngày hái đến phải sau ngày hái từ.")


class DeliveryDayPast(Refusal):
    code = "DELIVERY_DAY_PAST"
    message = _("Ngày nhận phải từ hôm nay trở đi.")


class PointImpossible(Refusal):
    """No such place on Earth, or only half of one."""

    code = "POINT_IMPOSSIBLE"
    message = _("Vị trí này không có thật.")


class PlaceNeeded(Refusal):
    """A sort by distance without a place to measure from."""

    code = "PLACE_NEEDED"
    message = _("Chọn nơi của bạn trước, rồi mới xếp theo gần xa.")
