"""The commune post, which has no API: its people read our pickup list and our label, and report on their
telephone pages. So nothing is called; a booking is accepted by being in the list.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, NoReturn

from logistics.carriers.enums import Incident, Recovery, Step
from logistics.carriers.protocol import Credentials, Draft, Inbound, Order, Rate, Receipt, Scan
from logistics.carriers.statuses import Meaning, StatusTable, table
from logistics.carriers.trouble import NotFromCarrier, NotOffered


class CommunePost:
    statuses: ClassVar[StatusTable] = table(
        (["picked_up"], Meaning(Step.PICKED_UP)),
        (["pickup_failed"], Meaning(Step.PICKUP_FAILED)),
        (["out_for_delivery"], Meaning(Step.OUT_FOR_DELIVERY)),
        (["delivery_failed"], Meaning(Step.DELIVERY_FAILED)),
        (["delivered"], Meaning(Step.DELIVERED)),
        (["returned"], Meaning(Step.RETURNED)),
        (["lost"], Meaning(Step.LOST, Incident.CARRIER_LOST)),
    )
    recovery: ClassVar[Recovery] = Recovery.LOOK_UP
    secrets: ClassVar[Sequence[str]] = ()
    has_labels: ClassVar[bool] = False

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials

    def rate(self, order: Order) -> Rate:
        _by_hand("RATE", order.reference)

    def book(self, order: Order, draft: Draft) -> Receipt:  # noqa: ARG002
        return Receipt(waybill=order.reference)

    def find(self, reference: str) -> Receipt | None:
        return Receipt(waybill=reference)

    def cancel(self, waybill: str) -> None:
        """It leaves the pickup list with our own cancellation."""

    def label(self, waybill: str) -> bytes:
        _by_hand("LABEL", waybill)

    def track(self, waybill: str) -> list[Scan]:
        _by_hand("TRACK", waybill)

    def verify(self, inbound: Inbound) -> None:  # noqa: ARG002
        raise NotFromCarrier("nobody calls for it")

    def read(self, inbound: Inbound) -> list[Scan]:  # noqa: ARG002
        return []

    def answer(self, inbound: Inbound) -> dict[str, Any]:  # noqa: ARG002
        return {}


def _by_hand(what: str, number: str) -> NoReturn:
    raise NotOffered(what, number)
