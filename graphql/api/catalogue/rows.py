"""Rows of a list of listings. What cards show came with the list; anything else is read when it is first
asked for, for all the rows of the list in one statement.
"""

from typing import Any

from api.catalogue.loaders import ListingById
from api.context import Context
from marketplace.catalogue.cards import Listed


class ListingRow:
    """Answers as a listing does."""

    __slots__ = ("context", "listed")

    def __init__(self, listed: Listed, context: Context) -> None:
        self.listed = listed
        self.context = context

    def __getattr__(self, name: str) -> Any:
        if name in _LISTED:
            return getattr(self.listed, name)
        return getattr(self.context.loader(ListingById).load(self.listed.pk), name)


class CoverRow:
    """Answers as the first photo of a row does."""

    __slots__ = ("alt", "base", "ground", "key", "state")

    def __init__(self, listed: Listed) -> None:
        self.key, self.base = listed.cover_key, listed.cover_base
        self.ground, self.alt, self.state = listed.cover_ground, listed.cover_alt, "ready"


_LISTED = frozenset({*Listed._fields, "net_g"})
