"""Every state can be reached, every forbidden move is refused, every event is heard."""

import inspect
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import TextChoices

from kernel.errors import Refusal
from kernel.outbox.registry import known_handlers, unheard_events
from kernel.states import ForbiddenMove, check_move, moves_of, registry

DERIVED = {
    "logistics.dispatch.enums.ParcelState": "computed from the events of carriers, in any order",
    "logistics.dispatch.enums.ShipmentState": "computed from its parcels",
    "logistics.dispatch.enums.LineState": "the verdict on a line, given once",
    "search.enums.IndexState": "what a rebuild did last; an index is dropped, not moved",
    "marketplace.payments.enums.CardState": "computed from what the provider told, in any order",
}


def enum_modules() -> Iterator[object]:
    for app in apps.get_app_configs():
        if not app.name.startswith("django") and (app.path and (import_path := f"{app.name}.enums")):
            try:
                yield import_module(import_path)
            except ModuleNotFoundError as missing:
                if missing.name != import_path:
                    raise


for _module in enum_modules():  # tables are published when their module is read
    pass
TABLES = sorted(registry(), key=lambda states: f"{states.__module__}.{states.__qualname__}")


def name(states: type[TextChoices]) -> str:
    return f"{states.__module__}.{states.__qualname__}"


@pytest.mark.parametrize("states", TABLES, ids=name)
def test_every_state_can_be_reached_from_the_first(states: type[TextChoices]) -> None:
    table = moves_of(states)
    reached, fresh = set(), {next(iter(states))}
    while fresh:
        reached |= fresh
        fresh = {onward for state in fresh for onward in table[state]} - reached
    assert {state.name for state in states} - {state.name for state in reached} == set()


@pytest.mark.parametrize("states", TABLES, ids=name)
def test_every_move_outside_the_table_is_refused(states: type[TextChoices]) -> None:
    table = moves_of(states)
    for old in states:
        for new in states:
            if new in table[old]:
                check_move(old.value, new)
            else:
                with pytest.raises(ForbiddenMove):
                    check_move(old.value, new)


def test_every_enum_of_states_has_a_table() -> None:
    found = [
        value
        for module in enum_modules()
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, TextChoices) and value.__name__.endswith("State")
    ]
    without = {name(states) for states in found if states not in registry()}
    assert without == set(DERIVED)


def test_every_event_has_a_handler_or_says_that_it_only_informs() -> None:
    assert [event.__name__ for event in unheard_events()] == []


def test_handlers_live_in_handlers_modules() -> None:
    assert [found for found in known_handlers() if ".handlers." not in found] == []


def refusals(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        yield child
        yield from refusals(child)


def test_every_refusal_has_words_and_a_code_of_its_own() -> None:
    found = [kind for kind in refusals(Refusal) if not kind.__module__.startswith("tests.")]
    codes = [kind.code for kind in found if "code" in vars(kind)]
    assert sorted(codes) == sorted(set(codes))
    assert [kind.__name__ for kind in found if not str(kind.message)] == []
