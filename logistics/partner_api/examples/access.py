"""Tokens."""

from typing import Any, Final

REQUESTS: Final[dict[str, Any]] = {
    "createToken": {"grant_type": "client_credentials", "scope": "pickups events"},
}
RESPONSES: Final[dict[str, Any]] = {
    "getMe": {
        "carrier_code": "vnpost",
        "name": "Hệ thống định vị VNPost",
        "scopes": ["pickups", "labels", "events", "cod"],
    },
    "createToken": {
        "access_token": "nnp_DEMO-not-a-token",
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": "pickups events",
    },
}
FAILURES: Final[dict[str, Any]] = {
    "createToken 400": {
        "error": "invalid_scope",
        "error_description": "the client has not all of these scopes",
    },
    "createToken 401": {
        "error": "invalid_client",
        "error_description": "unknown client or wrong secret",
    },
}
