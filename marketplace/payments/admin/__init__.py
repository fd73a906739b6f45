"""The desk of staff. All writing goes through operations."""

from marketplace.payments.admin import books, cards, payouts

__all__ = ["books", "cards", "payouts"]
