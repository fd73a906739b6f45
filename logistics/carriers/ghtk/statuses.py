"""GHTK's numbers, from two plugins that agree. Those from 45 up are what the courier says on the road; the
carrier confirms them by the small ones or takes them back.
"""

from logistics.carriers.enums import Incident, Step
from logistics.carriers.statuses import Meaning, table

STATUSES = table(
    ([-1], Meaning(Step.CANCELLED)),
    ([1, 2], Meaning(Step.CREATED)),
    ([12], Meaning(Step.PICKUP_ASSIGNED)),
    ([8], Meaning(Step.PICKUP_ASSIGNED, Incident.CARRIER_DELAY)),
    ([7], Meaning(Step.PICKUP_FAILED)),
    ([3], Meaning(Step.PICKED_UP)),
    ([4], Meaning(Step.OUT_FOR_DELIVERY)),
    ([5], Meaning(Step.DELIVERED)),
    ([9, 10], Meaning(Step.DELIVERY_FAILED)),
    ([20], Meaning(Step.RETURNING)),
    ([21], Meaning(Step.RETURNED)),
    ([13], Meaning(Step.LOST, Incident.COMPENSATED)),
    ([6, 11], Meaning(Step.COD_REMITTED)),
    ([123], Meaning(Step.PICKED_UP, provisional=True)),
    ([127], Meaning(Step.PICKUP_FAILED, provisional=True)),
    ([128], Meaning(Step.PICKUP_ASSIGNED, Incident.CARRIER_DELAY, provisional=True)),
    ([45], Meaning(Step.DELIVERED, provisional=True)),
    ([49, 410], Meaning(Step.DELIVERY_FAILED, provisional=True)),
)
