"""How good an order is: nDCG and precision, counted here and not by a search server."""

from collections.abc import Sequence
from math import log2

DEPTH = 10


def dcg(grades: Sequence[int], *, depth: int = DEPTH) -> float:
    """Discounted cumulative gain with gains of 2^grade - 1 (Burges et al. 2005)."""
    return float(sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades[:depth])))


def ndcg(found: Sequence[int], judged: Sequence[int], *, depth: int = DEPTH) -> float:
    """`found`: grades of the answer in its order; `judged`: the grades of everything that has one.

    1 is the best order that there is. Where nothing is worth finding, 1 as well.
    """
    best = dcg(sorted(judged, reverse=True), depth=depth)
    return dcg(found, depth=depth) / best if best else 1.0
