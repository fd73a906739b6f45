"""What an officer of a province decides about growing areas and packing houses that lie there."""

from typing import Any

import graphene

from api.context import Context, Info
from api.mutation import DomainMutation
from logistics.goods.enums import CodeKind, CodeRequestState, CodeStatus
from logistics.goods.models import CodeRequest, GrowingArea, PackingHouse
from marketplace.exporters.codes import answer_request, ask_own_code
from marketplace.exporters.provinces import decide_code

ExportCodeRequestState = graphene.Enum.from_enum(CodeRequestState, name="ExportCodeRequestState")
ExportCodeStatus = graphene.Enum.from_enum(CodeStatus, name="ExportCodeStatus")
ExportCodeKind = graphene.Enum("ExportCodeKind", [("AREA", "area"), ("HOUSE", "house")])


class OwnExportCode(graphene.ObjectType):
    """A code in one's own name; `destinations` are those whose lists it stands on today."""

    code = graphene.String(required=True)
    name = graphene.String(required=True)
    status = graphene.Field(ExportCodeStatus, required=True)
    destinations = graphene.List(graphene.NonNull(graphene.String), required=True)

    class Meta:
        possible_types = (GrowingArea, PackingHouse)

    @staticmethod
    def resolve_destinations(found: GrowingArea | PackingHouse, _info: Info) -> list[str]:
        return [one.destination for one in found.markets.all() if one.withdrawn_on is None]


class ExportCodeRequest(graphene.ObjectType):
    """A wish for a code and what the officer answered."""

    key = graphene.String(required=True)
    kind = graphene.Field(ExportCodeKind, required=True)
    name = graphene.String(required=True)
    state = graphene.Field(ExportCodeRequestState, required=True)
    code = graphene.String(required=True, description="What the authority gave; empty before.")
    reason = graphene.String(required=True)

    class Meta:
        possible_types = (CodeRequest,)


class ExportCodeAsk(DomainMutation):
    """Ask for a code in one's own name; an officer of the province answers."""

    class Input:
        owner = graphene.String(
            required=True, default_value="", description="One's own; the first, if left out."
        )
        kind = ExportCodeKind(required=True)
        name = graphene.String(required=True)
        commodity_code = graphene.String(required=True, default_value="", description="For a growing area.")
        destinations = graphene.List(graphene.NonNull(graphene.String), required=True, default_value=[])

    request = graphene.Field(ExportCodeRequest)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        asked = ask_own_code(
            person=context.person,
            kind=CodeKind(getattr(given.kind, "value", given.kind)),
            name=given.name,
            commodity_code=given.commodity_code,
            destinations=given.destinations,
            owner=given.owner,
            at=context.at,
        )
        return {"request": asked}


class ExportCodeAnswer(DomainMutation):
    """For an officer: with the authority's code the wish is granted, with a reason refused."""

    class Input:
        province_code = graphene.String(required=True)
        request = graphene.String(required=True, description="Its key.")
        code = graphene.String(required=True, default_value="")
        reason = graphene.String(required=True, default_value="")

    request = graphene.Field(ExportCodeRequest)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        answered = answer_request(
            person=context.person,
            province_code=given.province_code,
            key=given.request,
            code=given.code,
            reason=given.reason,
            at=context.at,
        )
        return {"request": answered}


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
