"""Stripe, by its own library. `gateway` asks, `reading` understands, `webhook` checks signatures.
Amounts are in the smallest unit at Stripe as they are here: `currencies` names those for which the two agree.
"""
