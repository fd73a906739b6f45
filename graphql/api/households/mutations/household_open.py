from typing import Any

import graphene

from api.context import Context
from api.households.types import OwnHousehold, OwnHouseholdRow
from api.mutation import DomainMutation
from marketplace.households.operations import open_household


class HouseholdOpen(DomainMutation):
    """Open a household. It has drafts only until it is verified."""

    class Input:
        name = graphene.String(required=True)
        commune_code = graphene.String(required=True)
        address = graphene.String(required=True, default_value="")
        telephone = graphene.String(required=True, default_value="")
        story = graphene.String(required=True, default_value="")

    household = graphene.Field(OwnHousehold)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        household = open_household(person=context.person, at=context.at, **given)
        return {"household": OwnHouseholdRow(household)}
