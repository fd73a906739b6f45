"""What every carrier that we call understands: the words that go in and come out, in our units (grams,
millimetres, dong, communes of today). Each folder beside this file turns them into its carrier's own.

A method that a carrier lacks raises trouble.NotOffered.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from logistics.carriers.enums import Recovery
from logistics.carriers.statuses import StatusTable


@dataclass(frozen=True, kw_only=True)
class Party:
    """A sender or a recipient. `telephone` is E.164. Abroad there is no commune, but a city and what its post
    calls a postal code.
    """

    name: str
    telephone: str
    commune_code: str
    address: str
    country: str = "VN"
    city: str = ""
    postal_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Content:
    """One kind of goods inside."""

    name: str
    net_g: int
    value_dong: int
    hs_code: str = ""
    origin_country: str = ""
    pieces: int = 1


@dataclass(frozen=True, kw_only=True)
class Order:
    """One parcel to be carried. `reference` is our booking key: the carrier gets it as the client's own
    number, and a lost answer is found again by it.
    """

    reference: str
    service_code: str
    sender: Party
    recipient: Party
    goods: Sequence[Content]
    gross_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    cod_dong: int
    declared_dong: int
    chilled: bool
    return_undelivered: bool
    pickup_on: date


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The carrier's yes. `fee_dong` None: not said."""

    waybill: str
    fee_dong: int | None = None


@dataclass(frozen=True, kw_only=True)
class Rate:
    """What one parcel costs now; `arrives_at` None: not said."""

    fee_dong: int
    arrives_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What a carrier says about one parcel. `code` is the carrier's own; at least one of waybill and
    reference is there. `timed` is False where the carrier gave no time and ours stands in.
    """

    code: str
    occurred_at: datetime
    waybill: str = ""
    reference: str = ""
    words: str = ""
    place: str = ""
    collected_dong: int | None = None
    remitted: bool = False
    timed: bool = True


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """A request to our address, as it came. Header names in lower case."""

    body: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str]
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """How one account reaches its carrier. `secrets` has the names that the adapter lists."""

    carrier_code: str
    base_url: str
    secrets: Mapping[str, str]
    vintage: str
    places: Mapping[str, "PlaceIds"] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PlaceIds:
    """A commune by the carrier's own numbers."""

    province: str
    district: str
    ward: str


@dataclass
class Draft:
    """The number of a draft at the carrier, for those that book in two steps. `keep` saves it before the
    second step.
    """

    number: str = ""
    keep: Callable[[str], None] = lambda _number: None


class Adapter(Protocol):
    """One carrier. What its methods raise is in trouble.py, and says whether something may have happened."""

    statuses: ClassVar[StatusTable]
    recovery: ClassVar[Recovery]
    secrets: ClassVar[Sequence[str]]
    has_labels: ClassVar[bool]

    def __init__(self, credentials: Credentials) -> None: ...

    def rate(self, order: Order) -> Rate: ...

    def book(self, order: Order, draft: Draft) -> Receipt: ...

    def find(self, reference: str) -> Receipt | None:
        """The booking with our reference, None when the carrier has none (LOOK_UP only)."""

    def cancel(self, waybill: str) -> None:
        """Cancelling again changes nothing."""

    def label(self, waybill: str) -> bytes:
        """A PDF."""

    def track(self, waybill: str) -> list[Scan]: ...

    def verify(self, inbound: Inbound) -> None:
        """Raises NotFromCarrier. What the carrier's own scheme allows, beside the secret path."""

    def read(self, inbound: Inbound) -> list[Scan]:
        """Raises Unreadable."""

    def answer(self, inbound: Inbound) -> dict[str, Any]:
        """What the carrier wants to hear after its message was stored."""
