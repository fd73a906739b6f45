"""What was typed as a query of Elasticsearch: what must be there, and the score by search.ranking."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query

from kernel.text import fold
from search import ranking
from search.builder import UNKNOWN
from search.distance import Point
from search.synonyms import Phrase
from search.words import Words

_WEIGHTS = {"title": ranking.TITLE, "names": ranking.NAMES, "seller": ranking.SELLER}
IN_STOCK = 2.0**60
"""Times the score of what is in stock, so that the score alone sorts: one sorted by a field first is not
collected by several threads. A power of two costs the score no digit; texts and factors stay far below it.
"""
_DESCRIPTION = ("description", ranking.DESCRIPTION)  # its words have no places: no phrases there


def query(
    words: Words,
    always: Sequence[Query],
    *,
    today: date,
    relaxed: bool,
    ranked: bool,
    here: Point | None = None,
) -> Query:
    """`always`: filters. Without `ranked` nothing is scored."""
    if not words:
        return Q("bool", filter=list(always)) if always else Q("match_all")
    text = _near(words) if relaxed else _all(words)
    if not ranked:
        return Q("bool", filter=[text, *always])
    found = Q("bool", must=[text], should=_together(words), filter=list(always))
    better = Q("function_score", query=found, functions=_kinds(words), score_mode="multiply")
    return Q("function_score", query=better, functions=_quality(words, today, here), score_mode="sum")


def _all(words: Words) -> Query:
    """Accents that were typed are meant, unless the seller wrote none or offers what was meant."""
    every = [_slot(slot.every, ".folded", ranking.FOLDED) for slot in words.slots]
    plain = [_slot(slot.plain, ".folded", ranking.FOLDED) for slot in words.slots]
    if plain == every and not words.has_accents:
        return Q("bool", must=every)
    if words.has_accents:
        exact = [_slot(slot.exact, "", ranking.EXACT) for slot in words.slots if slot.exact]
        ways = [Q("bool", must=exact), Q("bool", filter=[Q("term", bare=True), *plain])]
    else:
        ways = [Q("bool", must=plain)]
    if words.codes:
        ways.append(_meant(words))
    return Q("bool", must=every, should=ways, minimum_should_match=1)


def _near(words: Words) -> Query:
    ways = [_slot(slot.every, ".folded", ranking.FOLDED) for slot in words.slots]
    if words.codes:
        ways.append(_meant(words))
    return Q("bool", should=ways, minimum_should_match=1)


def _meant(words: Words) -> Query:
    return Q("constant_score", filter=Q("terms", commodity_code=list(words.codes)), boost=0.01)


def _slot(phrases: Sequence[Phrase], fields: str, boost: float) -> Query:
    ways = [_phrase(phrase, fields, boost) for phrase in phrases]
    return ways[0] if len(ways) == 1 else Q("dis_max", queries=ways)


def _phrase(phrase: Phrase, fields: str, boost: float) -> Query:
    weights = dict(_WEIGHTS)
    if len(phrase) == 1:
        weights.update([_DESCRIPTION])
    return Q(
        "multi_match",
        query=" ".join(phrase),
        type="best_fields" if len(phrase) == 1 else "phrase",
        fields=[f"{name}{fields}^{weight}" for name, weight in weights.items()],
        tie_breaker=0.2,
        boost=boost,
    )


def _together(words: Words) -> list[Query]:
    if not words.several:
        return []
    return [Q("match", title__shingle={"query": fold(words.said), "boost": ranking.TOGETHER})]


def _kinds(words: Words) -> list[dict[str, Any]]:
    """Factors for what is in stock, the commodity that is meant and the forms that are not."""
    unasked = [form for form in ranking.FORMS if form not in words.asked_forms]
    found: list[dict[str, Any]] = [{"filter": {"term": {"in_stock": True}}, "weight": IN_STOCK}]
    for weight in sorted({ranking.FORMS[form] for form in unasked}):
        forms = [form for form in unasked if ranking.FORMS[form] == weight]
        found.append({"filter": {"terms": {"form": forms}}, "weight": weight})
    if words.codes:
        found.append(
            {"filter": {"terms": {"commodity_code": list(words.codes)}}, "weight": ranking.COMMODITY}
        )
    return found


def _quality(words: Words, today: date, here: Point | None) -> list[dict[str, Any]]:
    """They add up to one factor, as in search.scoring."""
    fresh = [(today - timedelta(days=days)).isoformat() for days in range(ranking.FRESH_DAYS + 1)]
    found: list[dict[str, Any]] = [
        {"weight": 1 - ranking.RELIABLE * UNKNOWN / 100},
        {
            "field_value_factor": {
                "field": "reliability",
                "factor": ranking.RELIABLE / 100,
                "missing": UNKNOWN,
            }
        },
        {"filter": {"term": {"months": today.month}}, "weight": ranking.IN_SEASON},
        {"filter": {"terms": {"harvested_on.day": fresh}}, "weight": ranking.FRESH},
    ]
    if words.grams:
        found.append({"filter": {"range": {"minimum_g": {"lte": words.grams}}}, "weight": ranking.ENOUGH})
    if here:
        found.append(_near_by(here))
    return found


def _near_by(here: Point) -> dict[str, Any]:
    point = {"lat": here.latitude, "lon": here.longitude}
    shape = {"origin": point, "scale": f"{ranking.NEAR_KM}km", "decay": 0.5}
    return {
        "filter": {"exists": {"field": "location"}},
        "exp": {"location": shape},
        "weight": ranking.NEAR,
    }
