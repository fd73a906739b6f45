"""Which states of a listing are said in chips, and in which order. At most 13 letters each."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from web.components import Chip
from web.words import weekday_words

SHORT_DAYS = 6


def listing_chips(
    *,
    months: Sequence[int],
    harvest: Chip | None,
    certificates: str,
    arrives_on: date | None,
    today: date,
    limit: int = 2,
) -> list[Chip]:
    """The day of arrival always, before it what is best known of the goods: certificate, harvest, season."""
    told = [Chip(word, "badge-check") for word in _words(certificates)]
    if harvest:
        told.append(harvest)
    if today.month in months:
        told.append(Chip(_("Đang mùa"), "sprout"))
    arrival = (
        [Chip(_("Đến %(day)s") % {"day": weekday_words(arrives_on, today=today)}, "truck", "sky")]
        if arrives_on
        else []
    )
    return told[: limit - len(arrival)] + arrival


def harvest_chip(harvested_on: date | None, *, today: date) -> Chip | None:
    if harvested_on == today:
        return Chip(_("Hái hôm nay"), "clock", "sun")
    if harvested_on == today - timedelta(days=1):
        return Chip(_("Hái hôm qua"), "clock", "sun")
    return None


def _words(certificates: str) -> list[str]:
    return [word.strip() for word in certificates.split(",") if word.strip()]
