"""Who the token is, and how it came to be."""

from pydantic import BaseModel, Field

from logistics.partner_api.enums import Scope


class Me(BaseModel):
    """Whose token this is and what it may do."""

    carrier_code: str
    name: str
    scopes: list[Scope]


class TokenOut(BaseModel):
    """RFC 6749, 5.1."""

    access_token: str
    token_type: str
    expires_in: int = Field(description="Seconds.")
    scope: str = Field(description="Separated by spaces.")


class OAuthError(BaseModel):
    """RFC 6749, 5.2."""

    error: str
    error_description: str
