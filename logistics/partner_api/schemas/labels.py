"""Labels of many parcels."""

from typing import Annotated, Final

from pydantic import BaseModel, Field

from logistics.partner_api.fields import STRICT, TrackingCode

MOST_LABELS: Final = 300


class LabelsIn(BaseModel):
    """Whose labels, in this order; a code that is named twice is printed once."""

    model_config = STRICT

    tracking_codes: Annotated[list[TrackingCode], Field(min_length=1, max_length=MOST_LABELS)]
