from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from marketplace.people.operations import revoke_token


class SignOut(DomainMutation):
    """A token is no longer good: that of this request, or the one given."""

    class Input:
        token = graphene.String(
            required=True,
            default_value="",
            description="Another token of yours; this request's own when empty.",
        )

    revoked = graphene.Boolean()

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        revoke_token(token=given.token or context.token, at=context.at)
        return {"revoked": True}
