"""The parts of `benchmarks.search`. Each prints its figures and gives them back."""

import argparse
import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks.load import Connection, Outcome, Wrong, press
from benchmarks.processes import cost_of
from benchmarks.scenarios import SEARCH
from config.local.children import Crew
from config.local.claim import Place
from config.local.crew import crew_of
from config.local.folders import CLONE
from kernel.clock import local_day, now
from kernel.text import fold
from marketplace.catalogue.models import Listing
from search.elastic import documents, engine, gate, indices, query
from search.elastic.bulk import post
from search.elastic.client import alias
from search.elastic.rebuild import PART, WRITERS
from search.elastic.rebuild import rebuild as rebuild_index
from search.models import SearchEntry
from search.queries import SearchRequest
from search.queries import search as ask
from search.words import read_words

Row = dict[str, object]
TEXTS = 4_000
COUNTED = ("commodities", "provinces", "price_bands")
"""The facets that scenarios.SEARCH asks for: the bare question counts the same ones."""


def search(options: argparse.Namespace) -> Row:
    """Whole searches and bare ones, turn and turn about, so that both see the same machine."""
    if indices.needs_rebuild():
        rebuild_index(gates=gate.gates())
    texts = _texts()
    place = Place("127.0.0.1", options.port)
    row: Row = {"part": "search", "listings": SearchEntry.objects.count(), "texts": len(texts)}
    with _web(place):
        bare, whole = _bare(texts), _whole(texts)
        server = urlsplit(settings.ELASTICSEARCH_URL[0])
        to_bare, to_whole = (server.hostname or "", server.port or 9200), (place.host, place.port)
        for count in map(int, options.connections.split(",")):
            told = {}
            for name, scenario, address, kind in (
                ("bare", bare, to_bare, Elastic), ("whole", whole, to_whole, Connection),
            ):  # fmt: skip
                _press(scenario, address, kind, count, options.warm_up)
                told[name] = _press(scenario, address, kind, count, options.seconds)
            row[f"at {count}"] = _compare(told["bare"], told["whole"], count)
    return row


class Elastic(Connection):
    """The bare call: the question as our engine puts it, the answer read to its end."""

    def look(self, body: bytes) -> Any:
        path = f"/{alias()}/_search?filter_path={engine.READ}"
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        status, answer = self._send(head.encode() + body)
        if status != 200:
            raise Wrong(f"{status} {answer[:300]!r}")
        return orjson.loads(answer)


def _texts() -> list[str]:
    """One to three words as they stand in titles, half of them without accents; hardly one twice."""
    dice = Random(7)
    titles = list(SearchEntry.objects.order_by("listing_id").values_list("title", flat=True)[:50_000])
    texts = []
    for _number in range(TEXTS):
        words = dice.choice(titles).split()
        start = dice.randrange(len(words))
        text = " ".join(words[start : start + dice.randint(1, 3)])
        texts.append(fold(text) if dice.random() < 0.5 else text)
    return texts


def _bare(texts: list[str]) -> Callable[[Connection, int], None]:
    today = local_day(now())
    bodies = [
        orjson.dumps(
            query.build(
                request=SearchRequest(text=text, total=True, facets=True, counted=COUNTED),
                words=read_words(text),
                today=today,
            ).to_dict()
        )
        for text in texts
    ]

    def scenario(link: Connection, number: int) -> None:
        assert isinstance(link, Elastic)
        link.look(bodies[number % len(bodies)])

    return scenario


def _whole(texts: list[str]) -> Callable[[Connection, int], None]:
    asked = SEARCH.replace("totalCount", "totalCount degraded")

    def scenario(link: Connection, number: int) -> None:
        if link.ask(asked, {"text": texts[number % len(texts)]})["listings"]["degraded"]:
            raise Wrong("answered by PostgreSQL")

    return scenario


def _press(
    scenario: Any, address: tuple[str, int], kind: type[Connection], count: int, seconds: float
) -> Outcome:
    numbers = itertools.count().__next__
    return press(scenario, address=address, connections=count, seconds=seconds, numbers=numbers, kind=kind)


