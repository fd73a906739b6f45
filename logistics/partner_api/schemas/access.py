"""Who the token is, and how it came to be."""

from typing import Annotated

from pydantic import BaseModel, Field

from logistics.partner_api.enums import Scope
from logistics.partner_api.fields import Code, Count, Short


class Me(BaseModel):
    """Whose token this is and what it may do."""

    carrier_code: Code
    name: Short
    scopes: Annotated[list[Scope], Field(max_length=20)]


class TokenOut(BaseModel):
    """RFC 6749, 5.1."""

    access_token: Short
    token_type: Short
    expires_in: Count = Field(description="Seconds.")
    scope: Short = Field(description="Separated by spaces.")


class OAuthError(BaseModel):
    """RFC 6749, 5.2."""

    error: Short
    error_description: Short
