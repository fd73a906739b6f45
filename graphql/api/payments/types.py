import graphene

from api.context import Info
from api.node import Node, global_id, refetchable
from api.scalars import Money
from marketplace.payments import payout_desk
from marketplace.payments import queries as rows


class ComingMoney(graphene.ObjectType):
    """A sum on its way; `payableFrom` is null while the cash is with the carrier."""

    class Meta:
        possible_types = (rows.ComingMoney,)

    reference = graphene.String(required=True)
    amount = Money(required=True)
    payable_from = graphene.DateTime()
    held = graphene.Boolean(required=True)

    @staticmethod
    def resolve_amount(coming: rows.ComingMoney, _info: Info) -> int:
        return coming.amount_dong


@refetchable(lambda context, key: rows.payout_for(person=context.person, key=key))
class Payout(graphene.ObjectType):
    """A transfer to the household's bank account."""

    class Meta:
        interfaces = (Node,)
        possible_types = (rows.PayoutShown,)

    household_id = graphene.ID(required=True)
    amount = Money(required=True)
    state = graphene.String(required=True)
    drawn_at = graphene.DateTime(required=True)
    sent_at = graphene.DateTime()
    confirmed_at = graphene.DateTime()
    returned_at = graphene.DateTime()
    return_reason = graphene.String(required=True)
    references = graphene.List(graphene.NonNull(graphene.String), required=True)

    @staticmethod
    def resolve_household_id(payout: rows.PayoutShown, _info: Info) -> str:
        return global_id("OwnHousehold", payout.household_key)

    @staticmethod
    def resolve_amount(payout: rows.PayoutShown, _info: Info) -> int:
        return payout.amount_dong


@refetchable(lambda context, key: payout_desk.batch_for(person=context.person, key=key))
class PayoutBatch(graphene.ObjectType):
    """Staff: payouts drawn together, one a household. `leftOut`: households that could not be paid yet."""

    class Meta:
        interfaces = (Node,)
        possible_types = (payout_desk.BatchShown,)

    drawn_at = graphene.DateTime(required=True)
    sent_at = graphene.DateTime()
    left_out = graphene.Int(required=True)
    payouts = graphene.List(graphene.NonNull(Payout), required=True)


class HouseholdMoney(graphene.ObjectType):
    """What a household gets, when, and from which order."""

    class Meta:
        possible_types = (rows.HouseholdMoney,)

    payable = Money(required=True)
    coming_amount = Money(required=True)
    coming = graphene.List(graphene.NonNull(ComingMoney), required=True)
    payouts = graphene.List(graphene.NonNull(Payout), required=True)

    @staticmethod
    def resolve_payable(money: rows.HouseholdMoney, _info: Info) -> int:
        return money.payable_dong

    @staticmethod
    def resolve_coming_amount(money: rows.HouseholdMoney, _info: Info) -> int:
        return money.coming_dong
