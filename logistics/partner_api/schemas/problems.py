"""RFC 9457."""

from typing import Annotated

from pydantic import BaseModel, Field

from logistics.partner_api.fields import MOST_ERRORS, Code, Count, Long, Short


class ProblemPointer(BaseModel):
    pointer: Long | None = Field(None, description="JSON pointer into the body.")
    parameter: Long | None = Field(None, description="Name of the query parameter.")
    detail: Long


class ProblemOut(BaseModel):
    """RFC 9457."""

    type: Short
    title: Short
    status: Count
    code: Code
    detail: Long
    error_source: Short
    request_id: Short
    errors: Annotated[list[ProblemPointer], Field(max_length=MOST_ERRORS)] = []
    violated_policies: Annotated[list[Code], Field(max_length=10)] = Field(
        [], alias="violated-policies", description="With 429: which quota."
    )
