"""The frozen corpus and the frozen judgements: read, put on sale, and measured against."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from kernel.places.models import Commune, Province
from kernel.places.queries import commune, province
from kernel.text import fold, sort_key, tidy_line
from logistics.goods.models import Commodity
from logistics.goods.queries import forget
from marketplace.catalogue.models import Listing, Lot
from marketplace.households.models import Household
from search.relevance import DEPTH, ndcg
from tests.factories.catalogue import ListingFactory, LotFactory
from tests.factories.goods import CommodityFactory
from tests.factories.households import HouseholdFactory

HERE = Path(__file__).parent
AT = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
HELD_OUT = 3
"""Every so many lines of a bucket one was kept aside until the tuning was done."""

Answers = Callable[[str], Sequence[int]]
"""What an engine gives for a text: ids of listings, best first."""
Kinds = Mapping[int, str]
"""Listing → what it really is: "mango.hoaloc"."""


class Judged(NamedTuple):
    """One query. `senses`: for an ambiguous one, the kinds of each sense, each of which is to be seen."""

    bucket: str
    text: str
    grades: Mapping[str, int]
    senses: Sequence[frozenset[str]]
    held_out: bool
    base: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """How one query was answered; `share` of the senses seen, for an ambiguous one instead of nDCG."""

    query: Judged
    value: float
    first: int
    found: list[int] = field(default_factory=list)


def corpus() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / "corpus.jsonl").read_text().splitlines()]


def queries() -> list[Judged]:
    bucket, number, found, known = "", 0, list[Judged](), dict[str, Mapping[str, int]]()
    for line in (HERE / "queries.txt").read_text().splitlines():
        if line.startswith("["):
            bucket, number = line.strip("[]"), 0
        elif line and not line.startswith("#"):
            number += 1
            judged = _judged(bucket, line, number % HELD_OUT == 0, known)
            known[judged.text] = judged.grades
            found.append(judged)
    return found


def _judged(bucket: str, line: str, held_out: bool, known: Mapping[str, Mapping[str, int]]) -> Judged:
    text, _, wanted = line.partition(" | ")
    if bucket == "ambiguous":
        senses = [frozenset(sense.strip().split(",")) for sense in wanted.split(";")]
        return Judged(bucket, text, {kind: 3 for sense in senses for kind in sense}, senses, held_out)
    if wanted.startswith("= "):
        return Judged(bucket, text, known[wanted[2:]], (), held_out, base=wanted[2:])
    pairs = (pair.split(":") for pair in wanted.split())
    return Judged(bucket, text, {kind: int(grade) for kind, grade in pairs}, (), held_out)


def put_on_sale() -> Kinds:
    """The corpus as commodities, households, listings and lots of the shop."""
    rows = corpus()
    _places(rows)
    commodities, households = _commodities(rows), _households(rows)
    listings = [
        ListingFactory.build(
            household=households[row["household"]],
            commodity=commodities[row["commodity_code"]],
            slug=f"tin-{row['id']}",
            title=tidy_line(row["title"]),
            description=row["description"],
            unit_price=row["unit_price"],
            minimum=row["minimum_kg"] * 1_000,
            commune_code=row["commune_code"],
            province_code=row["province_code"],
            published_at=AT - timedelta(minutes=row["id"]),
        )
        for row in rows
    ]
    made = Listing.objects.bulk_create(listings)
    today = date(2026, 6, 9)
    Lot.objects.bulk_create(
        [
            LotFactory.build(listing=each, quantity=50_000, harvested_on=today, expires_on=None)
            for each in made
        ]
    )
    return {listing.pk: row["kind"] for listing, row in zip(made, rows, strict=True)}


def _places(rows: Sequence[Mapping[str, Any]]) -> None:
    """The provinces and communes that the corpus speaks of, as the map in memory has them."""
    provinces = [province(code) for code in sorted({row["province_code"] for row in rows})]
    communes = [commune(code) for code in sorted({row["commune_code"] for row in rows})]
    Province.objects.bulk_create([_copy(Province, place) for place in provinces])
    Commune.objects.bulk_create(
        [_copy(Commune, place, province_id=place.province_code) for place in communes]
    )


def _copy(model: type[Any], place: Any, **more: Any) -> Any:
    names = [field.attname for field in model._meta.fields]
    return model(**{name: getattr(place, name) for name in names if hasattr(place, name)}, **more)


def _commodities(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Commodity]:
    names = {row["commodity_code"]: row["names"] for row in rows}
    groups = {row["commodity_code"]: row["group"].upper()[:10] for row in rows}
    Commodity.objects.bulk_create(
        [
            CommodityFactory.build(
                code=code,
                name_vi=name,
                name_en="",
                group=groups[code],
                folded=fold(name),
                sort_key=sort_key(name),
                months=list(range(1, 13)),
            )
            for code, name in names.items()
        ]
    )
    forget()
    return {commodity.code: commodity for commodity in Commodity.objects.all()}


def _households(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Household]:
    names = sorted({row["household"] for row in rows})
    made = Household.objects.bulk_create([HouseholdFactory.build(name=name) for name in names])
    return {household.name: household for household in made}


def measure(answers: Answers, kinds: Kinds) -> list[Score]:
    return [_score(query, list(answers(query.text))[:DEPTH], kinds) for query in queries()]


def _score(query: Judged, found: list[int], kinds: Kinds) -> Score:
    grades = [query.grades.get(kinds[each], 0) for each in found]
    if query.senses:
        seen = {kinds[each] for each in found}
        value = sum(bool(sense & seen) for sense in query.senses) / len(query.senses)
    else:
        value = ndcg(grades, [query.grades.get(kind, 0) for kind in kinds.values()])
    return Score(query, value, grades[0] if grades else 0, found)


def mean(scores: Sequence[Score]) -> float:
    return sum(score.value for score in scores) / len(scores)
