"""Viettel Post's codes, from two published integrations that agree; the official page was not to be had."""

from logistics.carriers.enums import Incident, Step
from logistics.carriers.statuses import Meaning, table

STATUSES = table(
    ([-100, 100, 102], Meaning(Step.CREATED)),
    ([103, 104], Meaning(Step.PICKUP_ASSIGNED)),
    ([101], Meaning(Step.PICKUP_FAILED, Incident.CARRIER_CANCELLED)),
    ([105, 200], Meaning(Step.PICKED_UP)),
    ([106], Meaning(Step.ON_HOLD, Incident.SENDER_CANCELLED)),
    ([107, 503], Meaning(Step.CANCELLED, Incident.SENDER_CANCELLED)),
    ([201], Meaning(Step.CANCELLED, Incident.CARRIER_CANCELLED)),
    ([202], Meaning(Step.NOTED)),
    ([300, 301, 302, 303, 400, 401, 402, 403, 509], Meaning(Step.IN_TRANSIT)),
    ([500, 508, 550], Meaning(Step.OUT_FOR_DELIVERY)),
    ([501], Meaning(Step.DELIVERED)),
    ([502, 515], Meaning(Step.RETURNING)),
    ([504], Meaning(Step.RETURNED)),
    ([505], Meaning(Step.ON_HOLD, Incident.UNDELIVERABLE)),  # a notice: it may still be delivered
    ([506], Meaning(Step.DELIVERY_FAILED, Incident.NOT_HOME)),
    ([507], Meaning(Step.READY_FOR_COLLECTION)),
    ([510], Meaning(Step.AT_DELIVERY_OFFICE)),
)
