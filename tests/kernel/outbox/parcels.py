"""A small aggregate with handlers of its own, for the tests of the outbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from kernel.outbox import Event
from kernel.outbox.registry import forget, handles


@dataclass(frozen=True, kw_only=True)
class ParcelEvent(Event):
    aggregate: ClassVar[str] = "test_parcel"
    informational: ClassVar[bool] = True  # heard in these tests only


@dataclass(frozen=True, kw_only=True)
class ParcelPacked(ParcelEvent):
    grams: int = 0
    packed_at: datetime | None = None
    promised_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ParcelSent(ParcelEvent): ...


class Diary:
    """What the handlers were given, in order. A parcel in `sick` makes them fail."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, str, int]] = []
        self.sick: set[str] = set()

    def note(self, who: str, event: Event) -> None:
        if event.aggregate_key in self.sick:
            raise RuntimeError(f"{event.aggregate_key} makes me ill")
        self.entries.append((who, event.aggregate_key, event.version))


@contextmanager
def listening(*, outside: bool = False) -> Iterator[Diary]:
    """Two handlers: one for packed parcels, one for everything about parcels."""
    diary = Diary()

    def packer(event: ParcelPacked) -> None:
        diary.note("packer", event)

    def clerk(event: ParcelEvent) -> None:
        diary.note("clerk", event)

    handles(ParcelPacked, outside=outside)(packer)
    handles(ParcelEvent, outside=outside)(clerk)
    try:
        yield diary
    finally:
        forget(packer)
        forget(clerk)
