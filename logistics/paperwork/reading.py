"""Fixtures of rules as files, read strictly: they may come from anybody's hands."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from kernel.reference import FixtureError

LARGEST_BYTES: Final = 1_000_000
DEEPEST: Final = 12
MOST_EVENTS: Final = 100_000


class _Strict(yaml.CSafeLoader):
    """No key twice: the first would be lost without a word."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        if len(set(map(str, keys))) < len(keys):
            raise FixtureError(f"a field stands twice in one row, among {', '.join(map(str, keys[:12]))}")
        return super().construct_mapping(node, deep)


def read_strictly(path: Path) -> Any:
    """What a file says. No aliases (they multiply), no bottomless nesting, nothing huge: FixtureError."""
    if path.stat().st_size > LARGEST_BYTES:
        raise FixtureError(f"{path.name}: larger than {LARGEST_BYTES} bytes")
    try:
        text = path.read_text(encoding="utf-8")
        _bound(yaml.parse(text, Loader=yaml.CSafeLoader))
        return yaml.load(text, Loader=_Strict)  # noqa: S506 - a SafeLoader
    except FixtureError as wrong:
        raise FixtureError(f"{path.name}: {wrong}") from wrong
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, TypeError) as wrong:
        raise FixtureError(f"{path.name}: not readable as YAML: {wrong}") from wrong


def _bound(events: Iterable[yaml.events.Event]) -> None:
    """Refuse a bomb before anything is built of it."""
    depth = 0
    for number, event in enumerate(events):
        if isinstance(event, yaml.events.AliasEvent):
            raise FixtureError("aliases are not used in these files")
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST or number > MOST_EVENTS:
            raise FixtureError("nested too deeply, or too long")


def rows_of(path: Path, name: str) -> Iterator[Mapping[str, Any]]:
    """The rows under the one key that such a file has."""
    file = read_strictly(path)
    if not isinstance(file, dict) or set(file) != {name} or not isinstance(file[name], Sequence):
        raise FixtureError(f"{path.name}: holds one list, {name}")
    for row in file[name]:
        if not isinstance(row, dict):
            raise FixtureError(f"{path.name}: {str(row)[:40]!r} is no row")
        yield row


def texts(row: Mapping[str, Any], name: str, where: str, *, known: Collection[str] = ()) -> list[str]:
    """A list of texts, each of them `known` where that is given."""
    given = row.get(name, [])
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise FixtureError(f"{where}: {name} is a list of texts")
    if known and (unknown := sorted(set(given) - set(known))):
        raise FixtureError(f"{where}: there is no {', '.join(unknown)} among {name}")
    return given
