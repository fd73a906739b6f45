"""The export rules from fixtures/export_rules/ into dated versions, with a diff to look at first.

A row that says something else than the last version loaded from a file becomes a new version, UNREVIEWED.
What staff wrote since stays in force unless the file's row changed, too; the diff says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from kernel.reference import Changes, FixtureError, check_fields, sync
from logistics.paperwork.dated_rows import holiday_years, levies
from logistics.paperwork.enums import Form, Gate
from logistics.paperwork.models import (
    Destination,
    ExportGood,
    HolidayYear,
    LevyRow,
    PaperKind,
    Question,
    Rule,
    Source,
)
from logistics.paperwork.reading import read_strictly, rows_of, texts
from logistics.paperwork.rows import Names, choice, clean
from logistics.paperwork.rulebook import forget
from logistics.paperwork.versions import digest_of, facts_of_version, write_version

ACTOR: Final = "system:export-rules"
GOOD_MUST = ("code", "name_vi", "name_en", "botanical", "hs6", "form", "perishable")
GOOD_MAY = (*GOOD_MUST, "synonyms", "vn_hs8", "eu_cn8", "eu_duty_free", "commodities")
PLACE = ("code", "name_vi", "name_en", "countries", "agreements", "system")
KIND_MUST = ("code", "name_vi", "name_en", "issuer_vi", "issuer_en", "authority")
KIND_MAY = (*KIND_MUST, "base_gate", "usual_hours", "usual_hours_source")

Row = Mapping[str, Any]


@dataclass(kw_only=True)
class Loaded:
    """What a load did: tables of names, then the rules, each line a change."""

    tables: list[Changes]
    lines: list[str] = field(default_factory=list)
    same: int = 0
    gone: list[str] = field(default_factory=list)

    def report(self) -> Iterator[str]:
        for table in self.tables:
            yield from table.lines()
        yield f"rules: {len(self.lines)} new versions, {self.same} as before, {len(self.gone)} gone"
        yield from self.lines
        yield from (f"- {name}: no longer in the files; the version in force stays" for name in self.gone)


@transaction.atomic
def load(folder: Path, *, at: datetime, actor: str = ACTOR) -> Loaded:
    """All files of a folder, or none: a FixtureError leaves everything as it was."""
    loaded = Loaded(tables=_names(folder))
    names = known_names()
    versions = _versions()
    seen: set[str] = set()
    for path in sorted(folder.glob("rules-*.yaml")):
        destination = names.places.get(path.stem.removeprefix("rules-"))
        if destination is None:
            raise FixtureError(f"{path.name}: there is no such destination")
        for row in rows_of(path, "rules"):
            _take(row, destination, names, versions, seen, loaded, at=at, actor=actor)
    in_force = Rule.objects.filter(superseded_at=None).values_list("name", flat=True)
    loaded.gone = sorted(set(in_force) - seen)
    transaction.on_commit(forget)
    forget()
    return loaded


def _names(folder: Path) -> list[Changes]:
    return [
        sync(Source, _sources(folder / "sources.yaml"), key=("code",)),
        sync(ExportGood, _goods(folder / "goods.yaml"), key=("code",)),
        sync(Destination, _places(folder / "destinations.yaml"), key=("code",)),
        sync(PaperKind, _kinds(folder / "papers.yaml"), key=("code",)),
        sync(Question, _questions(folder / "questions.yaml"), key=("code",)),
        sync(HolidayYear, holiday_years(folder / "holidays.yaml"), key=("country", "year")),
        sync(LevyRow, levies(folder / "levies.yaml"), key=("name",)),
    ]


def _sources(path: Path) -> Iterator[Row]:
    for code, row in _mapping(path, "sources"):
        check_fields(
            row, allowed=("title", "locator", "as_of", "read"), required=("title", "locator"), where=code
        )
        yield {"code": code, "as_of": "", "read": "", **row}


def _questions(path: Path) -> Iterator[Row]:
    for code, row in _mapping(path, "questions"):
        check_fields(row, allowed=("vi", "en"), required=("vi", "en"), where=code)
        yield {"code": code, "text_vi": row["vi"], "text_en": row["en"]}


def _mapping(path: Path, name: str) -> Iterator[tuple[str, Row]]:
    file = read_strictly(path)
    if not isinstance(file, dict) or set(file) != {name} or not isinstance(file[name], dict):
        raise FixtureError(f"{path.name}: holds one mapping, {name}")
    for code, row in file[name].items():
        if not isinstance(row, dict):
            raise FixtureError(f"{path.name}: {code} is no row")
        yield str(code), row


def _goods(path: Path) -> Iterator[Row]:
    for position, row in enumerate(rows_of(path, "goods")):
        where = f"{path.name} {row.get('code')}"
        check_fields(row, allowed=GOOD_MAY, required=GOOD_MUST, where=where)
        choice(row["form"], Form, where)
        if not (isinstance(row["hs6"], str) and row["hs6"].isdigit() and len(row["hs6"]) == 6):
            raise FixtureError(f"{where}: hs6 is a text of six digits")
        kept = {name: row[name] for name in GOOD_MUST}
        yield {
            **kept,
            "synonyms": texts(row, "synonyms", where),
            "vn_hs8": row.get("vn_hs8", ""),
            "eu_cn8": row.get("eu_cn8", ""),
            "eu_duty_free": row.get("eu_duty_free"),
            "commodity_codes": texts(row, "commodities", where),
            "position": position,
        }


def _places(path: Path) -> Iterator[Row]:
    for position, row in enumerate(rows_of(path, "destinations")):
        where = f"{path.name} {row.get('code')}"
        check_fields(row, allowed=PLACE, required=PLACE, where=where)
        yield {
            **{name: row[name] for name in ("code", "name_vi", "name_en", "system")},
            "countries": texts(row, "countries", where),
            "agreements": texts(row, "agreements", where),
            "position": position,
        }


def _kinds(path: Path) -> Iterator[Row]:
    for position, row in enumerate(rows_of(path, "papers")):
        where = f"{path.name} {row.get('code')}"
        check_fields(row, allowed=KIND_MAY, required=KIND_MUST, where=where)
        if gate := row.get("base_gate", ""):
            choice(gate, Gate, where)
        yield {
            **{name: row[name] for name in KIND_MUST},
            "base_gate": gate,
            "usual_hours": row.get("usual_hours"),
            "usual_hours_source": row.get("usual_hours_source", ""),
            "position": position,
        }


def known_names() -> Names:
    return Names(
        {row.code: row for row in ExportGood.objects.all()},
        {row.code: row for row in Destination.objects.all()},
        frozenset(PaperKind.objects.values_list("code", flat=True)),
        frozenset(Source.objects.values_list("code", flat=True)),
        frozenset(Question.objects.values_list("code", flat=True)),
    )


def _versions() -> Mapping[str, Sequence[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in Rule.objects.order_by("name", "version"):
        found.setdefault(rule.name, []).append(rule)
    return found


def _take(
    row: Row,
    destination: Destination,
    names: Names,
    known: Mapping[str, Sequence[Rule]],
    seen: set[str],
    loaded: Loaded,
    *,
    at: datetime,
    actor: str,
) -> None:
    name = f"{row.get('good')}/{destination.code}"
    if name in seen:
        raise FixtureError(f"{name}: stands twice")
    seen.add(name)
    if row.get("good") not in names.goods:
        raise FixtureError(f"{name}: there are no goods {row.get('good')}; add them to goods.yaml first")
    facts = clean(row, name, names)
    versions = known.get(name, ())
    from_files = [version for version in versions if version.recorded_by == actor]
    if from_files and from_files[-1].digest == digest_of(facts):
        loaded.same += 1
        return
    by_hand = bool(versions) and versions[-1].recorded_by != actor
    new = write_version(facts, good=names.goods[row["good"]], destination=destination, at=at, actor=actor)
    loaded.lines.append(_line(name, new, from_files[-1] if from_files else None, facts, by_hand))


def _line(name: str, new: Rule, old: Rule | None, facts: Row, by_hand: bool) -> str:
    if old is None:
        return f"+ {name} v{new.version}: {facts['status']}"
    before = facts_of_version(old)
    changed = ", ".join(sorted(key for key in facts if facts[key] != before[key]))
    mark = " (replaces a version written by staff)" if by_hand else ""
    return f"~ {name} v{old.version} > v{new.version}: {changed}{mark}"
