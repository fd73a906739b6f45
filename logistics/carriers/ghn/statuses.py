"""GHN's 22 words."""

from logistics.carriers.enums import Incident, Step
from logistics.carriers.statuses import Meaning, table

STATUSES = table(
    (["ready_to_pick"], Meaning(Step.CREATED)),
    (["picking", "money_collect_picking"], Meaning(Step.PICKUP_ASSIGNED)),
    (["picked"], Meaning(Step.PICKED_UP)),
    (["storing", "sorting", "transporting"], Meaning(Step.IN_TRANSIT)),
    (["delivering", "money_collect_delivering"], Meaning(Step.OUT_FOR_DELIVERY)),
    (["delivered"], Meaning(Step.DELIVERED)),
    (["delivery_fail"], Meaning(Step.DELIVERY_FAILED)),
    (["waiting_to_return"], Meaning(Step.ON_HOLD, Incident.UNDELIVERABLE)),  # may be delivered for 24-48 h
    (
        ["return", "return_transporting", "return_sorting", "returning", "return_fail"],
        Meaning(Step.RETURNING),
    ),
    (["returned"], Meaning(Step.RETURNED)),
    (["cancel"], Meaning(Step.CANCELLED)),
    (["exception"], Meaning(Step.EXCEPTION)),
    (["damage"], Meaning(Step.DAMAGED, Incident.CARRIER_DAMAGED)),
    (["lost"], Meaning(Step.LOST, Incident.CARRIER_LOST)),
)
