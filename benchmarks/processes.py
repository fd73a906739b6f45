"""What processes cost: CPU seconds and memory, read from /proc."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """CPU seconds so far and resident megabytes now (shared pages divided among those who share them)."""

    cpu: float
    megabytes: float


def cost_of(roots: Iterable[int]) -> Cost:
    """Of these processes and all below them."""
    pids = _tree(set(roots))
    return Cost(sum(map(_cpu, pids)), sum(map(_megabytes, pids)))


def own_cost() -> Cost:
    """Of this process alone: the shop's are its children."""
    return Cost(_cpu(os.getpid()), _megabytes(os.getpid()))


def _tree(roots: set[int]) -> set[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            children.setdefault(_parent(int(entry.name)), []).append(int(entry.name))
    found, waiting = set[int](), list(roots)
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting.extend(children.get(pid, []))
    return found


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _parent(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[1]) if fields else 0


def _cpu(pid: int) -> float:
    fields = _stat(pid)
    return sum(map(int, fields[11:15])) / _TICK if fields else 0.0


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1_024


def differences(before: Mapping[str, Cost], after: Mapping[str, Cost]) -> dict[str, float]:
    return {name: after[name].cpu - before[name].cpu for name in after}
