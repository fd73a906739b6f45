from api.paperwork.mutations.codes import ExportCodeAnswer, ExportCodeAsk, ExportCodeDecide
from api.paperwork.mutations.exporting import (
    ConsignmentAddLine,
    ConsignmentAllocate,
    ConsignmentCancel,
    ConsignmentChange,
    ConsignmentOpen,
    ConsignmentSetParty,
    ConsignmentWithdraw,
)
from api.paperwork.mutations.moving import ConsignmentClear, ConsignmentHandOver, ConsignmentReport
from api.paperwork.mutations.own_papers import (
    ConsignmentMessageSend,
    ConsignmentPapersDraw,
    ConsignmentPapersEnter,
    ConsignmentShare,
    ConsignmentUnshare,
)
from api.paperwork.mutations.papers import (
    ConsignmentPaperConfirm,
    ConsignmentPaperReceive,
    ConsignmentPaperWithdraw,
)
from api.paperwork.mutations.staff import StaffConsignmentClear, StaffConsignmentHandOver

__all__ = [
    "ConsignmentAddLine",
    "ConsignmentAllocate",
    "ConsignmentCancel",
    "ConsignmentChange",
    "ConsignmentClear",
    "ConsignmentHandOver",
    "ConsignmentMessageSend",
    "ConsignmentOpen",
    "ConsignmentPaperConfirm",
    "ConsignmentPaperReceive",
    "ConsignmentPaperWithdraw",
    "ConsignmentPapersDraw",
    "ConsignmentPapersEnter",
    "ConsignmentReport",
    "ConsignmentSetParty",
    "ConsignmentShare",
    "ConsignmentUnshare",
    "ConsignmentWithdraw",
    "ExportCodeAnswer",
    "ExportCodeAsk",
    "ExportCodeDecide",
    "StaffConsignmentClear",
    "StaffConsignmentHandOver",
]
