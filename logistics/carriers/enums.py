from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.states import allow_moves


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


COUNTRY: Final = "country:"


def zone_abroad(country: str) -> str:
    """The zone of a tariff for parcels to another country: "country:JP"."""
    return f"{COUNTRY}{country}"


def is_zone(text: str) -> bool:
    """One of ours, or a country by its two letters (ISO 3166-1)."""
    country = text.removeprefix(COUNTRY)
    abroad = text.startswith(COUNTRY) and len(country) == 2 and country.isascii() and country.isupper()
    return abroad or text in Zone.values


class Region(TextChoices):
    NORTH = "north", _("miền Bắc")
    CENTRE = "centre", _("miền Trung")
    SOUTH = "south", _("miền Nam")


class Refused(TextChoices):
    """Why a service does not take a parcel, in the order in which the reasons are looked for."""

    CLOSED = "CLOSED", _("%(place)s tạm ngừng nhận hàng (%(why)s)")
    TOO_HEAVY = "TOO_HEAVY", _("Nặng quá mức nhận")
    NO_COD = "NO_COD", _("Không thu hộ")
    COD_TOO_MUCH = "COD_TOO_MUCH", _("Tiền thu hộ quá mức nhận")
    TOO_SLOW = "TOO_SLOW", _("Đến nơi %(goods)s không còn tươi")
    NO_CHILL = "NO_CHILL", _("Đường xa mà không có xe lạnh")


class Direction(TextChoices):
    """Which parcels a closure means."""

    BOTH = "both", _("gửi đi và gửi đến")
    FROM = "from", _("gửi đi")
    TO = "to", _("gửi đến")


class Closure(TextChoices):
    CLOSED = "closed", _("ngừng nhận")
    SLOW = "slow", _("chậm hơn")


class Environment(TextChoices):
    """Which of a carrier's two worlds an account belongs to; settings.CARRIER_ENVIRONMENT chooses."""

    SANDBOX = "sandbox", _("thử")
    PRODUCTION = "production", _("thật")


class Vintage(TextChoices):
    """In which addresses a carrier wants to be spoken to: those since 1 July 2025, or those before."""

    NEW = "new", _("hai cấp (từ 7/2025)")
    OLD = "old", _("ba cấp (trước 7/2025)")


class Step(TextChoices):
    """What a carrier's own code says about one parcel, in our words. Only some of them move a parcel."""

    CREATED = "created", _("hãng đã ghi nhận")
    PICKUP_ASSIGNED = "pickup_assigned", _("bưu tá được giao đi lấy")
    PICKUP_FAILED = "pickup_failed", _("không lấy được hàng")
    PICKED_UP = "picked_up", _("đã lấy hàng")
    IN_TRANSIT = "in_transit", _("đang chuyển đi")
    CUSTOMS_HOLD = "customs_hold", _("đang ở hải quan")
    AT_DELIVERY_OFFICE = "at_delivery_office", _("tới bưu cục phát")
    OUT_FOR_DELIVERY = "out_for_delivery", _("đang đi giao")
    READY_FOR_COLLECTION = "ready_for_collection", _("chờ khách tới nhận")
    DELIVERY_FAILED = "delivery_failed", _("giao chưa được")
    ON_HOLD = "on_hold", _("đang chờ quyết định")
    DELIVERED = "delivered", _("đã giao")
    RETURNING = "returning", _("đang trả về")
    RETURNED = "returned", _("đã trả về")
    DAMAGED = "damaged", _("hư hỏng")
    LOST = "lost", _("thất lạc")
    CANCELLED = "cancelled", _("hãng đã hủy")
    EXCEPTION = "exception", _("hãng báo bất thường")
    COD_REMITTED = "cod_remitted", _("đã trả tiền thu hộ")
    NOTED = "noted", _("chỉ để biết")
    UNKNOWN = "unknown", _("mã lạ")


class Incident(TextChoices):
    """Why something went wrong. The first ten are the reasons of dispatch; the rest count there as
    `other` and are kept as they are.
    """

    NOT_HOME = "not_home", _("Không có người ở nhà")
    NO_ANSWER = "no_answer", _("Gọi không nghe máy")
    WRONG_ADDRESS = "wrong_address", _("Sai địa chỉ")
    RESCHEDULED = "rescheduled", _("Khách hẹn ngày khác")
    NO_MONEY = "no_money", _("Chưa có đủ tiền trả")
    CHANGED_MIND = "changed_mind", _("Đổi ý không mua")
    QUALITY = "quality", _("Hàng không đúng ý")
    NOT_READY = "not_ready", _("Hàng chưa đóng xong")
    WEATHER = "weather", _("Mưa bão, đường hư")
    OTHER = "other", _("Lý do khác")
    SENDER_CANCELLED = "sender_cancelled", _("người gửi hủy")
    CARRIER_CANCELLED = "carrier_cancelled", _("hãng hủy")
    CARRIER_DELAY = "carrier_delay", _("hãng trễ")
    CARRIER_DAMAGED = "carrier_damaged", _("hãng làm hư")
    CARRIER_LOST = "carrier_lost", _("hãng làm mất")
    COMPENSATED = "compensated", _("hãng đã bồi hoàn")
    CUSTOMS = "customs", _("hải quan giữ")
    UNDELIVERABLE = "undeliverable", _("không giao được nữa")


class Recovery(TextChoices):
    """How it is found out whether a booking came through whose answer was lost."""

    LOOK_UP = "look_up", "asked for by our own reference"
    DRAFT = "draft", "first a draft, then by the draft's number"
    WAIT = "wait", "not asked: news or staff tell"


class Alarm(TextChoices):
    """What a person must look at, about a parcel with a carrier that we call."""

    REFUSED = "carrier_refused", _("Hãng không nhận đặt")
    IN_DOUBT = "carrier_in_doubt", _("Không rõ hãng đã nhận đặt chưa")
    NO_ANSWER = "carrier_no_answer", _("Hãng không trả lời")
    KEY_REFUSED = "carrier_key_refused", _("Hãng không nhận mã truy cập")
    NOT_CANCELLED = "carrier_not_cancelled", _("Hãng không hủy vận đơn")
    TWO_WAYBILLS = "carrier_two_waybills", _("Hãng có hai vận đơn cho một kiện")
    CANCELLED = "carrier_cancelled", _("Hãng tự hủy vận đơn")
    EXCEPTION = "carrier_exception", _("Hãng báo bất thường")
    UNREADABLE = "carrier_unreadable", _("Tin của hãng không đọc được")


class BookingState(TextChoices):
    """Where a booking at a carrier stands. ASKED is written before the call: it may have come through."""

    WANTED = "wanted", _("chờ đặt với hãng")
    ASKED = "asked", _("đang hỏi hãng")
    BOOKED = "booked", _("hãng đã nhận đặt")
    REFUSED = "refused", _("hãng không nhận")
    CANCELLED = "cancelled", _("đã hủy ở hãng")


allow_moves(
    BookingState,
    {
        BookingState.WANTED: {BookingState.ASKED, BookingState.CANCELLED},
        BookingState.ASKED: {
            BookingState.WANTED,
            BookingState.BOOKED,
            BookingState.REFUSED,
            BookingState.CANCELLED,
        },
        BookingState.BOOKED: {BookingState.CANCELLED},
        # a late answer may show that it was taken in after all
        BookingState.REFUSED: {BookingState.WANTED, BookingState.BOOKED, BookingState.CANCELLED},
        BookingState.CANCELLED: (),
    },
)
