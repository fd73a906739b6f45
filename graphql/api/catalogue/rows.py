"""Rows of a list of listings. What cards show came with the list; anything else is read when it is first
asked for, for all the rows of the list in one statement.
"""

from typing import Any

from api.catalogue.loaders import ListingById
from api.context import Context
from marketplace.catalogue.cards import Listed, Picture, Shown


class ListingRow:
    """Answers as a listing does. `shown` came along where the listing is alone on its page."""

    __slots__ = ("context", "listed", "shown")

    def __init__(self, listed: Listed, context: Context, shown: Shown | None = None) -> None:
        self.listed = listed
        self.context = context
        self.shown = shown

    @property
    def description(self) -> str:
        return self.shown.description if self.shown else self._whole.description

    @property
    def cover(self) -> Picture | None:
        """The first finished photo."""
        row = self.listed
        return (
            Picture(row.cover_key, row.cover_base, row.cover_ground, row.cover_alt) if row.cover_key else None
        )

    @property
    def _whole(self) -> Any:
        return self.context.loader(ListingById).load(self.listed.pk)

    def __getattr__(self, name: str) -> Any:
        if name in _LISTED:
            return getattr(self.listed, name)
        return getattr(self._whole, name)


_LISTED = frozenset({*Listed._fields, "net_g"})
