"""The figures that orders are judged by, and the frozen set that they are judged on."""

from collections import Counter
from math import log2

import pytest

from search.relevance import dcg, ndcg
from tests.search.judgements.judging import corpus, queries
from tests.search.judgements.report import page

BUCKETS = {
    "accented",
    "unaccented",
    "ambiguous",
    "synonyms",
    "telex",
    "nfd",
    "typos",
    "compounds",
    "varieties",
    "natural",
}


def test_a_gain_counts_less_the_further_down_it_stands() -> None:
    assert dcg([3, 0, 1]) == pytest.approx(7 + 1 / log2(4))
    assert dcg([0] * 10 + [3]) == 0


def test_the_best_order_is_one_and_nothing_found_is_none() -> None:
    assert ndcg([3, 2, 0], [0, 2, 3]) == 1
    assert ndcg([], [3]) == 0
    assert ndcg([], [0, 0]) == 1
    assert ndcg([0, 3], [3, 0]) == pytest.approx(1 / log2(3))


def test_the_frozen_set_is_whole() -> None:
    rows, asked = corpus(), queries()
    assert len(rows) >= 600
    assert len(asked) >= 150
    assert {query.bucket for query in asked} == BUCKETS
    assert len({(query.bucket, query.text) for query in asked}) == len(asked)
    assert 0.2 < sum(query.held_out for query in asked) / len(asked) < 0.4


def test_no_query_has_more_than_eight_top_grades_and_each_has_something() -> None:
    kinds = Counter(row["kind"] for row in corpus())
    for query in queries():
        assert set(query.grades) <= set(kinds), query.text
        if not query.senses:
            best = sum(kinds[kind] for kind, grade in query.grades.items() if grade == 3)
            assert best <= 8, query.text


def test_the_report_puts_what_fell_first_and_marks_what_moved() -> None:
    def hit(title: str, grade: int) -> dict[str, object]:
        return {"title": title, "kind": "x", "grade": grade}

    def row(text: str, value: float, *found: dict[str, object]) -> dict[str, object]:
        return {"bucket": "typos", "text": text, "held_out": False, "value": value, "found": list(found)}

    good, bad = hit("Vải <thiều>", 3), hit("Cây giống", 0)
    old = [row("same", 1, good), row("rose", 0.2, bad, good), row("fell", 1, good)]
    new = [row("same", 1, good), row("rose", 1, good, bad), row("fell", 0, bad)]
    told = page({"name": "a", "rows": old}, {"name": "b", "rows": new})
    assert told.index("<b>fell") < told.index("<b>rose") < told.index("<b>same")
    assert "2 of 3 queries differ" in told
    assert "<thiều>" not in told
    assert told.count("moved") == 1 + 3  # the style, and three places
    assert "-1.000" in told
