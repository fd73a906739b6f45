from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.states import allow_moves


class MarketStatus(TextChoices):
    """Whether a destination takes a kind of goods from Viet Nam. Only OPEN is open."""

    OPEN = "OPEN", _("Mở")
    OPEN_PILOT = "OPEN_PILOT", _("Thí điểm, chưa rõ")
    OPEN_UNVERIFIED = "OPEN_UNVERIFIED", _("Nghe nói mở, chưa kiểm")
    PENDING = "PENDING", _("Đang đàm phán")
    NOT_OPEN = "NOT_OPEN", _("Chưa mở hoặc chưa kiểm")
    UNVERIFIED = "UNVERIFIED", _("Chưa kiểm")


class Confidence(TextChoices):
    HIGH = "HIGH", _("Đọc trong văn bản gốc")
    MEDIUM = "MEDIUM", _("Đọc ở nguồn thứ hai")
    LOW = "LOW", _("Chưa có nguồn")


class Gate(TextChoices):
    """What an item holds back while it is open."""

    IMPORT = "IMPORT", _("Chặn nhập khẩu")
    CUSTOMS = "CUSTOMS", _("Chặn ở hải quan")
    POLICY = "POLICY", _("Quy định của Nhà Nông")
    PREFERENCE = "PREFERENCE", _("Chỉ để được giảm thuế")
    INFO = "INFO", _("Để biết")


BLOCKING = frozenset({Gate.IMPORT, Gate.CUSTOMS, Gate.POLICY})
"""An open item of these holds the consignment back. A missing proof of origin costs duty, not entry."""
OVERRIDABLE = frozenset({Gate.POLICY})
"""Two people with a reason may waive these; what an authority asks for is never waived."""


class Post(TextChoices):
    """May it go by post to a private buyer?"""

    OPEN = "OPEN", _("Được")
    ASK = "ASK", _("Chưa rõ")
    CLOSED = "CLOSED", _("Không")


class Verdict(TextChoices):
    APPROVED = "APPROVED", _("Đúng với nguồn")
    REJECTED = "REJECTED", _("Không đúng")


class ReviewStanding(TextChoices):
    """Derived from the reviews; only REVIEWED unblocks."""

    UNREVIEWED = "UNREVIEWED", _("Chưa ai duyệt")
    HALF = "HALF", _("Mới một người duyệt")
    REVIEWED = "REVIEWED", _("Đã duyệt")
    STALE = "STALE", _("Đã duyệt nhưng quá hạn")
    REJECTED = "REJECTED", _("Bị bác")


class Channel(TextChoices):
    CARGO = "CARGO", _("Hàng gom, có người nhập khẩu")
    POST = "POST", _("Bưu kiện đến người mua")


class Route(TextChoices):
    AIR = "AIR", _("Máy bay")
    SEA = "SEA", _("Tàu biển")
    ROAD = "ROAD", _("Đường bộ")
    POST = "POST", _("Đường bưu điện")


class Purpose(TextChoices):
    SALE = "SALE", _("Hàng bán")
    SAMPLE = "SAMPLE", _("Hàng mẫu")
    PRIVATE = "PRIVATE", _("Gửi cho người thân")


class Form(TextChoices):
    FRESH = "FRESH", _("Tươi")
    OTHER = "OTHER", _("Khô, đông lạnh hoặc đã chế biến")


class OperatorSize(TextChoices):
    """Size of the importer under the EU rules on deforestation."""

    LARGE = "LARGE", _("Lớn")
    MEDIUM = "MEDIUM", _("Vừa")
    SMALL = "SMALL", _("Nhỏ")
    MICRO = "MICRO", _("Rất nhỏ")
    NATURAL = "NATURAL", _("Cá nhân")


class Wood(TextChoices):
    """Wooden packaging: pallets, crates."""

    UNKNOWN = "UNKNOWN", _("Chưa ghi")
    NONE = "NONE", _("Không có gỗ")
    MARKED = "MARKED", _("Gỗ đã xử lý, có dấu ISPM 15")
    UNMARKED = "UNMARKED", _("Gỗ chưa có dấu")


class Incoterm(TextChoices):
    """Incoterms 2020."""

    EXW = "EXW", "EXW"
    FCA = "FCA", "FCA"
    FAS = "FAS", "FAS"
    FOB = "FOB", "FOB"
    CFR = "CFR", "CFR"
    CIF = "CIF", "CIF"
    CPT = "CPT", "CPT"
    CIP = "CIP", "CIP"
    DAP = "DAP", "DAP"
    DPU = "DPU", "DPU"
    DDP = "DDP", "DDP"


class PartyRole(TextChoices):
    EXPORTER = "EXPORTER", _("Người xuất khẩu")
    IMPORTER = "IMPORTER", _("Người nhập khẩu")
    CONSIGNEE = "CONSIGNEE", _("Người nhận")
    NOTIFY = "NOTIFY", _("Người được báo")


class ConsignmentState(TextChoices):
    PREPARING = "PREPARING", _("Đang làm giấy tờ")
    CLEARED = "CLEARED", _("Đủ giấy tờ")
    HANDED_OVER = "HANDED_OVER", _("Đã giao cho hãng")
    ARRIVED = "ARRIVED", _("Đã tới nơi")
    RELEASED = "RELEASED", _("Đã thông quan")
    DELIVERED = "DELIVERED", _("Đã giao")
    CANCELLED = "CANCELLED", _("Đã hủy")


allow_moves(
    ConsignmentState,
    {
        ConsignmentState.PREPARING: {ConsignmentState.CLEARED, ConsignmentState.CANCELLED},
        ConsignmentState.CLEARED: {
            ConsignmentState.PREPARING,
            ConsignmentState.HANDED_OVER,
            ConsignmentState.CANCELLED,
        },
        ConsignmentState.HANDED_OVER: {ConsignmentState.ARRIVED},
        ConsignmentState.ARRIVED: {ConsignmentState.RELEASED},
        ConsignmentState.RELEASED: {ConsignmentState.DELIVERED},
        ConsignmentState.DELIVERED: (),
        ConsignmentState.CANCELLED: (),
    },
)


class Outcome(TextChoices):
    CLEAR = "CLEAR", _("Được đi")
    BLOCKED = "BLOCKED", _("Chưa được đi")


class Standing(TextChoices):
    """How one needed thing stands."""

    MET = "MET", _("Đã có")
    OPEN = "OPEN", _("Còn thiếu")
    ASK = "ASK", _("Chưa rõ, phải hỏi")
    WAIVED = "WAIVED", _("Hai người đã cho qua")
    NOT_NEEDED = "NOT_NEEDED", _("Không cần")


class Turn(TextChoices):
    """Who can close an open item."""

    EXPORTER = "EXPORTER", _("Người xuất khẩu")
    GROWER = "GROWER", _("Nhà vườn")
    AUTHORITY = "AUTHORITY", _("Cơ quan cấp giấy")
    SECOND_PERSON = "SECOND_PERSON", _("Người thứ hai xem lại")
    REVIEWER = "REVIEWER", _("Người duyệt quy định")


class Levy(TextChoices):
    """What a destination takes at its border."""

    DUTY = "DUTY", _("Thuế nhập khẩu")
    VAT = "VAT", _("Thuế giá trị gia tăng")
