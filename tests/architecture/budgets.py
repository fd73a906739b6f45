"""The size budgets of the house: `python -m tests.architecture.budgets` prints them; a test asserts them.

Measured over the product's own code: no migrations, no tests, no empty files. A function's lines run from its
`def` to its last line, docstring included.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent.parent
ROOMS = ("config", "web", "graphql", "search", "marketplace", "logistics", "kernel", "benchmarks")

MEDIAN_FUNCTION, LATE_FUNCTION, LONGEST_FUNCTION = 8, 30, 60
MEDIAN_FILE, LATE_FILE, LONGEST_FILE = 80, 300, 500

# What is longer and reads better so, with the reason: "path:function" or "path".
EXCEPTIONS: dict[str, str] = {}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Size:
    """One function or file, and how many lines it has."""

    name: str
    lines: int


def sources() -> list[Path]:
    found = [
        path for room in ROOMS for path in (CLONE / room).rglob("*.py") if "migrations" not in path.parts
    ]
    return sorted(path for path in found if path.stat().st_size)


def file_sizes() -> list[Size]:
    return [Size(_short(path), len(path.read_text().splitlines())) for path in sources()]


def function_sizes() -> list[Size]:
    return [
        Size(f"{_short(path)}:{function.name}", (function.end_lineno or 0) - function.lineno + 1)
        for path, function in _functions()
    ]


def unannotated() -> list[str]:
    """Functions of which an argument or the result has no type."""
    return [
        f"{_short(path)}:{function.name}" for path, function in _functions() if not _is_annotated(function)
    ]


def at(sizes: Sequence[Size], share: float) -> int:
    """The size that this share of all sizes does not exceed: 0.5 the median, 0.95 the 95th percentile."""
    ordered = sorted(size.lines for size in sizes)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def too_long(sizes: Sequence[Size], limit: int) -> list[Size]:
    return [size for size in sizes if size.lines > limit and size.name not in EXCEPTIONS]


def broken() -> list[str]:
    """Every broken budget, in words; empty when the house is in order."""
    functions, files = function_sizes(), file_sizes()
    figures = [
        ("median function", at(functions, 0.5), MEDIAN_FUNCTION),
        ("95th percentile of functions", at(functions, 0.95), LATE_FUNCTION),
        ("median file", at(files, 0.5), MEDIAN_FILE),
        ("95th percentile of files", at(files, 0.95), LATE_FILE),
    ]
    words = [f"{name}: {lines} lines, allowed are {limit}" for name, lines, limit in figures if lines > limit]
    long = too_long(functions, LONGEST_FUNCTION) + too_long(files, LONGEST_FILE)
    words += [f"{size.name} has {size.lines} lines" for size in long]
    return words + [f"{name} is not annotated in whole" for name in unannotated()]


def figures() -> str:
    functions, files = function_sizes(), file_sizes()
    return (
        f"{len(functions)} functions: median {at(functions, 0.5)}, 95th percentile {at(functions, 0.95)}, "
        f"longest {max(size.lines for size in functions)}; "
        f"{len(files)} files: median {at(files, 0.5)}, 95th percentile {at(files, 0.95)}, "
        f"longest {max(size.lines for size in files)}; not annotated: {len(unannotated())}"
    )


def _functions() -> Iterator[tuple[Path, Function]]:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, Function):
                yield path, node


def _is_annotated(function: Function) -> bool:
    given = function.args
    all_of_them = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    named = [argument for argument in all_of_them if argument and argument.arg not in ("self", "cls")]
    return function.returns is not None and all(argument.annotation for argument in named)


def _short(path: Path) -> str:
    return str(path.relative_to(CLONE))


def main() -> int:
    print(figures())
    for words in broken():
        print(words)
    return 1 if broken() else 0


if __name__ == "__main__":
    sys.exit(main())
