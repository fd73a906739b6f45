"""Relevance against the frozen judgements, on both engines: nDCG@10 of each bucket, printed with `-s`."""

import os
from collections.abc import Mapping, Sequence

import pytest

from marketplace.catalogue.models import Listing
from search.queries import SearchRequest, search
from search.relevance import DEPTH
from tests.search.conftest import Settle
from tests.search.judgements import report
from tests.search.judgements.judging import AT, Judged, Score, mean, measure, put_on_sale, queries

pytestmark = pytest.mark.django_db
LEAST = {"accented": 0.95, "unaccented": 0.90, "ambiguous": 1.0, "synonyms": 0.90, "typos": 0.80}
LEAST_OF_POSTGRES = {bucket: least - 0.10 for bucket, least in LEAST.items()}
LEAST_ELSEWHERE = 0.75  # buckets that nobody set a figure for may not fall behind what was reached
SHELVES = ("gạo",)  # names many commodities at once: any of them is right in front
REPEATS = ("telex", "nfd")


@pytest.fixture
def scores(engine: Settle, request: pytest.FixtureRequest) -> Sequence[Score]:
    kinds = put_on_sale()
    engine()
    scores = measure(ids_of, kinds)
    if name := os.environ.get("RELEVANCE_REPORT"):
        engine_name = request.node.callspec.params["engine"]
        titles = dict(Listing.objects.values_list("pk", "title"))
        report.keep(name=f"{name}-{engine_name}", scores=scores, kinds=kinds, titles=titles)
    return scores


def ids_of(text: str) -> list[int]:
    return [hit.listing_id for hit in search(request=SearchRequest(text=text, size=DEPTH), at=AT).hits]


def by_bucket(scores: Sequence[Score]) -> Mapping[str, list[Score]]:
    found: dict[str, list[Score]] = {}
    for score in scores:
        found.setdefault(score.query.bucket, []).append(score)
    return found


def test_each_bucket_reaches_its_figure(scores: Sequence[Score], request: pytest.FixtureRequest) -> None:
    buckets = by_bucket(scores)
    for bucket, mine in buckets.items():
        kept = [score for score in mine if score.query.held_out]
        print(f"{bucket:12} {mean(mine):.3f}  held out {mean(kept):.3f}  of {len(mine)}")  # noqa: T201
    on_postgres = "postgres" in request.node.name
    least = LEAST_OF_POSTGRES if on_postgres else LEAST
    low = {
        bucket: mean(mine)
        for bucket, mine in buckets.items()
        if bucket not in REPEATS and mean(mine) < least.get(bucket, LEAST_ELSEWHERE)
    }
    assert low == {}


def test_the_first_hit_for_an_exact_name_is_that_thing(scores: Sequence[Score]) -> None:
    first = {score.query.text: score.first for score in by_bucket(scores)["accented"]}
    assert {text: grade for text, grade in first.items() if grade < (2 if text in SHELVES else 3)} == {}


@pytest.mark.parametrize("bucket", REPEATS)
def test_other_ways_of_typing_find_the_same(scores: Sequence[Score], bucket: str) -> None:
    """Telex and VNI typed raw, other Unicode forms and tone places, against the same words typed well."""
    of_text = {score.query.text: score for score in scores if score.query.bucket not in REPEATS}
    mine = by_bucket(scores)[bucket]
    well = [of_text[query.base] for query in _queries(mine)]
    assert mean(mine) >= mean(well) - 0.01


def _queries(scores: Sequence[Score]) -> list[Judged]:
    return [score.query for score in scores]


def test_hardly_any_query_finds_nothing(scores: Sequence[Score]) -> None:
    assert [score.query.text for score in scores if not score.found] == []
    assert len(scores) == len(queries())
