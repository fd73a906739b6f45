"""Paying households: a batch is drawn, its file sent to the bank, each payout confirmed or returned."""

from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from api.once import OnceMutation, idempotency_key
from api.payments.types import Payout, PayoutBatch
from marketplace.payments import payout_desk
from marketplace.payments.payout_desk import BatchShown


class StaffPayoutsDraw(OnceMutation):
    """Staff: everything that is payable now becomes one batch, once an idempotencyKey."""

    class Input:
        idempotency_key = idempotency_key(required=True)

    batch = graphene.Field(PayoutBatch)

    @classmethod
    def act(cls, context: Context, _given: Any) -> BatchShown:
        return payout_desk.draw(person=context.person, at=context.at)

    @classmethod
    def again(cls, context: Context, key: str) -> BatchShown:
        return payout_desk.batch_for(person=context.person, key=key)

    @classmethod
    def payload(cls, row: BatchShown) -> dict[str, Any]:
        return {"batch": row}


class StaffPayoutBatchSend(DomainMutation):
    """Staff: the batch's file went to the bank."""

    class Input:
        batch_id = graphene.ID(required=True)

    batch = graphene.Field(PayoutBatch)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.batch_id, "PayoutBatch", field="batchId")
        return {"batch": payout_desk.send(person=context.person, key=key, at=context.at)}


class StaffPayoutConfirm(DomainMutation):
    """Staff: the bank's statement shows the payout."""

    class Input:
        payout_id = graphene.ID(required=True)

    payout = graphene.Field(Payout)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.payout_id, "Payout", field="payoutId")
        return {"payout": payout_desk.confirm(person=context.person, key=key, at=context.at)}


class StaffPayoutReturn(DomainMutation):
    """Staff: the bank gave the payout back, or it is taken out before the file is sent."""

    class Input:
        payout_id = graphene.ID(required=True)
        reason = graphene.String(required=True)

    payout = graphene.Field(Payout)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.payout_id, "Payout", field="payoutId")
        payout = payout_desk.give_back(person=context.person, key=key, reason=given.reason, at=context.at)
        return {"payout": payout}
