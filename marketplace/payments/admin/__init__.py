"""The desk of staff. All writing goes through operations."""

from marketplace.payments.admin import bank, books, cards, payouts

__all__ = ["bank", "books", "cards", "payouts"]
