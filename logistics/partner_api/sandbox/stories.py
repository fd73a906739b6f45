"""The stories that magic numbers tell: pure data. The number is the recipient's telephone.

A story's hours count from the booking, by the sandbox's clock. The table for people is in
docs/partner-guide.md; a test compares them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final

from logistics.dispatch.enums import ClaimKind, EventCode, Reason

CASH_DONG: Final = 350_000


class Act(StrEnum):
    """What we do in a story, where it is not the carrier who reports."""

    REPORT = auto()
    MEASURE = auto()
    CLAIM = auto()
    CANCEL = auto()
    RELEASE = auto()


@dataclass(frozen=True, slots=True)
class Told:
    """One report. It happened `ago` hours before it is told (negative: in the future). `cash` is what the
    courier took, in percent of what was due. `name` is the dedupe key: the same name again is a duplicate."""

    code: str
    ago: float = 0
    reason: str = ""
    note: str = ""
    cash: int | None = None
    provisional: bool = False
    box: int = 1
    name: str = ""
    tracking_code: str = ""  # another one than the box's


@dataclass(frozen=True, slots=True)
class Step:
    """What comes `after` hours: reports of one request in their order, or an act of ours."""

    after: float
    reports: Sequence[Told] = ()
    act: Act = Act.REPORT
    claim: ClaimKind | None = None
    degrees: Sequence[float] = ()  # the highest of each hour


@dataclass(frozen=True, slots=True)
class Story:
    name: str
    title: str
    steps: Sequence[Step] = ()
    boxes: int = 1
    chilled: bool = False
    held: bool = False


_PICKED_UP: Final = Told(EventCode.PICKED_UP)
_ON_THE_WAY: Final = Told(EventCode.IN_TRANSIT)
_ARRIVED: Final = Told(EventCode.AT_DELIVERY_OFFICE)
_OUT: Final = Told(EventCode.OUT_FOR_DELIVERY)
_CASH: Final = Told(EventCode.COD_COLLECTED, cash=100)
_DELIVERED: Final = Told(EventCode.DELIVERED)
_RETURNING: Final = Told(EventCode.RETURNING)
_RETURNED: Final = Told(EventCode.RETURNED)
_STRAY: Final = "STRAY-0001"  # no code of ours has this form


def _failed(reason: Reason) -> Told:
    return Told(EventCode.DELIVERY_FAILED, reason=reason)


def _refused(reason: Reason = Reason.QUALITY) -> Told:
    return Told(EventCode.REFUSED, reason=reason)


def _on(after: float, *reports: Told) -> Step:
    return Step(after, reports)


_TO_THE_DOOR: Final = (_on(2, _PICKED_UP), _on(8, _ON_THE_WAY), _on(26, _ARRIVED), _on(30, _OUT))
_GIVEN: Final = _on(32, _CASH, _DELIVERED)
_WAY_BACK: Final = (_on(56, _RETURNING), _on(104, _RETURNED))


def _claim(after: float, kind: ClaimKind) -> Step:
    return Step(after, act=Act.CLAIM, claim=kind)


def _twice(told: Told) -> tuple[Told, Told]:
    return (told, told)


STORIES: Final[Mapping[str, Story]] = {
    "0900000100": Story("quiet", "Không tự kể gì: mọi sự kiện do bạn báo"),
    "0900000101": Story("delivered", "Giao được, thu đủ tiền", (*_TO_THE_DOOR, _GIVEN)),
    "0900000102": Story(
        "second_attempt", "Lần đầu không ai ở nhà, lần sau giao được",
        (*_TO_THE_DOOR, _on(32, _failed(Reason.NOT_HOME)), _on(54, _OUT), _on(56, _CASH, _DELIVERED)),
    ),
    "0900000103": Story(
        "refused", "Người nhận từ chối, hàng về nhà vườn", (*_TO_THE_DOOR, _on(32, _refused()), *_WAY_BACK)
    ),
    "0900000104": Story(
        "wrong_address", "Sai địa chỉ hai lần, hàng về nhà vườn",
        (*_TO_THE_DOOR, _on(32, _failed(Reason.WRONG_ADDRESS)), _on(50, _OUT),
         _on(52, _failed(Reason.WRONG_ADDRESS)), *_WAY_BACK),
    ),
    "0900000105": Story(
        "lost", "Thất lạc; hôm sau có khiếu nại gửi hãng",
        (_on(2, _PICKED_UP), _on(8, _ON_THE_WAY), _on(80, Told(EventCode.LOST)), _claim(104, ClaimKind.LOSS)),
    ),
    "0900000106": Story(
        "damaged", "Hư hỏng; hôm sau có khiếu nại gửi hãng",
        (_on(2, _PICKED_UP), _on(8, _ON_THE_WAY), _on(26, Told(EventCode.DAMAGED)),
         _claim(50, ClaimKind.DAMAGE)),
    ),
    "0900000107": Story(
        "destroyed", "Bị từ chối, hủy tại bưu cục",
        (*_TO_THE_DOOR, _on(32, _refused()), _on(56, Told(EventCode.DESTROYED))),
    ),
    "0900000108": Story(
        "late", "Tới trễ một tuần; có khiếu nại vì chậm",
        (_on(2, _PICKED_UP), _on(8, _ON_THE_WAY), _on(200, _ARRIVED), _on(210, _OUT),
         _on(212, _CASH, _DELIVERED), _claim(236, ClaimKind.DELAY)),
    ),
    "0900000109": Story(
        "pickup_failed", "Lần đầu hàng chưa đóng xong, hôm sau lấy được",
        (_on(2, Told(EventCode.PICKUP_FAILED, reason=Reason.NOT_READY)), _on(26, _PICKED_UP),
         _on(32, _ON_THE_WAY), _on(50, _OUT), _on(52, _CASH, _DELIVERED)),
    ),
    "0900000110": Story(
        "customs_hold", "Hải quan giữ ba ngày rồi cho đi",
        (_on(2, _PICKED_UP), _on(8, Told(EventCode.IN_TRANSIT, note="Hải quan giữ để kiểm")),
         _on(80, Told(EventCode.IN_TRANSIT, note="Hải quan cho đi", name="cleared")), _on(98, _OUT),
         _on(100, _CASH, _DELIVERED)),
    ),
    "0900000111": Story(
        "temperature_alarm", "Hàng lạnh bị nóng trên đường",
        (_on(2, _PICKED_UP), Step(10, act=Act.MEASURE, degrees=(4.0, 11.5, 19.0, 21.5)), _on(30, _OUT),
         _GIVEN),
        chilled=True,
    ),
    "0900000112": Story(
        "provisional", "Bưu tá nói đã giao; nửa ngày sau hãng mới xác nhận",
        (*_TO_THE_DOOR, _on(32, Told(EventCode.DELIVERED, provisional=True, name="word")),
         _on(44, _CASH, _DELIVERED)),
    ),
    "0900000113": Story(
        "unknown_code", "Hãng báo một mã lạ giữa đường", (*_TO_THE_DOOR, _on(31, Told("xray_scan")), _GIVEN)
    ),
    "0900000114": Story(
        "duplicates", "Mỗi tin báo hai lần",
        tuple(_on(step.after, *(one for told in step.reports for one in _twice(told)))
              for step in (*_TO_THE_DOOR, _GIVEN)),
    ),
    "0900000115": Story(
        "reordered", "Tin tới ngược thứ tự, cùng một lúc",
        (_on(32, _DELIVERED, _CASH, Told(EventCode.OUT_FOR_DELIVERY, ago=2),
             Told(EventCode.IN_TRANSIT, ago=24), Told(EventCode.PICKED_UP, ago=30)),),
    ),
    "0900000116": Story(
        "cod_short", "Thu thiếu tiền",
        (*_TO_THE_DOOR, _on(32, Told(EventCode.COD_COLLECTED, cash=80), _DELIVERED)),
    ),
    "0900000117": Story(
        "cod_over", "Thu thừa tiền",
        (*_TO_THE_DOOR, _on(32, Told(EventCode.COD_COLLECTED, cash=110), _DELIVERED)),
    ),
    "0900000118": Story(
        "cod_silent", "Đã giao, không báo đã thu tiền", (*_TO_THE_DOOR, _on(32, _DELIVERED))
    ),
    "0900000119": Story(
        "found_again", "Báo thất lạc, năm ngày sau giao được",
        (_on(2, _PICKED_UP), _on(80, Told(EventCode.LOST)), _on(200, _CASH, _DELIVERED)),
    ),
    "0900000120": Story(
        "delivered_after_refusal", "Bị từ chối, rồi lại báo đã giao",
        (*_TO_THE_DOOR, _on(32, _refused(Reason.CHANGED_MIND)), _on(36, _DELIVERED)),
    ),
    "0900000121": Story(
        "wrong_clock", "Giờ sự kiện sai: ở tương lai, rồi ba năm trước",
        (_on(2, _PICKED_UP), _on(8, Told(EventCode.IN_TRANSIT, ago=-48, name="tomorrow")),
         _on(9, Told(EventCode.IN_TRANSIT, ago=26_280, name="long ago")), _on(30, _OUT), _GIVEN),
    ),
    "0900000122": Story(
        "held", "Đang giữ mà vẫn bị lấy; một ngày sau được thả",
        (_on(2, _PICKED_UP), Step(26, act=Act.RELEASE), _on(30, _OUT), _GIVEN), held=True,
    ),
    "0900000123": Story(
        "cancelled", "Sàn hủy, hãng vẫn lấy hàng", (Step(2, act=Act.CANCEL), _on(4, _PICKED_UP))
    ),
    "0900000124": Story(
        "three_boxes", "Ba kiện: hai giao được, một thất lạc",
        (_on(2, *(Told(EventCode.PICKED_UP, box=box) for box in (1, 2, 3))),
         _on(32, _CASH, _DELIVERED, Told(EventCode.DELIVERED, box=2)),
         _on(80, Told(EventCode.LOST, box=3))),
        boxes=3,
    ),
    "0900000125": Story(
        "unknown_parcel", "Hãng báo một mã vận đơn không có",
        (_on(2, _PICKED_UP), _on(3, Told(EventCode.IN_TRANSIT, tracking_code=_STRAY)), _on(30, _OUT), _GIVEN),
    ),
}  # fmt: skip
