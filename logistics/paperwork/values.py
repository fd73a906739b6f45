"""The plain values that go in and out: what is known of a case, and what was found about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from kernel.errors import JSON
from logistics.paperwork.enums import BLOCKING, Channel, Form, Gate, Outcome, Purpose, Standing, Wood


@dataclass(frozen=True, slots=True)
class Span:
    """On the list of a destination from one day on, up to the first day without."""

    destination: str
    since: date
    until: date | None = None

    def covers(self, first: date, last: date) -> bool:
        return self.since <= first and (self.until is None or last < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFacts:
    """A growing area, packing house or facility: its status from each day on, and its markets."""

    code: str
    history: Sequence[tuple[date, str]] = ()
    markets: Sequence[Span] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotFacts:
    """Coordinates are texts with the digits that were measured: [longitude, latitude]."""

    reference: str
    area_m2: int
    point: Sequence[str] = ()
    boundary: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentFacts:
    kind: str
    done_on: date
    minutes: int | None = None
    celsius: Decimal | None = None
    gray: int | None = None
    grams_per_m3: Decimal | None = None
    humidity: int | None = None
    chemical: str = ""
    certificate: str = ""
    facility: CodeFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFacts:
    """A lot as logistics.goods knows it. `commodity` is the shop's commodity code."""

    reference: str
    commodity: str
    harvested_on: date
    area: CodeFacts | None = None
    house: CodeFacts | None = None
    plots: Sequence[PlotFacts] = ()
    treatments: Sequence[TreatmentFacts] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """A paper that an issuer gave and that is not withdrawn. `says` has the fields of PaperSays."""

    kind: str
    number: str
    issued_on: date
    confirmed: bool
    expires_on: date | None = None
    analysed_on: date | None = None
    says: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a consignment, or of a question about one, on `day` (of the hand-over).

    None and "" are: not known. `value_eur` is exact to the cent, `net_kg` to the gram. `regions` are states
    of the destination where goods go. `waived` are codes of items, `differences` those between papers.
    `rest_days` are public holidays, of Viet Nam and of the country of entry, in the fortnight before the
    arrival; `calendars_missing` names the years ("DE 2031") of which no list is known.
    """

    good: str
    destination: str
    day: date
    channel: Channel = Channel.CARGO
    purpose: Purpose = Purpose.SALE
    form: Form = Form.FRESH
    entry_on: date | None = None
    arrival_at: datetime | None = None
    notice_at: datetime | None = None
    value_eur: Decimal | None = None
    net_kg: Decimal | None = None
    preference: str = "NONE"
    operator_size: str = ""
    regions: Sequence[str] = ()
    importer: bool = False
    wood: Wood = Wood.UNKNOWN
    marked_not_for: Sequence[str] = ()
    lots: Sequence[LotFacts] = ()
    papers: Sequence[PaperFacts] = ()
    differences: Sequence["Difference"] = ()
    waived: frozenset[str] = frozenset()
    rest_days: frozenset[date] = frozenset()
    calendars_missing: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two places that should say the same and do not."""

    field: str
    one_place: str
    one: str
    other_place: str
    other: str

    @property
    def code(self) -> str:
        return f"difference.{self.field}:{self.one_place}:{self.other_place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is needed or held against a case. `code` names it for good, `reason` says why it stands
    as it does (words.py has the sentence for it, filled with `data`).
    """

    code: str
    gate: Gate
    state: Standing
    reason: str
    data: Mapping[str, JSON] = field(default_factory=dict)
    kind: str = ""
    sources: Sequence[str] = ()
    about: str = "CONSIGNMENT"  # or MARKET, LOT, PAPER

    @property
    def is_open(self) -> bool:
        return self.state in (Standing.OPEN, Standing.ASK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The answer to one case. `rule` is "name vN" or "" when there is none for the pair; `rests_on_demo`:
    it was a made-up reviewer of the demo who reviewed the rule.
    """

    outcome: Outcome
    items: Sequence[Item]
    rule: str = ""
    rests_on_demo: bool = False
    read_on: date | None = None

    @property
    def blockers(self) -> Sequence[Item]:
        return [item for item in self.items if item.is_open and item.gate in BLOCKING]
