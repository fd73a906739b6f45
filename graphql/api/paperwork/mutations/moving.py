"""The same gate as everywhere, asked by whoever exports."""

from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from api.paperwork.types import Consignment, ConsignmentStateEnum
from logistics.paperwork.enums import ConsignmentState
from marketplace.exporters.operations import clear_export, hand_over_export, report_export
from marketplace.exporters.queries import consignment_for


class ConsignmentClear(DomainMutation):
    """Ask the rules. With every blocker closed it may go; GATE_SHUT says what is open."""

    class Input:
        number = graphene.String(required=True)

    consignment = graphene.Field(Consignment)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        found = consignment_for(person=context.person, number=given.number)
        clear_export(person=context.person, key=found.key, at=context.at)
        return {"consignment": consignment_for(person=context.person, key=found.key)}


class ConsignmentHandOver(DomainMutation):
    """Into the carrier's hands. The rules are asked once more, as of today."""

    class Input:
        number = graphene.String(required=True)

    consignment = graphene.Field(Consignment)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        found = consignment_for(person=context.person, number=given.number)
        hand_over_export(person=context.person, key=found.key, at=context.at)
        return {"consignment": consignment_for(person=context.person, key=found.key)}


class ConsignmentReport(DomainMutation):
    """It arrived, was released by customs, was delivered: in this order."""

    class Input:
        number = graphene.String(required=True)
        state = ConsignmentStateEnum(required=True)

    consignment = graphene.Field(Consignment)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        found = consignment_for(person=context.person, number=given.number)
        state = ConsignmentState(given.state)
        report_export(person=context.person, key=found.key, state=state, at=context.at)
        return {"consignment": consignment_for(person=context.person, key=found.key)}
