"""What an officer of a province decides about growing areas and packing houses that lie there."""

from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from logistics.goods.enums import CodeStatus
from marketplace.exporters.provinces import decide_code

ExportCodeStatus = graphene.Enum.from_enum(CodeStatus, name="ExportCodeStatus")
ExportCodeKind = graphene.Enum("ExportCodeKind", [("AREA", "area"), ("HOUSE", "house")])


class ExportCodeDecide(DomainMutation):
    """Suspend, approve again or revoke, from today on. What is cleared with goods under it is closed at
    once.
    """

    class Input:
        province_code = graphene.String(required=True)
        kind = ExportCodeKind(required=True)
        code = graphene.String(required=True)
        status = ExportCodeStatus(required=True)
        reason = graphene.String(required=True)

    status = graphene.Field(ExportCodeStatus)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        status = CodeStatus(given.status)
        kind = getattr(given.kind, "value", given.kind)
        decide_code(
            person=context.person,
            province_code=given.province_code,
            kind=kind,
            code=given.code,
            status=status,
            reason=given.reason,
            at=context.at,
        )
        return {"status": status}
