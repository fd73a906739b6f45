from datetime import datetime, timedelta

from kernel.database import fetch
from marketplace.people.models import Account, ApiToken
from marketplace.people.secrets import secret_hash

USE_NOTED_EVERY = timedelta(hours=1)


def account_for_token(token: str, at: datetime) -> Account | None:
    """Whose token it is; None when it is unknown, revoked or too old, or the account is closed. One
    statement.

    Once an hour it also notes the use, with a second one.
    """
    found = (
        ApiToken.objects.select_related("account")
        .filter(token_hash=secret_hash(token), revoked_at=None, expires_at__gt=at, account__is_active=True)
        .first()
    )
    if found is None:
        return None
    _note_use(found, at)
    return found.account


def _note_use(token: ApiToken, at: datetime) -> None:
    if token.last_used_at is None or token.last_used_at <= at - USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)


def confirmed_telephone(secret: str, at: datetime) -> str | None:
    """The telephone that a guest confirmed in the last 30 days; None for an unknown or old secret."""
    if not secret:
        return None
    found = fetch(
        "SELECT telephone FROM people_telephoneconfirmation WHERE secret_hash = %s AND expires_at > %s",
        [secret_hash(secret), at],
    )
    return str(found[0][0]) if found else None


def account_by_key(key: str) -> Account | None:
    return Account.objects.filter(key=key).first()


def account_by_telephone(telephone: str) -> Account | None:
    """By the E.164 form."""
    return Account.objects.filter(telephone=telephone).first()
