"""The score of a listing in SQL: search.ranking's weights over the columns of search_entry."""

from typing import Any

from search import ranking
from search.builder import UNKNOWN
from search.distance import KM
from search.words import Words

_WEIGHTS = f"'{{{ranking.DESCRIPTION}, {ranking.SELLER}, {ranking.NAMES}, {ranking.TITLE}}}'"  # D, C, B, A
_EXACT = f"ts_rank({_WEIGHTS}, exact, to_tsquery('simple', %(exact)s))"
_FOLDED = f"ts_rank({_WEIGHTS}, folded, to_tsquery('simple', %(every)s))"
_SOME = f"ts_rank({_WEIGHTS}, folded, to_tsquery('simple', %(some)s))"
_TOGETHER = f"(1 + {ranking.TOGETHER} * (folded @@ to_tsquery('simple', %(together)s))::int)"
_COMMODITY = f"CASE WHEN commodity_code = ANY(%(codes)s) THEN {ranking.COMMODITY} ELSE 1 END"
_WORDY = f"(1 + {ranking.WORDY} * (length(title) - length(replace(title, ' ', ''))))"
_SEASON = f"{ranking.IN_SEASON} * (%(month)s = ANY(months))::int"
_FRESH = (
    f"{ranking.FRESH} * (harvested_on IS NOT NULL"
    f" AND harvested_on BETWEEN %(today)s::date - {ranking.FRESH_DAYS} AND %(today)s::date)::int"
)
_RELIABLE = f"{ranking.RELIABLE} * (reliability - {UNKNOWN}) / 100.0"
_ENOUGH = f"{ranking.ENOUGH} * (minimum_g <= %(grams)s)::int"
_NEAR = f"coalesce({ranking.NEAR} * power(0.5, {KM} / {ranking.NEAR_KM}), 0)"


def score(words: Words, *, near: bool, relaxed: bool) -> str:
    """A whole number. Its parameters: those of tsquery.texts, codes, month, today, grams and, with `near`,
    latitude and longitude.
    """
    text = f"{ranking.FOLDED} * {_FOLDED}"
    if words.has_accents:
        text = f"{ranking.EXACT} * {_EXACT} + {text}"
    if relaxed:
        text = f"0.01 + {_SOME}"
    factors = [f"({text})", _form(words), quality(words.grams > 0, near)]
    if words.codes:
        factors.append(_COMMODITY)
    if words.several:
        factors.append(_covered(words) if relaxed else _TOGETHER)
    return f"round(1e6 * {' * '.join(factors)} / {_WORDY})::bigint"


def _covered(words: Words) -> str:
    """Of the words, how many a near one has, squared."""
    parts = " + ".join(
        f"(folded @@ to_tsquery('simple', %(slot{number})s))::int" for number in range(len(words.slots))
    )
    return f"power(({parts} + 0.2) / {len(words.slots)}, 2)"


def _form(words: Words) -> str:
    cases = "".join(
        f" WHEN '{form}' THEN {factor}"
        for form, factor in ranking.FORMS.items()
        if form not in words.asked_forms
    )
    return f"(CASE form{cases} ELSE 1 END)" if cases else "1"


def quality(amount: bool, near: bool) -> str:
    parts = ["1", _SEASON, _FRESH, _RELIABLE]
    if amount:
        parts.append(_ENOUGH)
    if near:
        parts.append(_NEAR)
    return f"({' + '.join(parts)})"


def values(words: Words) -> dict[str, Any]:
    return {"codes": list(words.codes), "grams": words.grams}
