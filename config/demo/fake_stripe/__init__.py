"""A small Stripe of our own, over HTTP, for the demo and the tests. docs/fake_stripe.md says what it can do.

It keeps its state in SQLite and has written it down before it answers, so it may be killed at any time.
"""
