"""How many export decisions a second: `.venv/bin/python -m benchmarks.export_rules` (series `export-rules`).

Every pair of goods and destination with a lot and all papers, three days each, against the rules of the files in
memory; beside it the bare loop that builds the same cases and asks nothing.
"""

import os
import time
from collections.abc import Callable, Iterator
from datetime import date

import django

DAYS = (date(2024, 1, 1), date(2026, 6, 10), date(2027, 7, 1))
ROUNDS = 5


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    from django.db import transaction

    from logistics.paperwork.judging import judge
    from logistics.paperwork.rulebook import read_rulebook
    from tests.factories.paperwork import load_rules

    with transaction.atomic():
        load_rules()
        book = read_rulebook(known_at=None)
        transaction.set_rollback(True)
    pairs = [(good, place) for good in book.goods for place in book.places]
    bare = rate(lambda: sum(1 for _case in cases(pairs)))
    judged = rate(lambda: sum(1 for case in cases(pairs) if judge(book, case)))
    print(f"export-rules: {judged:,.0f} decisions/s; bare loop {bare:,.0f}/s; ratio {bare / judged:.1f}")


def cases(pairs: list[tuple[str, str]]) -> Iterator[object]:
    from dataclasses import replace

    from tests.factories.cases import lychee_to

    whole = lychee_to("JP")
    for good, place in pairs:
        for day in DAYS:
            yield replace(whole, good=good, destination=place, day=day)


def rate(run: Callable[[], int]) -> float:
    """The best of some rounds: others use the machine, too."""
    best = 0.0
    for _round in range(ROUNDS):
        began = time.perf_counter()
        count = run()
        best = max(best, count / (time.perf_counter() - began))
    return best


if __name__ == "__main__":
    main()
