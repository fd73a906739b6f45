"""The codes of EMS that its public pages show. The list itself is not public, so unknown codes will come:
staff add them here.
"""

from logistics.carriers.enums import Step
from logistics.carriers.statuses import Meaning, table

STATUSES = table(
    ([1, 2], Meaning(Step.CREATED)),
    ([4], Meaning(Step.IN_TRANSIT)),
    ([11000], Meaning(Step.NOTED)),  # "given to the postman": which of the two walks is not said
    ([23000], Meaning(Step.CANCELLED)),  # in the example answer of its cancel call
)
