"""What sending costs and when it arrives, from the rate card in memory: no SQL once the card is warm."""

from datetime import date, datetime
from typing import NamedTuple


class Offer(NamedTuple):
    """One service for one parcel.

    `price_dong` is postage with the fee for collecting money. `promised_hours` counts from `at` to the
    promised arrival: the wait for the cut-off and the hours of the tariff. `arrives_on` is that arrival's
    day in Viet Nam. `refused` is empty or a code of enums.Refused; a refused offer has a price only for
    information.
    """

    service_code: str
    carrier_code: str
    carrier_name: str
    service_name: str
    temperature: str
    hand_over: str
    price_dong: int
    promised_hours: int
    arrives_on: date
    is_demo: bool
    refused: str = ""
    goods: str = ""

    @property
    def reason(self) -> str:
        """The refusal in the words of a village, in the language of the reader; empty when it is not
        refused.
        """
        raise NotImplementedError


def quote(
    *,
    sender_commune: str,
    recipient_commune: str,
    gross_g: int,
    cod_dong: int = 0,
    needs_chill: bool = False,
    remaining_hours: int | None = None,
    goods_name: str = "",
    at: datetime,
) -> list[Offer]:
    """Every service that is in force at `at`: what may be chosen, cheapest first (then earliest), then
    the refused.

    UnknownPlace for a commune that does not exist, NothingToWeigh when gross_g is not positive.
    """
    raise NotImplementedError


def cheapest(
    *,
    sender_commune: str,
    recipient_commune: str,
    gross_g: int,
    cod_dong: int = 0,
    needs_chill: bool = False,
    remaining_hours: int | None = None,
    goods_name: str = "",
    at: datetime,
) -> Offer | None:
    """The first offer of `quote` that is not refused."""
    raise NotImplementedError


def offer_of(
    *,
    service_code: str,
    sender_commune: str,
    recipient_commune: str,
    gross_g: int,
    cod_dong: int = 0,
    needs_chill: bool = False,
    remaining_hours: int | None = None,
    goods_name: str = "",
    at: datetime,
) -> Offer:
    """The offer of one service, refused or not; UnknownService when it is not on the card at `at`."""
    raise NotImplementedError


def bill(
    *,
    service_code: str,
    sender_commune: str,
    recipient_commune: str,
    billed_g: int,
    cod_dong: int = 0,
    at: datetime,
) -> int:
    """What the carrier charges for a parcel of this weight, by the same card (dong). Weight and money
    above the service's limits are billed all the same: the parcel has been carried.
    """
    raise NotImplementedError
