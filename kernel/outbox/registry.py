"""Who listens to which event."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.module_loading import autodiscover_modules

from kernel.outbox.events import Event, known_events

Reaction = TypeVar("Reaction", bound=Callable[[Any], None])


@dataclass(frozen=True)
class Handler:
    """name: module and function, which is how a row knows its handler: renaming one needs a data migration.

    outside: it talks to somebody over a network, so it runs without a transaction around it, and may run
    again after a crash although it had succeeded.
    """

    name: str
    react: Callable[[Any], None]
    events: tuple[type[Event], ...]
    outside: bool


_handlers: dict[str, Handler] = {}
_listeners: dict[type[Event], tuple[str, ...]] = {}


def handles(*events: type[Event], outside: bool = False) -> Callable[[Reaction], Reaction]:
    """Let the function below handle these events, and their specialisations."""

    def register(react: Reaction) -> Reaction:
        name = f"{react.__module__}.{react.__qualname__}"
        _handlers[name] = Handler(name, react, events, outside)
        _listeners.clear()
        return react

    return register


def forget(react: Callable[[Any], None]) -> None:
    """Take a handler off again: for tests that bring their own."""
    _handlers.pop(f"{react.__module__}.{react.__qualname__}", None)
    _listeners.clear()


def known_handlers() -> Mapping[str, Handler]:
    return _handlers


def handlers_of(event: type[Event]) -> tuple[str, ...]:
    """Names of the handlers of an event, in the order of their names."""
    if event not in _listeners:
        names = (name for name, handler in _handlers.items() if issubclass(event, handler.events))
        _listeners[event] = tuple(sorted(names))
    return _listeners[event]


def unheard_events() -> list[type[Event]]:
    """Events that nobody handles and that do not say that this is meant."""
    return [event for event in known_events().values() if not event.informational and not handlers_of(event)]


def autodiscover() -> None:
    """Import every app's events.py and handlers.py."""
    autodiscover_modules("events", "handlers")
