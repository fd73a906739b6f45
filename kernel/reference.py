"""Reference data: the rows of a fixture become the rows of a table, strictly, and again as often as one
likes.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.db.models import Model

Row = Mapping[str, Any]
Key = tuple[Any, ...]
M = TypeVar("M", bound=Model)

BATCH = 1000
SHOWN = 12
"""So many rows are named in a report, the rest is counted."""


class FixtureError(Exception):
    """A fixture says something that cannot be used; the message names the file's row and field."""


@dataclass(kw_only=True)
class Changes:
    """What a load did to one table. `gone` are rows of the table that the fixture no longer has; they
    stay as they are unless the loader retires them.
    """

    table: str
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    same: int = 0

    def lines(self) -> Iterator[str]:
        counts = (f"{len(self.added)} added", f"{len(self.changed)} changed", f"{len(self.gone)} gone")
        yield f"{self.table}: {', '.join(counts)}, {self.same} as before"
        for sign, names in (("+", self.added), ("~", self.changed), ("-", self.gone)):
            if self.same or sign != "+":
                yield from (f"  {sign} {name}" for name in names[:SHOWN])


def read_yaml(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.safe_load(file)


def check_fields(row: Row, *, allowed: Collection[str], required: Collection[str] = (), where: str) -> None:
    """Refuse what a loader would silently drop, and what it would silently leave out."""
    unknown = sorted(set(row) - set(allowed))
    missing = sorted(set(required) - set(row))
    if unknown:
        raise FixtureError(f"{where}: unknown field {', '.join(unknown)}")
    if missing:
        raise FixtureError(f"{where}: missing field {', '.join(missing)}")


def sync(model: type[M], rows: Iterable[Row], *, key: Sequence[str], stamps: Collection[str] = ()) -> Changes:
    """Insert and update rows so that the table says what the fixture says; 1 query, and 1 per 1,000 rows to
    write. `stamps` are fields that are written with other changes and are no change alone (a version).
    """
    changes = Changes(table=model._meta.label)
    known = {_key_of(row, key): row for row in model._default_manager.all()}
    new: list[M] = []
    updated: list[M] = []
    touched: set[str] = set()
    for row in rows:
        instance = known.pop(tuple(row[name] for name in key), None)
        if instance is None:
            new.append(model(**row))
            changes.added.append(_named(row, key))
        elif different := _apply(instance, row, stamps):
            touched.update(different)
            updated.append(instance)
            changes.changed.append(f"{_named(row, key)}: {', '.join(different)}")
        else:
            changes.same += 1
    changes.gone = [" ".join(map(str, gone)) for gone in known]
    _write(model, new, updated, touched)
    return changes


def _key_of(row: Model, key: Sequence[str]) -> Key:
    return tuple(getattr(row, name) for name in key)


def _named(row: Row, key: Sequence[str]) -> str:
    return " ".join(str(row[name]) for name in key)


def _apply(instance: Model, row: Row, stamps: Collection[str]) -> list[str]:
    """Set what differs and say what it was; values are compared as the database would give them back."""
    clean = {name: _field(instance, name).to_python(value) for name, value in row.items()}
    different = [name for name, value in clean.items() if getattr(instance, name) != value]
    if not set(different) - set(stamps):
        return []
    for name in different:
        setattr(instance, name, clean[name])
    return different


def _field(instance: Model, name: str) -> Any:
    return instance._meta.get_field(name.removesuffix("_id"))


def _write(model: type[M], new: Sequence[M], updated: Sequence[M], touched: Collection[str]) -> None:
    if new:
        model._default_manager.bulk_create(new, batch_size=BATCH)
    if updated:
        model._default_manager.bulk_update(updated, fields=sorted(touched), batch_size=BATCH)
