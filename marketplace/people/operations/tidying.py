from datetime import datetime, timedelta

from marketplace.people.models import ApiToken, OneTimeCode, TelephoneConfirmation

CODES_KEPT = timedelta(days=1)
TOKENS_KEPT = timedelta(days=30)


def prune_expired(*, at: datetime) -> int:
    """Delete codes a day old, confirmations that ran out and tokens that ran out a month ago; how many
    rows.
    """
    gone = [
        OneTimeCode.objects.filter(requested_at__lt=at - CODES_KEPT).delete()[0],
        TelephoneConfirmation.objects.filter(expires_at__lt=at).delete()[0],
        ApiToken.objects.filter(expires_at__lt=at - TOKENS_KEPT).delete()[0],
    ]
    return sum(gone)
