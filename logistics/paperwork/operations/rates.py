"""What a consignment's currency is worth: taken from dated rows once, and kept with its day and source."""

from collections.abc import Sequence
from datetime import datetime

from kernel.clock import local_day
from kernel.rates.queries import rate_on
from kernel.rates.refusals import RateUnknown
from logistics.paperwork.models import Consignment


def take_rate(consignment: Consignment, *, at: datetime) -> Sequence[str]:
    """The fields that were set: none where a rate is there already, or none is known yet (then what turns on
    euros is asked).
    """
    if consignment.eur_rate is not None or consignment.currency == "EUR":
        return ()
    try:
        rate = rate_on(base=consignment.currency, quote="EUR", day=local_day(at))
    except RateUnknown:
        return ()
    consignment.eur_rate = round(rate.value, 10)
    consignment.eur_rate_on, consignment.eur_rate_source = rate.valid_on, rate.source[:80]
    return ("eur_rate", "eur_rate_on", "eur_rate_source")
