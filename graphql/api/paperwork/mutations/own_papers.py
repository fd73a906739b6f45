"""The exporter's own papers, and what the importer abroad may see of the consignment."""

from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from api.paperwork.types import Consignment
from api.scalars import Money
from logistics.documents.values import Posting
from marketplace.exporters.operations import (
    answer_importer,
    draw_export_papers,
    enter_drawn_papers,
    share_export,
    unshare_export,
)
from marketplace.exporters.queries import consignment_for


class PostingInput(graphene.InputObjectType):
    """What only a postal item has; the office gives the number (S10)."""

    item = graphene.String(required=True, default_value="")
    office = graphene.String(required=True, default_value="")
    postage_minor = Money(required=True)
    letter = graphene.Boolean(required=True, default_value=False)


class ConsignmentPapersDraw(DomainMutation):
    """Ask for the papers of today's data; a worker draws them within seconds. The same data, the same
    bytes.
    """

    class Input:
        number = graphene.String(required=True)
        posting = PostingInput(description="For what goes by post.")

    consignment = graphene.Field(Consignment)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        found = consignment_for(person=context.person, number=given.number)
        posting = Posting(**given.posting) if given.get("posting") else None
        draw_export_papers(person=context.person, key=found.key, posting=posting, at=context.at)
        return {"consignment": found}


class ConsignmentPapersEnter(DomainMutation):
    """The own papers of the newest set go to the gate; a second person confirms each."""

    class Input:
        number = graphene.String(required=True)

    consignment = graphene.Field(Consignment)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        found = consignment_for(person=context.person, number=given.number)
        enter_drawn_papers(person=context.person, key=found.key, at=context.at)
        return {"consignment": consignment_for(person=context.person, key=found.key)}


class ConsignmentShare(DomainMutation):
    """A secret link for the importer abroad: papers, what is missing, messages. It is told this once."""

    class Input:
        number = graphene.String(required=True)
        label = graphene.String(required=True, description="For whom it is.")

    consignment = graphene.Field(Consignment)
    leads_to = graphene.String(description="Where it leads, on this shop.")

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        found = consignment_for(person=context.person, number=given.number)
        secret = share_export(person=context.person, key=found.key, label=given.label, at=context.at)
        return {"consignment": found, "leads_to": f"/consignment/{secret}"}


class ConsignmentUnshare(DomainMutation):
    """Take a link back."""

    class Input:
        number = graphene.String(required=True)
        link = graphene.String(required=True, description="Its key.")

    consignment = graphene.Field(Consignment)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        found = consignment_for(person=context.person, number=given.number)
        unshare_export(person=context.person, key=found.key, link_key=given.link, at=context.at)
        return {"consignment": found}


class ConsignmentMessageSend(DomainMutation):
    """A word to the importer, which stands behind their link."""

    class Input:
        number = graphene.String(required=True)
        text = graphene.String(required=True)

    consignment = graphene.Field(Consignment)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        found = consignment_for(person=context.person, number=given.number)
        answer_importer(person=context.person, key=found.key, text=given.text, at=context.at)
        return {"consignment": found}
