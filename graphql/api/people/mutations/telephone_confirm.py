from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from kernel.telephones import normalise
from marketplace.people.operations import confirm_telephone


class TelephoneConfirm(DomainMutation):
    """A guest shows that the telephone is theirs. `confirmation` goes into orderPlace, for 30 days."""

    class Input:
        telephone = graphene.String(required=True)
        code = graphene.String(required=True)

    confirmation = graphene.String()

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        secret = confirm_telephone(telephone=normalise(given.telephone), code=given.code, at=context.at)
        return {"confirmation": secret}
