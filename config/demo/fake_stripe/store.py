"""What the fake knows, in one SQLite file. A transaction is on the disk before its request is answered."""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Shape = dict[str, Any]

_TABLES = """
CREATE TABLE IF NOT EXISTS object (id TEXT PRIMARY KEY, kind TEXT NOT NULL, place INTEGER NOT NULL,
    body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, place);
CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, request TEXT NOT NULL, status INTEGER NOT NULL,
    body TEXT NOT NULL, request_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS delivery (id INTEGER PRIMARY KEY, event TEXT NOT NULL, due REAL NOT NULL,
    attempts INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS later (id INTEGER PRIMARY KEY, due REAL NOT NULL, what TEXT NOT NULL,
    object TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS knob (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Answer:
    """A remembered answer to an idempotency key."""

    request: str
    status: int
    body: Shape
    request_id: str


@dataclass(frozen=True)
class Delivery:
    place: int
    event: str
    attempts: int


class Store:
    """One connection, one lock: requests that change something run one after the other."""

    def __init__(self, path: Path) -> None:
        self.lock = threading.RLock()
        self.db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + _TABLES)

    def close(self) -> None:
        with self.lock:
            self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self.lock:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    def get(self, object_id: str) -> Shape | None:
        with self.lock:
            row = self.db.execute("SELECT body FROM object WHERE id = ?", [object_id]).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, thing: Shape) -> None:
        self.db.execute(
            "INSERT INTO object VALUES (?, ?, (SELECT coalesce(max(place), 0) + 1 FROM object), ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            [thing["id"], thing["object"], json.dumps(thing)],
        )

    def newest(self, kind: str, *, limit: int | None = None) -> list[Shape]:
        with self.lock:
            rows = self.db.execute(
                "SELECT body FROM object WHERE kind = ? ORDER BY place DESC LIMIT ?",
                [kind, -1 if limit is None else limit],
            ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def answer(self, key: str) -> Answer | None:
        row = self.db.execute(
            "SELECT request, status, body, request_id FROM answer WHERE key = ?", [key]
        ).fetchone()
        return Answer(row[0], row[1], json.loads(row[2]), row[3]) if row else None

    def remember(self, key: str, answer: Answer) -> None:
        self.db.execute(
            "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)",
            [key, answer.request, answer.status, json.dumps(answer.body), answer.request_id],
        )

    def deliver(self, event: str, *, after: float) -> None:
        self.db.execute(
            "INSERT INTO delivery (event, due, attempts) VALUES (?, ?, 0)", [event, time.time() + after]
        )

    def due_deliveries(self) -> list[Delivery]:
        with self.lock:
            rows = self.db.execute(
                "SELECT id, event, attempts FROM delivery WHERE due <= ? ORDER BY due, id LIMIT 20",
                [time.time()],
            ).fetchall()
        return [Delivery(*row) for row in rows]

    def delivered(self, delivery: Delivery) -> None:
        with self.transaction():
            self.db.execute("DELETE FROM delivery WHERE id = ?", [delivery.place])

    def deliver_again(self, delivery: Delivery, *, after: float) -> None:
        with self.transaction():
            self.db.execute(
                "UPDATE delivery SET due = ?, attempts = attempts + 1 WHERE id = ?",
                [time.time() + after, delivery.place],
            )

    def deliveries_left(self) -> int:
        with self.lock:
            return int(self.db.execute("SELECT count(*) FROM delivery").fetchone()[0])

    def do_later(self, what: str, object_id: str, *, after: float) -> None:
        self.db.execute(
            "INSERT INTO later (due, what, object) VALUES (?, ?, ?)", [time.time() + after, what, object_id]
        )

    def forget_later(self, what: str) -> None:
        self.db.execute("DELETE FROM later WHERE what = ?", [what])

    def take_due(self) -> list[tuple[str, str]]:
        """Inside a transaction: what is due now, taken off the list."""
        rows = self.db.execute(
            "DELETE FROM later WHERE due <= ? RETURNING what, object", [time.time()]
        ).fetchall()
        return [(row[0], row[1]) for row in rows]

    def knob(self, name: str, default: Any = None) -> Any:
        with self.lock:
            row = self.db.execute("SELECT value FROM knob WHERE name = ?", [name]).fetchone()
        return json.loads(row[0]) if row else default

    def turn(self, name: str, value: Any) -> None:
        self.db.execute("INSERT OR REPLACE INTO knob VALUES (?, ?)", [name, json.dumps(value)])
