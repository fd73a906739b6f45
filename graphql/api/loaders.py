"""Batch loading without promises.

A list resolver announces which keys its rows will want (`expect`); the first `load` then fetches all of
them in one go. graphene's own DataLoader needs an event loop and our view is synchronous; announcing
keeps the executor untouched.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import datetime
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Loader(Generic[Key, Value]):
    """Subclasses give `fetch`. A key that `fetch` leaves out loads as `missing`. One request's loaders know
    its moment, `at`, and nothing else of it.
    """

    missing: Value

    def __init__(self, *, at: datetime) -> None:
        self.at = at
        self._expected: set[Key] = set()
        self._loaded: dict[Key, Value] = {}

    def fetch(self, keys: Collection[Key]) -> Mapping[Key, Value]:
        raise NotImplementedError

    def expect(self, keys: Iterable[Key]) -> None:
        """These will be asked for: fetch them together when the first one is."""
        self._expected.update(key for key in keys if key not in self._loaded)

    def prime(self, values: Mapping[Key, Value]) -> None:
        """These are known already."""
        self._loaded.update(values)
        self._expected.difference_update(values)

    def load(self, key: Key) -> Value:
        if key not in self._loaded:
            wanted = self._expected | {key}
            found = self.fetch(wanted)
            for each in wanted:
                self._loaded[each] = found.get(each, self.missing)
            self._expected.clear()
        return self._loaded[key]
