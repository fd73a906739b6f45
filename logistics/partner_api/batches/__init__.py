"""Batches: many operations of a carrier in one request, done by a worker, each exactly once."""
