"""The shapes that the templates under templates/components/ draw.

A view fills them from what queries return; templates/components/README.md shows each one at work.
Money is integer dong, weights integer grams, everywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Tone = Literal["leaf", "sun", "sky", "lychee", "plain"]
StepState = Literal["done", "now", "next", "failed"]
PHOTO_WIDTHS = (160, 320, 640)
SEEN_AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture, 4:3. `jpeg` and `avif` map a width in pixels to an address; `ground` is 0 to 31."""

    alt: str
    jpeg: Mapping[int, str]
    avif: Mapping[int, str] = field(default_factory=dict)
    ground: int = 0

    @classmethod
    def at(cls, base: str, *, alt: str, ground: int = 0) -> "Photo":
        """The usual layout: `{base}-160.avif`, `{base}-160.jpg`, and so for 320 and 640."""
        return cls(
            alt=alt,
            ground=ground,
            jpeg={width: f"{base}-{width}.jpg" for width in PHOTO_WIDTHS},
            avif={width: f"{base}-{width}.avif" for width in PHOTO_WIDTHS},
        )

    @property
    def src(self) -> str:
        """What a browser without srcset loads: the middle one."""
        widths = sorted(self.jpeg)
        return self.jpeg[widths[len(widths) // 2]]

    @property
    def jpeg_srcset(self) -> str:
        return _srcset(self.jpeg)

    @property
    def avif_srcset(self) -> str:
        return _srcset(self.avif)


def _srcset(addresses: Mapping[int, str]) -> str:
    return ", ".join(f"{addresses[width]} {width}w" for width in sorted(addresses))


@dataclass(frozen=True, slots=True)
class Chip:
    """A state: at most 13 letters, and an icon that says the same."""

    word: str
    icon: str
    tone: Tone = "leaf"


@dataclass(frozen=True, slots=True)
class ListingCard:
    """`price` is for one `unit`; `price_per_kg` only where that is no kilogram; `postage` may be unknown, or
    be the least it can be (`postage_from`).
    """

    url: str
    title: str
    price: int
    unit: str
    seller: str
    place: str
    photo: Photo | None = None
    price_per_kg: int | None = None
    note: str = ""
    postage: int | None = None
    postage_from: bool = False
    chips: Sequence[Chip] = ()
    sold_out: bool = False
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Tier:
    """From `minimum` (written as people say it: "20 kg") on, one unit costs `price`."""

    minimum: str
    price: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One radio card. A refused one has a `reason` instead of a value one could choose."""

    value: str
    title: str
    detail: str = ""
    price: int | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class SumLine:
    """One line of a sum: what, how much, and why when the word alone does not say it."""

    title: str
    amount: int
    why: str = ""
    middle: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a timeline. `detail` follows the time."""

    title: str
    state: StepState
    at: datetime | None = None
    detail: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Season:
    """A row of the month strip: months 1 to 12, of which `peak` are the best."""

    name: str
    url: str
    months: frozenset[int]
    peak: frozenset[int]

    @property
    def cells(self) -> list[tuple[int, str, str]]:
        """For each month its number, its classes, and the word a screen reader says."""
        return [(month, self._classes(month), self._kind(month)) for month in range(1, 13)]

    def _kind(self, month: int) -> str:
        if month in self.peak:
            return "peak"
        return "shoulder" if month in self.months else ""

    def _classes(self, month: int) -> str:
        if not (kind := self._kind(month)):
            return ""
        begins = "" if self._kind(month - 1) and month > 1 else " from"
        ends = "" if self._kind(month + 1) and month < 12 else " to"
        return f"{kind}{begins}{ends}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet, with how many results it would leave; None: not counted."""

    value: str
    word: str
    count: int | None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of choices sent as `name=value`, several at once unless `single`."""

    name: str
    title: str
    choices: Sequence[Choice]
    single: bool = False

    @property
    def first(self) -> list[Choice]:
        """Those that are seen at once: the chosen, the commonest, in their order."""
        if len(self.choices) <= SEEN_AT_ONCE + 2:
            return list(self.choices)
        common = sorted(self.choices, key=lambda choice: (not choice.chosen, -(choice.count or 0)))
        seen = {choice.value for choice in common[:SEEN_AT_ONCE]}
        return [choice for choice in self.choices if choice.chosen or choice.value in seen]

    @property
    def rest(self) -> list[Choice]:
        first = {choice.value for choice in self.first}
        return [choice for choice in self.choices if choice.value not in first]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A facet value in force, and the address without it."""

    word: str
    url_without: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart; `before` is last year's figure, drawn as a tick; `unfinished` is outlined."""

    name: str
    value: int
    before: int | None = None
    unfinished: bool = False
