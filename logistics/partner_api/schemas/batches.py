"""Many operations in one request, done one after another."""

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, Field

from logistics.partner_api.enums import BatchState, ItemState
from logistics.partner_api.fields import STRICT, Code, Count, Cursor, Instant, Key, Short
from logistics.partner_api.pages import Paged
from logistics.partner_api.schemas.events import EventIn
from logistics.partner_api.schemas.evidence import (
    AcceptClaimIn,
    PayClaimIn,
    RefusePickupIn,
    RejectClaimIn,
    ReschedulePickupIn,
)
from logistics.partner_api.schemas.problems import ProblemOut
from logistics.partner_api.schemas.shipments import CustomsIn

MOST_OPERATIONS: Final = 1000
ItemReference: TypeAlias = Annotated[str, Field(max_length=64, pattern=r"^[\x21-\x7e]{0,64}$")]


class _Named(BaseModel):
    model_config = STRICT

    item_reference: ItemReference = Field("", description="Your own name of it, given back with the result.")


class EventOp(_Named):
    """As one event of `POST /events`."""

    op: Literal["event"]
    event: EventIn


class TakePickupOp(_Named):
    op: Literal["take_pickup"]
    pickup_key: Key


class RefusePickupOp(_Named, RefusePickupIn):
    op: Literal["refuse_pickup"]
    pickup_key: Key


class ReschedulePickupOp(_Named, ReschedulePickupIn):
    op: Literal["reschedule_pickup"]
    pickup_key: Key


class CustomsOp(_Named, CustomsIn):
    op: Literal["set_customs"]
    shipment_key: Key


class AcceptClaimOp(_Named, AcceptClaimIn):
    op: Literal["accept_claim"]
    claim_key: Key


class RejectClaimOp(_Named, RejectClaimIn):
    op: Literal["reject_claim"]
    claim_key: Key


class PayClaimOp(_Named, PayClaimIn):
    op: Literal["pay_claim"]
    claim_key: Key


BatchOp: TypeAlias = Annotated[
    EventOp
    | TakePickupOp
    | RefusePickupOp
    | ReschedulePickupOp
    | CustomsOp
    | AcceptClaimOp
    | RejectClaimOp
    | PayClaimOp,
    Field(discriminator="op"),
]


class BatchIn(BaseModel):
    """Each operation needs the scope that it needs alone. All are looked at before any is taken."""

    model_config = STRICT

    operations: Annotated[list[BatchOp], Field(min_length=1, max_length=MOST_OPERATIONS)]


class BatchOut(BaseModel):
    """`completed`: every operation has its result, good or bad. `cancelled`: what was still waiting was not
    done."""

    key: Key
    state: BatchState
    total: Count
    waiting: Count
    succeeded: Count
    failed: Count
    cancelled: Count
    created_at: Instant
    started_at: Instant | None
    finished_at: Instant | None


class BatchPage(BaseModel):
    items: Annotated[list[BatchOut], Field(max_length=100)]
    has_more: bool
    next: Cursor | None = Field(description="Send it as `after` for the next page; null on the last.")


class BatchQuery(Paged):
    state: BatchState | None = None


class BatchItemOut(BaseModel):
    """What became of one operation. `outcome`: of an event `stored`, `duplicate` or `kept` (`code` says why),
    of the others `done`. `problem`: what the same request alone would have been answered with."""

    position: Count = Field(description="From 1, as they were handed in.")
    item_reference: Short
    op: Code
    state: ItemState
    outcome: Code
    code: Code
    location: Short = Field(description="Where what was changed can be read; or empty.")
    problem: ProblemOut | None
    done_at: Instant | None


class BatchItemPage(BaseModel):
    items: Annotated[list[BatchItemOut], Field(max_length=100)]
    has_more: bool
    next: Cursor | None = Field(description="Send it as `after` for the next page; null on the last.")


class BatchItemQuery(Paged):
    state: ItemState | None = None
