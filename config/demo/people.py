"""One person for each part in the demo shop, to sign in as."""

from dataclasses import dataclass

from config.demo.cast import (
    CARRIERS,
    FIRST_BUYER,
    FIRST_HOUSEHOLD,
    FIRST_MANAGER,
    FIRST_OPERATOR,
    OFFICER,
    STAFF,
    telephone,
)


@dataclass(frozen=True, slots=True)
class Part:
    """Who somebody is in the demo; the telephone as people type it."""

    telephone: str
    words: str


def parts() -> tuple[Part, ...]:
    return (
        _part(FIRST_HOUSEHOLD, "a farming household"),
        _part(FIRST_MANAGER, "the manager of a cooperative"),
        _part(FIRST_BUYER, "a buyer"),
        *(_part(FIRST_OPERATOR + n, f"a post office of {code}") for n, code in enumerate(CARRIERS)),
        _part(OFFICER, "an officer of the province"),
        _part(STAFF, "staff, and the admin"),
    )


def _part(number: int, words: str) -> Part:
    return Part("0" + telephone(number).removeprefix("+84"), words)
