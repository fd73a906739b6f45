import graphene

from api.context import Info
from api.node import key_of
from api.payments.types import HouseholdMoney
from marketplace.payments import queries as rows


class PaymentQueries:
    household_money = graphene.Field(HouseholdMoney, required=True, household_id=graphene.ID(required=True))

    @staticmethod
    def resolve_household_money(_root: None, info: Info, household_id: str) -> rows.HouseholdMoney:
        key = key_of(household_id, "OwnHousehold", field="householdId")
        return rows.money_of_household(person=info.context.person, household_key=key, at=info.context.at)
