"""Stripe, by its own library. `gateway` asks, `reading` understands, `webhook` checks signatures.
Amounts: dong is zero-decimal at Stripe, so the numbers are the same.
"""
