"""One-time codes: six digits to a telephone, good for five minutes and five guesses."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kernel.crypto import same
from kernel.database import advisory_lock
from kernel.limits import TooManyRequests, take
from kernel.messages.operations import send
from kernel.telephones import normalise
from marketplace.people.enums import Purpose
from marketplace.people.models import OneTimeCode
from marketplace.people.refusals import CodeExpired, CodeSpent, CodeWrong
from marketplace.people.secrets import code_hash, is_demo_code, new_code

LIFETIME = timedelta(minutes=5)
GUESSES = 5
HOUR = timedelta(hours=1)
REQUESTS_PER_TELEPHONE = 5  # an hour


@transaction.atomic
def request_code(*, telephone: str, purpose: Purpose, client: str, at: datetime) -> None:
    """Send a code to the telephone, with or without an account: the answer does not tell which.

    client: the address it was asked from. Raises UnreadableTelephone, or TooManyRequests after five codes
    an hour to one telephone (counted in the database) or CODE_REQUESTS_PER_CLIENT an hour from one client
    (in the cache). A new code makes the earlier ones of its purpose useless.
    """
    telephone = normalise(telephone)
    take(name="one-time-code", key=client, limit=settings.CODE_REQUESTS_PER_CLIENT, seconds=3600, at=at)
    advisory_lock(f"one-time-code:{telephone}")
    _check_telephone(telephone, at)
    code = new_code()
    OneTimeCode.objects.create(
        telephone=telephone,
        purpose=purpose,
        code_hash=code_hash(telephone=telephone, purpose=purpose, code=code),
        requested_at=at,
        expires_at=at + LIFETIME,
    )
    send(to=telephone, kind="one_time_code", text=_text(code), confidential=True, at=at)


def _text(code: str) -> str:
    return _("%(code)s là mã Nhà Nông của bạn, dùng trong 5 phút. Không đưa mã cho ai.") % {"code": code}


def _check_telephone(telephone: str, at: datetime) -> None:
    recent = OneTimeCode.objects.filter(telephone=telephone, requested_at__gt=at - HOUR)
    times = list(recent.order_by("-id").values_list("requested_at", flat=True)[:REQUESTS_PER_TELEPHONE])
    if len(times) == REQUESTS_PER_TELEPHONE:
        raise TooManyRequests(retry_after=int((times[-1] + HOUR - at).total_seconds()) + 1)


def confirm_code(*, telephone: str, code: str, purpose: Purpose, at: datetime) -> str:
    """Use the code up; the telephone in its E.164 form. Raises CodeWrong, CodeExpired or CodeSpent.

    The guess is counted, and committed, before it is looked at, so guesses at the same moment cannot share a
    count. Two right answers at once: the second is told that the code is used up.
    """
    telephone = normalise(telephone)
    if is_demo_code(telephone=telephone, code=code):
        return telephone
    latest = _count_guess(telephone, purpose, at)
    if not same(latest.code_hash, code_hash(telephone=telephone, purpose=purpose, code=code)):
        raise CodeWrong
    if not OneTimeCode.objects.filter(pk=latest.pk, used_at=None).update(used_at=at):
        raise CodeExpired
    return telephone


def _count_guess(telephone: str, purpose: Purpose, at: datetime) -> OneTimeCode:
    """Durable: RuntimeError inside a caller's transaction, whose rollback would forget the guess."""
    with transaction.atomic(durable=True):
        latest = OneTimeCode.objects.filter(telephone=telephone, purpose=purpose).order_by("-id").first()
        if latest is None or latest.used_at or latest.expires_at <= at:
            raise CodeExpired
        open_guess = OneTimeCode.objects.filter(pk=latest.pk, attempts__lt=GUESSES)
        if not open_guess.update(attempts=F("attempts") + 1):
            raise CodeSpent
    return latest
