from datetime import datetime, timedelta

from marketplace.people.models import Account, ApiToken
from marketplace.people.secrets import new_token, secret_hash

LIFETIME = timedelta(days=30)


def issue_token(*, account: Account, at: datetime, label: str = "") -> str:
    """A token for programs, good for 30 days; shown this once, kept as a hash."""
    token = new_token()
    ApiToken.objects.create(
        account=account,
        token_hash=secret_hash(token),
        label=label[:80],
        issued_at=at,
        expires_at=at + LIFETIME,
    )
    return token


def revoke_token(*, token: str, at: datetime) -> bool:
    """Whether there was such a token that still worked."""
    live = ApiToken.objects.filter(token_hash=secret_hash(token), revoked_at=None)
    return bool(live.update(revoked_at=at))
