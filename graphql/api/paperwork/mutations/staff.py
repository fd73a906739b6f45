"""The gate of a consignment: the same that the admin and the shell go through."""

from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from api.paperwork.types import Consignment
from kernel.errors import NotAllowed
from logistics.paperwork import models
from logistics.paperwork.operations.gate import clear, hand_over
from logistics.paperwork.queries import consignment_by_number
from marketplace.people.rules import is_staff


class StaffConsignmentClear(DomainMutation):
    """Staff: ask the rules. With every blocker closed the consignment may go; GATE_SHUT says what is open."""

    class Input:
        number = graphene.String(required=True)

    consignment = graphene.Field(Consignment)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        found = _for_staff(context, given.number)
        clear(key=found.key, actor=context.person.actor, at=context.at)
        return {"consignment": consignment_by_number(found.number)}


class StaffConsignmentHandOver(DomainMutation):
    """Staff: into the carrier's hands. The rules are asked once more, as of today."""

    class Input:
        number = graphene.String(required=True)

    consignment = graphene.Field(Consignment)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        found = _for_staff(context, given.number)
        hand_over(key=found.key, actor=context.person.actor, at=context.at)
        return {"consignment": consignment_by_number(found.number)}


def _for_staff(context: Context, number: str) -> models.Consignment:
    if not is_staff(context.person):
        raise NotAllowed
    return consignment_by_number(number)
