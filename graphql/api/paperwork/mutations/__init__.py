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
    "ConsignmentOpen",
    "ConsignmentPaperConfirm",
    "ConsignmentPaperReceive",
    "ConsignmentPaperWithdraw",
    "ConsignmentReport",
    "ConsignmentSetParty",
    "ConsignmentWithdraw",
    "StaffConsignmentClear",
    "StaffConsignmentHandOver",
]
