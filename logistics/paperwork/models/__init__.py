"""Rules, consignments, and what was recorded about them."""

from logistics.paperwork.models.calendars import HolidayYear, LevyRow
from logistics.paperwork.models.consignments import (
    Allocation,
    Consignment,
    ConsignmentLine,
    ConsignmentParcel,
    ConsignmentParty,
    ConsignmentStep,
)
from logistics.paperwork.models.records import Decision, IssuedPaper, LabelIssue, RuleStamp, Waiver
from logistics.paperwork.models.rules import (
    Destination,
    ExportGood,
    PaperKind,
    Question,
    Rule,
    RulePaper,
    RuleReview,
    Source,
)
from logistics.paperwork.models.sharing import ConsignmentLink, ConsignmentMessage

__all__ = [
    "Allocation",
    "Consignment",
    "ConsignmentLine",
    "ConsignmentLink",
    "ConsignmentMessage",
    "ConsignmentParcel",
    "ConsignmentParty",
    "ConsignmentStep",
    "Decision",
    "Destination",
    "ExportGood",
    "HolidayYear",
    "IssuedPaper",
    "LabelIssue",
    "LevyRow",
    "PaperKind",
    "Question",
    "Rule",
    "RulePaper",
    "RuleReview",
    "RuleStamp",
    "Source",
    "Waiver",
]
