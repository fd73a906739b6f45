"""Old decisions judged anew: by the rules as they were believed then, and by those of today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from logistics.paperwork.judging import judge
from logistics.paperwork.models import Decision
from logistics.paperwork.recording import case_of, chain, items_json, rule_json
from logistics.paperwork.rulebook import Rulebook, fresh_rulebook, read_rulebook

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """`same`: the rules of then, asked now, give every item and rule as they were written. `today` is what
    today's rules say of the same facts on the same day, and `changed` which items they see otherwise.
    """

    decision: Decision
    same: bool
    today: str
    changed: Sequence[str]


def replay(decision: Decision) -> Replayed:
    body: Json = orjson.loads(decision.body)
    then = read_rulebook(known_at=decision.at, demo=body["demo_reviews"])
    items, rules, _outcome = _judged(_with_names(then, body), body)
    items_now, _rules, outcome_now = _judged(fresh_rulebook(), body)
    return Replayed(
        decision=decision,
        same=items == body["items"] and rules == body["rules"],
        today=outcome_now,
        changed=sorted(_changed(body["items"], items_now)),
    )


def _judged(book: Rulebook, body: Json) -> tuple[list[Json], list[Json], str]:
    cases = [case_of(given) for given in body["cases"]]
    findings = [judge(book, case) for case in cases]
    rules = [rule_json(book, case, finding) for case, finding in zip(cases, findings, strict=True)]
    outcome = "BLOCKED" if any(finding.blockers for finding in findings) else "CLEAR"
    return items_json([item for finding in findings for item in finding.items]), rules, outcome


def _with_names(book: Rulebook, body: Json) -> Rulebook:
    """Which commodities were these goods, and which agreements the destination had, as it was written."""
    goods, places = dict(book.goods), dict(book.places)
    commodities = dict(book.by_commodity)
    for case, rule in zip(body["cases"], body["rules"], strict=True):
        if case["good"] in goods:
            known = frozenset(rule["commodities"])
            goods[case["good"]] = replace(goods[case["good"]], commodities=known)
            commodities = {code: good for code, good in commodities.items() if good != case["good"]}
            commodities |= dict.fromkeys(known, case["good"])
        if case["destination"] in places:
            places[case["destination"]] = replace(
                places[case["destination"]], agreements=tuple(rule["agreements"])
            )
    return replace(book, goods=goods, places=places, by_commodity=commodities)


def _changed(before: Sequence[Json], after: Sequence[Json]) -> Iterator[str]:
    old = {item["code"]: (item["state"], item["reason"]) for item in before}
    new = {item["code"]: (item["state"], item["reason"]) for item in after}
    for code in old.keys() | new.keys():
        if old.get(code) != new.get(code):
            yield f"{code}: {_short(old.get(code))} > {_short(new.get(code))}"


def _short(found: tuple[str, str] | None) -> str:
    return " ".join(found) if found else "-"


def broken_links() -> list[int]:
    """Sequence numbers at which the chain does not hold: a row that was changed, or is missing before it."""
    broken: list[int] = []
    before, expected = "", 1
    for sequence, said_before, body, said in (
        Decision.objects.order_by("sequence")
        .values_list("sequence", "before", "body", "hash")
        .iterator(chunk_size=500)
    ):
        if sequence != expected or said_before != before or said != chain(before, body):
            broken.append(sequence)
        before, expected = said, sequence + 1
    return broken
