"""The one data set of a consignment from which every document is filled.

Frozen, plain, without the database: whoever draws or writes a document sees nothing else, so two documents
of one data set cannot differ. Weights are whole grams, money whole minor units, coordinates the digits as
they were measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """`country` is ISO 3166-1 alpha-2. What is not known is ""."""

    role: str
    name: str
    country: str
    address: str = ""
    tax_number: str = ""
    telephone: str = ""
    email: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated:
    """What was done to a lot after the harvest. None is: not written down."""

    kind: str
    done_on: date
    minutes: int | None = None
    celsius: Decimal | None = None
    gray: int | None = None
    grams_per_m3: Decimal | None = None
    humidity: int | None = None
    chemical: str = ""
    certificate: str = ""
    facility: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprayed:
    sprayed_on: date
    product: str
    substance: str = ""
    dose: str = ""
    wait_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Longitude and latitude as texts, in this order; `boundary` is a closed ring of such pairs."""

    reference: str
    area_m2: int
    point: tuple[str, ...] = ()
    boundary: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """`growing_area` and `packing_house` are codes; `region` is the province in which it grew."""

    reference: str
    commodity: str
    harvested_on: date
    growing_area: str = ""
    region: str = ""
    packing_house: str = ""
    treatments: tuple[Treated, ...] = ()
    sprays: tuple[Sprayed, ...] = ()
    plots: tuple[Plot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One allocation: packages `first` to `last` of the consignment, all of one lot."""

    lot: str
    net_g: int
    gross_g: int
    packages: int
    first: int
    value_minor: int

    @property
    def last(self) -> int:
        return self.first + self.packages - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One kind of goods. `package_kind` is a code of UN/ECE Recommendation 21."""

    position: int
    good: str
    name_vi: str
    name_en: str
    description_en: str
    botanical: str
    hs6: str
    fresh: bool
    batches: tuple[Batch, ...]
    vn_hs8: str = ""
    eu_cn8: str = ""
    package_kind: str = "CT"

    @property
    def net_g(self) -> int:
        return sum(batch.net_g for batch in self.batches)

    @property
    def gross_g(self) -> int:
        return sum(batch.gross_g for batch in self.batches)

    @property
    def packages(self) -> int:
        return sum(batch.packages for batch in self.batches)

    @property
    def value_minor(self) -> int:
        return sum(batch.value_minor for batch in self.batches)

    @property
    def lots(self) -> Sequence[str]:
        return sorted({batch.lot for batch in self.batches})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A paper of an authority or a carrier that we keep."""

    kind: str
    name_en: str
    number: str
    issuer: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What only a consignment by post has. `item` is the S10 number as the post gave it; `letter` is a small
    packet of letter post; `sdr_rate` is special drawing rights per unit of the currency, None where unknown.
    """

    item: str = ""
    letter: bool = False
    sdr_rate: Decimal | None = None
    postage_minor: int = 0
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """`exponent`: decimals of the currency. `dated_on`: the day that stands on our papers. `rests_on_demo`:
    a made-up reviewer of the demo signed the rules.
    """

    key: str
    number: str
    dated_on: date
    destination: str
    destination_vi: str
    destination_en: str
    country: str
    route: str
    purpose: str
    incoterm: str
    incoterm_place: str
    currency: str
    exponent: int
    departure_on: date
    parties: tuple[Party, ...]
    lines: tuple[Line, ...]
    lots: tuple[Lot, ...]
    papers: tuple[Held, ...] = ()
    region: str = ""
    eur_rate: Decimal | None = None
    freight_minor: int = 0
    insurance_minor: int = 0
    preference: str = ""
    arrival_on: date | None = None
    entry_on: date | None = None
    conveyance: str = ""
    point_of_exit: str = ""
    point_of_entry: str = ""
    wood: str = "UNKNOWN"
    marked_not_for: tuple[str, ...] = ()
    posting: Posting = field(default_factory=Posting)
    rests_on_demo: bool = False

    @property
    def net_g(self) -> int:
        return sum(line.net_g for line in self.lines)

    @property
    def gross_g(self) -> int:
        return sum(line.gross_g for line in self.lines)

    @property
    def packages(self) -> int:
        return sum(line.packages for line in self.lines)

    @property
    def goods_minor(self) -> int:
        return sum(line.value_minor for line in self.lines)

    @property
    def by_post(self) -> bool:
        return self.route == "POST"

    @property
    def fresh(self) -> bool:
        return any(line.fresh for line in self.lines)

    @property
    def growing_areas(self) -> Sequence[str]:
        return sorted({lot.growing_area for lot in self.lots if lot.growing_area})

    @property
    def packing_houses(self) -> Sequence[str]:
        return sorted({lot.packing_house for lot in self.lots if lot.packing_house})

    def party(self, *roles: str) -> Party:
        """The first of these roles that there is, or a party of which nothing is known."""
        known = {party.role: party for party in self.parties}
        return next((known[role] for role in roles if role in known), Party(role="", name="", country=""))

    def lots_of(self, line: Line) -> Sequence[Lot]:
        mine = set(line.lots)
        return [lot for lot in self.lots if lot.reference in mine]

    def held(self, *kinds: str) -> Sequence[Held]:
        return [paper for paper in self.papers if paper.kind in kinds]
