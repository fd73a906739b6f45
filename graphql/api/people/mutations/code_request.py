from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from kernel.telephones import normalise
from marketplace.people.enums import Purpose
from marketplace.people.operations import request_code

CodePurpose = graphene.Enum.from_enum(Purpose, name="CodePurpose")


class CodeRequest(DomainMutation):
    """Send a one-time code to a telephone. The answer is the same whether the telephone is known or not."""

    class Input:
        telephone = graphene.String(required=True)
        purpose = CodePurpose(required=True)

    sent = graphene.Boolean()

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        request_code(
            telephone=normalise(given.telephone), purpose=given.purpose, client=context.client, at=context.at
        )
        return {"sent": True}
