import graphene

from api.context import Info
from api.households.loaders import PlotsOf
from api.households.types import Household, OwnHousehold, OwnHouseholdRow
from api.node import key_of
from marketplace.households import models
from marketplace.households.queries import household_in_public, households_of


class HouseholdQueries:
    household = graphene.Field(Household, id=graphene.ID(required=True), description="A verified seller.")
    my_households = graphene.List(
        graphene.NonNull(OwnHousehold), required=True, description="Those you may act for."
    )

    @staticmethod
    def resolve_household(_root: None, _info: Info, id: str) -> models.Household:
        return household_in_public(key=key_of(id, "Household"))

    @staticmethod
    def resolve_my_households(_root: None, info: Info) -> list[OwnHouseholdRow]:
        households = households_of(person=info.context.person)
        info.context.loader(PlotsOf).expect(each.pk for each in households)
        return [OwnHouseholdRow(each) for each in households]
