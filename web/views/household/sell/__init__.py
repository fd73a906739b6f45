"""Đăng bán in three screens: photo and what, price and how much, a last look. A draft is kept all along."""

from web.views.household.sell.price import price
from web.views.household.sell.review import review
from web.views.household.sell.what import what

__all__ = ["price", "review", "what"]
