"""Two builds side by side: every judged query's first ten, graded, as one page of HTML.

    RELEVANCE_REPORT=before make test TESTS=tests/search/test_relevance.py
    …change something…
    RELEVANCE_REPORT=after make test TESTS=tests/search/test_relevance.py
    make relevance BEFORE=before-elasticsearch AFTER=after-elasticsearch     # writes the page, says where

Builds are kept in .local/results/relevance. `make relevance` alone measures this build and puts PostgreSQL
beside Elasticsearch.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.local.folders import CLONE

if TYPE_CHECKING:
    from tests.search.judgements.judging import Kinds, Score

Build = Mapping[str, Any]
STYLE = """
body{font:16px/1.45 system-ui,sans-serif;margin:1rem auto;max-width:80rem;padding:0 1rem;color:#222}
table{border-collapse:collapse;width:100%}td,th{padding:.2rem .6rem;text-align:left;vertical-align:top}
th{border-bottom:2px solid #888}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:1.5rem}
ol{margin:.3rem 0;padding-left:1.8rem}li{padding:.05rem .4rem}.g3{background:#bfe3b4}.g2{background:#dff0c8}
.g1{background:#fdf3c4}.g0{background:#f6d5d0}
.moved{outline:2px solid #555}summary{cursor:pointer;padding:.6rem 0}
.up{color:#176b1f}.down{color:#a3201a}small{color:#555}@media(max-width:40rem){.sides{grid-template-columns:1fr}}
"""


def folder() -> Path:
    return CLONE / ".local" / "results" / "relevance"


def keep(*, name: str, scores: "Sequence[Score]", kinds: "Kinds", titles: "Mapping[int, str]") -> Path:
    """The build as JSON: a row a query with what it found, titles and grades."""
    rows = [
        {
            "bucket": score.query.bucket, "text": score.query.text, "held_out": score.query.held_out,
            "value": round(score.value, 4),
            "found": [
                {"title": titles[each], "kind": kinds[each], "grade": score.query.grades.get(kinds[each], 0)}
                for each in score.found
            ],
        }
        for score in scores
    ]  # fmt: skip
    folder().mkdir(parents=True, exist_ok=True)
    path = folder() / f"{name}.json"
    path.write_text(json.dumps({"name": name, "rows": rows}, ensure_ascii=False, indent=1))
    return path


def page(before: Build, after: Build) -> str:
    """Queries that differ stand first and open, the worst fall before the best gain."""
    told = {(row["bucket"], row["text"]): row for row in before["rows"]}
    pairs = [(told.get((row["bucket"], row["text"])), row) for row in after["rows"]]
    pairs.sort(key=lambda pair: (not _differ(*pair), _gain(*pair)))
    names = escape(before["name"]), escape(after["name"])
    queries = "".join(_query(old, new, names) for old, new in pairs)
    meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    head = f"{meta}<style>{STYLE}</style><title>{names[0]} – {names[1]}</title>"
    differ = f"{sum(_differ(*pair) for pair in pairs)} of {len(pairs)} queries differ"
    return (
        f'<!doctype html><html lang="en"><head>{head}</head><body>'
        f"<h1>{names[0]} and {names[1]}</h1>{_buckets(before, after, names)}"
        f"<h2>{differ}</h2>{queries}</body></html>"
    )


def _differ(old: Build | None, new: Build) -> bool:
    return old is None or old["found"] != new["found"]


def _gain(old: Build | None, new: Build) -> float:
    return float(new["value"] - old["value"]) if old else 0.0


def _buckets(before: Build, after: Build, names: tuple[str, str]) -> str:
    rows = []
    for bucket in dict.fromkeys(row["bucket"] for row in after["rows"]):
        old, new = _mean(before, bucket), _mean(after, bucket)
        rows.append(f"<tr><td>{escape(bucket)}<td>{old:.3f}<td>{new:.3f}<td>{_change(new - old)}")
    return f"<table><tr><th>nDCG@10<th>{names[0]}<th>{names[1]}<th>change{''.join(rows)}</table>"


def _mean(build: Build, bucket: str) -> float:
    values = [row["value"] for row in build["rows"] if row["bucket"] == bucket]
    return sum(values) / len(values) if values else 0.0


def _change(gain: float) -> str:
    if abs(gain) < 0.0005:
        return "="
    return f'<span class="{"up" if gain > 0 else "down"}">{gain:+.3f}</span>'


def _query(old: Build | None, new: Build, names: tuple[str, str]) -> str:
    held = " <small>held out</small>" if new["held_out"] else ""
    title = f"<b>{escape(new['text'])}</b> <small>{escape(new['bucket'])}</small>{held}"
    value = f"{old['value'] if old else 0:.3f} → {new['value']:.3f} {_change(_gain(old, new))}"
    stood = [hit["title"] for hit in old["found"]] if old else []
    sides = f"<div>{names[0]}{_list(old, [])}</div><div>{names[1]}{_list(new, stood)}</div>"
    opened = " open" if _differ(old, new) else ""
    return f'<details{opened}><summary>{title} {value}</summary><div class="sides">{sides}</div></details>'


def _list(row: Build | None, stood: Sequence[str]) -> str:
    """`stood`: the titles of the other side; what stands elsewhere there is outlined."""
    items = []
    for place, hit in enumerate(row["found"] if row else []):
        moved = " moved" if stood and hit["title"] not in stood[place : place + 1] else ""
        label = f"{escape(hit['title'])} <small>{escape(hit['kind'])}</small>"
        items.append(f'<li class="g{hit["grade"]}{moved}">{label}')
    return f"<ol>{''.join(items) or '<li>nothing found'}</ol>"


def _read(name: str) -> Build:
    path = folder() / f"{name}.json"
    if not path.exists():
        there = ", ".join(sorted(each.stem for each in folder().glob("*.json"))) or "none"
        raise SystemExit(f"No build is kept as {name}. Kept: {there}.")
    build: Build = json.loads(path.read_text())
    return build


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before", nargs="?", default="this-postgres")
    parser.add_argument("after", nargs="?", default="this-elasticsearch")
    options = parser.parse_args()
    builds = [_read(name) for name in (options.before, options.after)]
    path = folder() / f"{options.before}-{options.after}.html"
    path.write_text(page(*builds))
    print(path)  # noqa: T201


if __name__ == "__main__":
    main()
