"""RFC 9457."""

from pydantic import BaseModel, Field


class ProblemPointer(BaseModel):
    pointer: str | None = Field(None, description="JSON pointer into the body.")
    parameter: str | None = Field(None, description="Name of the query parameter.")
    detail: str


class ProblemOut(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    error_source: str
    request_id: str
    errors: list[ProblemPointer] = []
    violated_policies: list[str] = Field([], alias="violated-policies", description="With 429: which quota.")
