import graphene

from api.context import Info
from api.node import key_of
from api.payments.types import HouseholdMoney, PayoutBatch
from marketplace.payments import payout_desk
from marketplace.payments import queries as rows


class PaymentQueries:
    household_money = graphene.Field(HouseholdMoney, required=True, household_id=graphene.ID(required=True))

    @staticmethod
    def resolve_household_money(_root: None, info: Info, household_id: str) -> rows.HouseholdMoney:
        key = key_of(household_id, "OwnHousehold", field="householdId")
        return rows.money_of_household(person=info.context.person, household_key=key, at=info.context.at)

    staff_payout_batches = graphene.List(
        graphene.NonNull(PayoutBatch),
        required=True,
        first=graphene.Int(required=True, default_value=20),
        description=f"Staff: the newest first, at most {payout_desk.MOST_BATCHES}.",
    )

    @staticmethod
    def resolve_staff_payout_batches(_root: None, info: Info, first: int) -> list[payout_desk.BatchShown]:
        return payout_desk.latest_batches(person=info.context.person, limit=first)
