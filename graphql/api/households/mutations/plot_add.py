from typing import Any

import graphene

from api.context import Context
from api.households.types import Plot
from api.node import key_of
from api.once import OnceMutation, idempotency_key
from marketplace.households.operations import add_plot
from marketplace.households.queries import plot_for


class PlotAdd(OnceMutation):
    """A field or orchard of the household."""

    class Input:
        household_id = graphene.ID(required=True)
        name = graphene.String(required=True)
        area_m2 = graphene.Int(required=True)
        commune_code = graphene.String(
            required=True, default_value="", description="The household's when empty."
        )
        growing_area_code = graphene.String(required=True, default_value="")
        idempotency_key = idempotency_key()

    plot = graphene.Field(Plot)

    @classmethod
    def act(cls, context: Context, given: Any) -> Any:
        return add_plot(
            person=context.person,
            household_key=key_of(given.household_id, "OwnHousehold", field="householdId"),
            name=given.name,
            area_m2=given.area_m2,
            commune_code=given.commune_code,
            growing_area_code=given.growing_area_code,
            at=context.at,
        )

    @classmethod
    def again(cls, context: Context, key: str) -> Any:
        return plot_for(person=context.person, key=key)

    @classmethod
    def payload(cls, row: Any) -> dict[str, Any]:
        return {"plot": row}
