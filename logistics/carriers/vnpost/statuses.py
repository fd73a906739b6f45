"""VNPost's domestic codes 0-22, and the international ones 101-111, which are UPU's EMSEVT events EMA-EMK.

From a working client's data file; the post's own list was not to be had.
"""

from logistics.carriers.enums import Incident, Step
from logistics.carriers.statuses import Meaning, table

STATUSES = table(
    ([0, 1], Meaning(Step.CREATED)),
    ([2, 3, 4], Meaning(Step.PICKUP_ASSIGNED)),
    ([5, 8], Meaning(Step.PICKUP_FAILED)),
    ([9], Meaning(Step.PICKUP_FAILED, Incident.SENDER_CANCELLED)),
    ([6, 7], Meaning(Step.PICKED_UP)),
    ([10, 13], Meaning(Step.IN_TRANSIT)),
    ([11], Meaning(Step.AT_DELIVERY_OFFICE)),
    ([12], Meaning(Step.OUT_FOR_DELIVERY)),
    ([14], Meaning(Step.DELIVERED)),
    ([15], Meaning(Step.DELIVERY_FAILED)),
    ([16], Meaning(Step.ON_HOLD, Incident.UNDELIVERABLE)),  # not given up while the return is not approved
    ([17, 18, 20], Meaning(Step.RETURNING)),
    ([19], Meaning(Step.RETURNED)),
    ([21], Meaning(Step.COD_REMITTED)),
    ([22], Meaning(Step.CANCELLED)),
    ([101], Meaning(Step.PICKED_UP)),
    ([102, 103, 104, 106, 110, 111], Meaning(Step.IN_TRANSIT)),
    ([105], Meaning(Step.CUSTOMS_HOLD, Incident.CUSTOMS)),
    ([107], Meaning(Step.AT_DELIVERY_OFFICE)),
    ([108], Meaning(Step.DELIVERY_FAILED)),
    ([109], Meaning(Step.DELIVERED)),
)
