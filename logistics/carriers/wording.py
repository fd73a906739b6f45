"""How carriers write amounts, moments and names: read here, and nothing is guessed that is not there."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from kernel.clock import PEOPLE_ZONE
from kernel.telephones import local
from logistics.carriers.protocol import Content, Order
from logistics.carriers.trouble import Unreadable

MOST_DONG = 10**12


def dong(value: Any) -> int | None:
    """Whole dong out of 25000, "25000", 25000.0 or "25000.00"; None for nothing. Unreadable otherwise."""
    if value is None or value == "":
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation as problem:
        raise Unreadable(f"amount {value!r}") from problem
    if not amount.is_finite() or amount != amount.to_integral_value() or abs(amount) > MOST_DONG:
        raise Unreadable(f"amount {value!r}")
    return int(amount)


def moment(text: Any, *forms: str) -> datetime:
    """An instant written without a zone is one of Viet Nam's clocks; `forms` as strptime has them, ISO 8601
    when there are none.
    """
    for form in forms or ("",):
        try:
            found = datetime.strptime(str(text), form) if form else datetime.fromisoformat(str(text))  # noqa: DTZ007
        except ValueError:
            continue
        try:
            return (found if found.tzinfo else found.replace(tzinfo=PEOPLE_ZONE)).astimezone(UTC)
        except OverflowError:
            break
    raise Unreadable(f"time {text!r}")


def moment_or_none(text: Any, *forms: str) -> datetime | None:
    """For what is only nice to know."""
    try:
        return moment(text, *forms) if text else None
    except Unreadable:
        return None


def plain(value: Any, most: int = 300) -> str:
    """Text of a field that may be missing, a number, or something else altogether."""
    if isinstance(value, str):
        return value.replace("\0", "")[:most]
    return str(value)[:most] if isinstance(value, int) and not isinstance(value, bool) else ""


def contents(goods: tuple[Content, ...] | list[Content], most: int = 200) -> str:
    """ "Vải thiều, Mận hậu": what stands on the waybill."""
    return ", ".join(dict.fromkeys(content.name for content in goods))[:most]


def content_of(order: Order) -> str:
    return contents(list(order.goods)) or "Nông sản"


def telephone(e164: str) -> str:
    """+84901234567 as it is dialled in Viet Nam: carriers take no plus sign."""
    return local(e164).replace(" ", "")


def centimetres(millimetres: int) -> int:
    """Begun centimetres count, and one is the least."""
    return max(1, -(-millimetres // 10))
