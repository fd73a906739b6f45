"""Papers that authorities issued, as files: one person enters, another confirms."""

from typing import Any

import graphene

from api.catalogue.mutations.photo_add import Upload
from api.context import Context
from api.mutation import DomainMutation
from api.paperwork.inputs import PaperSays
from api.paperwork.types import Consignment
from kernel.errors import JSON
from logistics.paperwork.operations.papers import PaperSpec
from marketplace.exporters.operations import (
    confirm_export_paper,
    receive_export_paper,
    withdraw_export_paper,
)
from marketplace.exporters.queries import consignment_for


class ConsignmentPaperReceive(DomainMutation):
    """A paper as its issuer gave it: PDF, JPEG, PNG or XML, with what stands on it. What differs from the
    consignment or from another paper shuts the gate, and both places are named.
    """

    class Input:
        number = graphene.String(required=True, description="Of the consignment.")
        kind = graphene.String(
            required=True, description="As exportFinding names it, e.g. phytosanitary_certificate."
        )
        paper_number = graphene.String(required=True)
        issuer = graphene.String(required=True)
        issued_on = graphene.Date(required=True)
        expires_on = graphene.Date()
        analysed_on = graphene.Date()
        says = PaperSays()
        file = Upload(required=True)

    consignment = graphene.Field(Consignment)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        found = consignment_for(person=context.person, number=given.number)
        says: dict[str, JSON] = dict(given.get("says") or {})
        spec = PaperSpec(
            kind=given.kind,
            number=given.paper_number,
            issuer=given.issuer,
            issued_on=given.issued_on,
            expires_on=given.get("expires_on"),
            analysed_on=given.get("analysed_on"),
            says={name: value for name, value in says.items() if value is not None},
        )
        content = given.file.read()
        receive_export_paper(person=context.person, key=found.key, paper=spec, content=content, at=context.at)
        return {"consignment": consignment_for(person=context.person, key=found.key)}


class ConsignmentPaperConfirm(DomainMutation):
    """The second pair of eyes, never the person who entered it."""

    class Input:
        number = graphene.String(required=True)
        paper = graphene.String(required=True, description="The paper's key.")

    consignment = graphene.Field(Consignment)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        found = consignment_for(person=context.person, number=given.number)
        confirm_export_paper(person=context.person, key=found.key, paper_key=given.paper, at=context.at)
        return {"consignment": consignment_for(person=context.person, key=found.key)}


class ConsignmentPaperWithdraw(DomainMutation):
    """It was wrong, or its issuer replaced it: it counts no more, and stays to be seen."""

    class Input:
        number = graphene.String(required=True)
        paper = graphene.String(required=True)
        reason = graphene.String(required=True)

    consignment = graphene.Field(Consignment)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        found = consignment_for(person=context.person, number=given.number)
        withdraw_export_paper(
            person=context.person, key=found.key, paper_key=given.paper, reason=given.reason, at=context.at
        )
        return {"consignment": consignment_for(person=context.person, key=found.key)}
