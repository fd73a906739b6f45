from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from kernel.telephones import normalise
from marketplace.people.operations import issue_token, sign_in


class SignIn(DomainMutation):
    """Exchange a code for a token: send it as `Authorization: Bearer …`. It is shown once and lasts 30
    days.
    """

    class Input:
        telephone = graphene.String(required=True)
        code = graphene.String(required=True)

    token = graphene.String()

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        account = sign_in(telephone=normalise(given.telephone), code=given.code, at=context.at)
        return {"token": issue_token(account=account, at=context.at)}
