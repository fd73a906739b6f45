from datetime import datetime, timedelta

from kernel.ids import new_secret
from marketplace.people.enums import Purpose
from marketplace.people.models import TelephoneConfirmation
from marketplace.people.operations.codes import confirm_code
from marketplace.people.secrets import secret_hash

LIFETIME = timedelta(days=30)


def confirm_telephone(*, telephone: str, code: str, at: datetime) -> str:
    """A guest shows that the telephone is theirs; gives a secret that stands for it for 30 days.

    Raises as confirm_code does. Must not run inside a transaction: a wrong guess has to be remembered.
    """
    telephone = confirm_code(telephone=telephone, code=code, purpose=Purpose.ORDER, at=at)
    secret = new_secret()
    TelephoneConfirmation.objects.create(
        secret_hash=secret_hash(secret), telephone=telephone, confirmed_at=at, expires_at=at + LIFETIME
    )
    return secret
