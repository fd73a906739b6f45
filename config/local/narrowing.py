"""Two JSON schemas of two versions of a contract: what the new one takes less, or answers more, than the old.

A request may only widen: what was accepted stays accepted. An answer may only narrow: what readers count on
stays there. New values of an enum in an answer are allowed; the partner guide says that more may come."""

from typing import Any, Final

_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_EXACT: Final = ("pattern", "format", "const", "multipleOf")
_ALL: Final = frozenset(("array", "boolean", "integer", "null", "number", "object", "string"))
Schema = dict[str, Any]


class Contracts:
    """An old and a new document, whose $refs are followed."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self._old, self._new = old, new
        self._open: set[tuple[str, str, bool]] = set()

    def of_old(self, part: Schema) -> Schema:
        return _resolved(part, self._old)

    def of_new(self, part: Schema) -> Schema:
        return _resolved(part, self._new)

    def accepts_less(self, place: str, old: Schema, new: Schema) -> list[str]:
        """Where something that keeps to `old` does not keep to `new`."""
        return self._walk(place, old, new, answer=False)

    def answers_more(self, place: str, old: Schema, new: Schema) -> list[str]:
        """Where a reader of `old` is surprised by `new`."""
        return self._walk(place, old, new, answer=True)

    def _walk(self, place: str, old: Schema, new: Schema, *, answer: bool) -> list[str]:
        names = (str(old.get("$ref")), str(new.get("$ref")), answer)
        if "$ref" in old and names in self._open:
            return []  # a schema inside itself: this pair is being compared already
        self._open.add(names)
        try:
            return self._compare(place, self.of_old(old), self.of_new(new), answer=answer)
        finally:
            self._open.discard(names)

    def _compare(self, place: str, old: Schema, new: Schema, *, answer: bool) -> list[str]:
        if "anyOf" in old or "anyOf" in new:
            return self._branches(place, old, new, answer=answer)
        found = _types(place, old, new, answer=answer)
        if found:
            return found
        found = _changed(place, old, new) if answer else _limits(place, old, new)
        found += self._members(place, old, new, answer=answer)
        if "items" in old and "items" in new:
            found += self._walk(f"{place}[]", old["items"], new["items"], answer=answer)
        return found

    def _branches(self, place: str, old: Schema, new: Schema, *, answer: bool) -> list[str]:
        """Every branch that has to fit must fit one of the other side."""
        before, after = old.get("anyOf", [old]), new.get("anyOf", [new])
        found: list[str] = []
        for one in after if answer else before:
            tried: list[list[str]] = [
                self._walk(place, *((other, one) if answer else (one, other)), answer=answer)
                for other in (before if answer else after)
            ]
            mildest: list[str] = min(tried, key=_badness)
            found += mildest
        return found

    def _members(self, place: str, old: Schema, new: Schema, *, answer: bool) -> list[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        found = [f"{place}.{name} is gone" for name in before if name not in after]
        must_before, must_after = set(old.get("required", [])), set(new.get("required", []))
        if answer:
            found += [
                f"{place}.{name} may be missing now" for name in must_before - must_after if name in after
            ]
        else:
            found += [f"{place}.{name} is required now" for name in must_after - must_before]
            if (
                new.get("additionalProperties") is False
                and old.get("additionalProperties", True) is not False
            ):
                found.append(f"{place} takes no further members now")
        for name in sorted(before.keys() & after.keys()):
            found += self._walk(f"{place}.{name}", before[name], after[name], answer=answer)
        return found


def _resolved(part: Schema, document: Schema) -> Schema:
    while "$ref" in part:
        found: Any = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        part = found
    return part


def _kinds(schema: Schema) -> frozenset[str]:
    kinds = schema.get("type", _ALL)
    named = frozenset([kinds]) if isinstance(kinds, str) else frozenset(kinds)
    return named | {"integer"} if "number" in named else named


def _types(place: str, old: Schema, new: Schema, *, answer: bool) -> list[str]:
    before, after = _kinds(old), _kinds(new)
    lost = after - before if answer else before - after
    word = "answers" if answer else "no longer takes"
    return [f"{place} {word} the type {', '.join(sorted(lost))}"] if lost else []


def _limits(place: str, old: Schema, new: Schema) -> list[str]:
    """Of requests: bounds that came nearer, values that went, forms that are others."""
    found = [
        f"{place}: {word} is {new[word]}, was {old.get(word, 'none')}"
        for words, nearer in ((_LOWER, 1), (_UPPER, -1))
        for word in words
        if word in new and (word not in old or (new[word] - old[word]) * nearer > 0)
    ]
    found += [
        f"{place}: {word} is {new[word]}, was {old.get(word, 'none')}"
        for word in _EXACT
        if word in new and new[word] != old.get(word)
    ]
    if "enum" in new:
        gone = [str(value) for value in old["enum"] if value not in new["enum"]] if "enum" in old else ["any"]
        found += [f"{place}: the value {value} is no longer taken" for value in gone]
    if new.get("uniqueItems") and not old.get("uniqueItems"):
        found.append(f"{place}: items must differ now")
    return found


def _changed(place: str, old: Schema, new: Schema) -> list[str]:
    """Of answers: forms that readers parse by."""
    found = [
        f"{place}: {word} is {new.get(word, 'none')}, was {old[word]}"
        for word in ("format", "const", "contentMediaType")
        if word in old and old[word] != new.get(word)
    ]
    if "enum" in old and "enum" not in new:
        found.append(f"{place}: answers any value now, no longer one of an enum")
    return found


def _badness(said: list[str]) -> tuple[bool, int]:
    """Another type is worse than any number of other things."""
    return any(" type " in line for line in said), len(said)
