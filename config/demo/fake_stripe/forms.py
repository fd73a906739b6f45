"""Stripe's request bodies: forms whose names carry brackets, `metadata[order]=…`, `expand[0]=…`,
`types[]=…`.
"""

import re
from typing import Any
from urllib.parse import parse_qsl

Params = dict[str, Any]
_PARTS = re.compile(r"[^\[\]]+|\[\]")


def decode(text: str) -> Params:
    """A nested dictionary; a level whose names are all numbers (or empty) becomes a list."""
    tree: Params = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        _put(tree, _PARTS.findall(name), value)
    return {name: _lists(value) for name, value in tree.items()}


def _put(tree: Params, path: list[str], value: str) -> None:
    for part in path[:-1]:
        below = tree.setdefault(_name(tree, part), {})
        if not isinstance(below, dict):
            return
        tree = below
    if path:
        tree[_name(tree, path[-1])] = value


def _name(tree: Params, part: str) -> str:
    return str(len(tree)) if part == "[]" else part


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_lists(value[name]) for name in sorted(value, key=int)]
    return {name: _lists(below) for name, below in value.items()}