def _compare(bare: Outcome, whole: Outcome, count: int) -> Row:
    told: Row = {}
    for name, outcome in (("bare", bare), ("whole", whole)):
        told[name] = {
            "per_second": round(outcome.rate, 1),
            "p50_ms": round(outcome.percentile(0.5), 2),
            "p95_ms": round(outcome.percentile(0.95), 2),
            "wrong": outcome.wrong[:2],
        }
        print(f"{count:3} connections  {name:6} {told[name]}", flush=True)
    told["overhead_p50_ms"] = round(whole.percentile(0.5) - bare.percentile(0.5), 2)
    told["share_of_bare"] = round(whole.rate / bare.rate, 3) if bare.rate else 0
    print(f"     overhead p50 {told['overhead_p50_ms']} ms, {told['share_of_bare']:.0%} of the bare rate")
    return told


@contextmanager
def _web(place: Place) -> Iterator[None]:
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    crew = Crew([child for child in crew_of(place).children if child.name == "web"])
    crew.start()
    try:
        _wait_for(place)
        yield
    finally:
        crew.stop()


def _wait_for(place: Place) -> None:
    for _try in range(120):
        if not subprocess.run(
            ["curl", "-sf", f"{place.url}/healthz"], capture_output=True, check=False
        ).returncode:
            return
        time.sleep(0.5)
    raise SystemExit("The shop does not answer; see the logs.")


def rebuild(_options: argparse.Namespace) -> Row:
    """The bare load first: prepared lines from memory, as many writers, the same fields."""
    lines = _prepared()
    count = sum(part.entries for part in lines)
    bare = indices.create(at=now())
    began = time.monotonic()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda part: post(index=bare.name, lines=part.lines), lines))
    bare_rate = count / (time.monotonic() - began)
    indices.throw_away([bare])
    del lines
    began = time.monotonic()
    ours, memory = _rebuilt()
    row: Row = {
        "part": "rebuild", "listings": count, "bare_per_second": round(bare_rate), "rebuild_per_second": round(ours),
        "share_of_bare": round(ours / bare_rate, 3), "memory_mb": memory,
    }  # fmt: skip
    print(f"rebuild {row}", flush=True)
    return row


def _prepared() -> list[documents.Part]:
    parts, after = [], 0
    while (until := documents.end_of_part(after=after, size=PART)) is not None:
        parts.append(documents.part(after=after, until=until))
        after = until
    return parts


def _rebuilt() -> tuple[float, dict[str, float]]:
    """By the command, in a process of its own whose memory is watched: at a tenth of the way, and the most."""
    command = [sys.executable, str(CLONE / "manage.py"), "indexer", "--rebuild"]
    seen: list[float] = []
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    watcher = threading.Thread(target=_watch, args=(process, seen))
    watcher.start()
    told, _ = process.communicate()
    watcher.join()
    print(told.strip(), flush=True)
    rate = float(told.rpartition("(")[2].partition("/")[0])
    return rate, {"early": round(seen[len(seen) // 10], 1), "most": round(max(seen), 1)} if seen else {}


def _watch(process: "subprocess.Popen[str]", seen: list[float]) -> None:
    while process.poll() is None:
        seen.append(cost_of([process.pid]).megabytes)
        time.sleep(0.2)


def change(options: argparse.Namespace) -> Row:
    """With the indexer's process as a shop runs it."""
    if indices.needs_rebuild():
        rebuild_index(gates=gate.gates())
    listing = Listing.objects.filter(pk__in=SearchEntry.objects.values("listing_id")[:1]).get()
    log = Path(settings.LOCAL_DIR) / "indexer.log"
    with log.open("ab") as told:
        indexer = subprocess.Popen(
            [sys.executable, str(CLONE / "manage.py"), "indexer"], stdout=told, stderr=told
        )
    try:
        time.sleep(8)
        times = sorted(_time_of_one(listing.pk, number) for number in range(options.changes))
    finally:
        Listing.objects.filter(pk=listing.pk).update(title=listing.title)
        indexer.terminate()
        indexer.wait()
        connection.close()
    row: Row = {
        "part": "change", "changes": len(times), "p50_s": round(times[len(times) // 2], 3),
        "p99_s": round(times[min(len(times) - 1, int(len(times) * 0.99))], 3),
    }  # fmt: skip
    print(f"change {row}", flush=True)
    return row


def _time_of_one(listing_id: int, number: int) -> float:
    word = f"thử{time.time_ns()}n{number}"
    Listing.objects.filter(pk=listing_id).update(title=f"Món {word}")
    began = time.monotonic()
    while time.monotonic() - began < 30:
        result = ask(request=SearchRequest(text=word), at=now())
        if result.hits and not result.relaxed and not result.degraded:
            return time.monotonic() - began
        time.sleep(0.01)
    raise SystemExit("A change was not found within 30 seconds.")
