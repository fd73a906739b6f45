"""What an event is, and how it is written to a row and read back."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, TypeAlias, get_args, get_type_hints

from kernel.errors import JSON

# Names of the fields; with those that hold an instant or a day, which of the two.
Payload: TypeAlias = tuple[tuple[str, type[date] | None], ...]

_events: dict[str, "type[Event]"] = {}
_payloads: dict["type[Event]", Payload] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened to an aggregate (an order, a shipment). Subclasses are frozen dataclasses.

    aggregate_key and version: the aggregate's key and its version after the change, by which the order of
    handling goes. Fields are plain JSON, datetime or date. A field added later needs a default: rows outlive
    the code that wrote them.
    """

    aggregate: ClassVar[str]
    informational: ClassVar[bool] = False  # nobody needs to listen

    aggregate_key: str
    version: int

    def __init_subclass__(cls) -> None:
        """Events are known by class name: two of the same name are a programming error."""
        super().__init_subclass__()
        known = _events.setdefault(cls.__name__, cls)
        if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"{cls.__name__} is already the name of an event in {known.__module__}")
        _events[cls.__name__] = cls


class UnknownEvent(Exception):
    """A row whose event this code does not know."""


def known_events() -> dict[str, type[Event]]:
    """The events that can be announced, by name; a class that others specialise is not one."""
    return {name: event for name, event in _events.items() if not event.__subclasses__()}


def encode(event: Event) -> dict[str, JSON]:
    """The fields beside key and version."""
    return {name: _plain(getattr(event, name)) for name, _moment in _payload(type(event))}


def decode(name: str, *, aggregate_key: str, version: int, data: Mapping[str, Any]) -> Event:
    """The event of a row. Fields unknown to this code are dropped; absent ones take their defaults."""
    if name not in _events:
        raise UnknownEvent(name)
    kind = _events[name]
    values = {
        field: moment.fromisoformat(data[field]) if moment and data[field] is not None else data[field]
        for field, moment in _payload(kind)
        if field in data
    }
    return kind(aggregate_key=aggregate_key, version=version, **values)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _payload(kind: type[Event]) -> Payload:
    """Read once for each class."""
    if kind not in _payloads:
        _payloads[kind] = _read_payload(kind)
    return _payloads[kind]


def _read_payload(kind: type[Event]) -> Payload:
    hints = get_type_hints(kind)
    own = (field.name for field in fields(kind) if field.name not in ("aggregate_key", "version"))
    return tuple((name, _moment(hints[name])) for name in own)


def _moment(hint: Any) -> type[date] | None:
    kinds = {hint, *get_args(hint)}
    return datetime if datetime in kinds else date if date in kinds else None
