"""Decisions as JSON that lasts: the whole case goes in, and comes out again to be judged anew."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from logistics.paperwork.enums import Channel, Form, Purpose, Wood
from logistics.paperwork.rulebook import Rulebook
from logistics.paperwork.values import (
    Case,
    CodeFacts,
    Difference,
    Finding,
    Item,
    LotFacts,
    PaperFacts,
    PlotFacts,
    Span,
    TreatmentFacts,
)

Json = dict[str, Any]


def canonical(body: Mapping[str, Any]) -> str:
    """The one text of a body: sorted keys, decimals as texts."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS, default=_plain).decode()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)


def chain(before: str, body: str) -> str:
    return hashlib.sha256((before + body).encode()).hexdigest()


def case_json(case: Case) -> Json:
    written: Json = orjson.loads(canonical(asdict(case)))
    return written


def items_json(items: Sequence[Item]) -> list[Json]:
    names = ("code", "gate", "state", "reason", "data", "kind", "sources", "about")
    read: list[Json] = orjson.loads(
        canonical({"items": [{name: getattr(item, name) for name in names} for item in items]})
    )["items"]
    return read


def rule_json(book: Rulebook, case: Case, finding: Finding) -> Json:
    """What of the book the finding rests on, beside the rule itself, which its version names for ever."""
    good, place = book.goods.get(case.good), book.places.get(case.destination)
    return {
        "rule": finding.rule,
        "rests_on_demo": finding.rests_on_demo,
        "read_on": finding.read_on.isoformat() if finding.read_on else None,
        "commodities": sorted(good.commodities) if good else [],
        "agreements": list(place.agreements) if place else [],
    }


def case_of(given: Json) -> Case:
    """The inverse of `case_json`."""
    plain = {name: given[name] for name in ("good", "destination", "preference", "operator_size", "importer")}
    return Case(
        **plain,
        day=date.fromisoformat(given["day"]),
        channel=Channel(given["channel"]),
        purpose=Purpose(given["purpose"]),
        form=Form(given["form"]),
        entry_on=_date(given["entry_on"]),
        arrival_at=_instant(given["arrival_at"]),
        notice_at=_instant(given["notice_at"]),
        value_eur=_decimal(given["value_eur"]),
        net_kg=_decimal(given["net_kg"]),
        regions=given["regions"],
        wood=Wood(given["wood"]),
        marked_not_for=given["marked_not_for"],
        lots=[_lot(lot) for lot in given["lots"]],
        papers=[_paper(paper) for paper in given["papers"]],
        differences=[Difference(**one) for one in given["differences"]],
        waived=frozenset(given["waived"]),
        rest_days=frozenset(date.fromisoformat(day) for day in given.get("rest_days", ())),
        calendars_missing=given.get("calendars_missing", ()),
    )


def _date(given: str | None) -> date | None:
    return date.fromisoformat(given) if given else None


def _instant(given: str | None) -> datetime | None:
    return datetime.fromisoformat(given) if given else None


def _decimal(given: str | None) -> Decimal | None:
    return Decimal(given) if given is not None else None


def _lot(given: Json) -> LotFacts:
    return LotFacts(
        reference=given["reference"],
        commodity=given["commodity"],
        harvested_on=date.fromisoformat(given["harvested_on"]),
        area=_code(given["area"]),
        house=_code(given["house"]),
        plots=[PlotFacts(**plot) for plot in given["plots"]],
        treatments=[_treatment(one) for one in given["treatments"]],
    )


def _code(given: Json | None) -> CodeFacts | None:
    if given is None:
        return None
    return CodeFacts(
        code=given["code"],
        history=[(date.fromisoformat(since), status) for since, status in given["history"]],
        markets=[
            Span(one["destination"], date.fromisoformat(one["since"]), _date(one["until"]))
            for one in given["markets"]
        ],
    )


def _treatment(given: Json) -> TreatmentFacts:
    read = dict(given)
    read["done_on"] = date.fromisoformat(given["done_on"])
    read["celsius"], read["grams_per_m3"] = _decimal(given["celsius"]), _decimal(given["grams_per_m3"])
    read["facility"] = _code(given["facility"])
    return TreatmentFacts(**read)


def _paper(given: Json) -> PaperFacts:
    days = {field.name for field in fields(PaperFacts) if field.name.endswith("_on")}
    read: Json = {name: _date(value) if name in days else value for name, value in given.items()}
    return PaperFacts(**read)
