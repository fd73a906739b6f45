"""What sellers write: tidied, never with a telephone number, claims of healing found for moderation."""

import re
from functools import cache

from kernel.text import fold, tidy, tidy_line
from marketplace.catalogue.refusals import TelephoneInText, TextTooLong, TitleMissing

TITLE_LIMIT = 90
DESCRIPTION_LIMIT = 2_000
GRADE_LIMIT = 40

# Nine to eleven digits that begin as telephone numbers do, with the signs they hide behind: "0900.000.123".
_TELEPHONE = re.compile(r"(?<![\d.,])(?:\+?84|0)(?:[\s.\-_*/()]{0,2}[\doO]){8,10}(?![\d])")
_CLAIMS = (
    "chữa bệnh",
    "trị bệnh",
    "khỏi bệnh",
    "đặc trị",
    "điều trị",
    "chữa ung thư",
    "chống ung thư",
    "chữa tiểu đường",
    "hạ đường huyết",
    "thay thuốc",
    "thay thế thuốc",
    "thuốc chữa",
    "thần dược",
    "giải độc gan",
)
"""Food may not be advertised as medicine. Who writes so is asked by a person, not refused by a machine."""


def tidy_title(text: str) -> str:
    """One line; a title shouted in capitals is written as names are."""
    title = tidy_line(text)
    if not title:
        raise TitleMissing
    return _checked(_spoken(title), "title", TITLE_LIMIT)


def tidy_description(text: str) -> str:
    return _checked(tidy(text), "description", DESCRIPTION_LIMIT)


def tidy_grade(text: str) -> str:
    return _checked(tidy_line(text), "grade", GRADE_LIMIT)


def claims_in(*texts: str) -> list[str]:
    """Claims of healing, whether written with accents or all without; each once, in the order of our list.

    "chưa bệnh" (not ill yet) is another word than "chữa bệnh": folded text is searched only for what was
    typed folded.
    """
    written = " ".join(" ".join(texts).lower().split())
    return [claim for claim, pattern in _claim_patterns() if pattern.search(written)]


@cache
def _claim_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((claim, re.compile(rf"\b(?:{claim}|{fold(claim)})\b")) for claim in _CLAIMS)


def _spoken(title: str) -> str:
    letters = [letter for letter in title if letter.isalpha()]
    return title.title() if len(letters) > 6 and all(letter.isupper() for letter in letters) else title


def _checked(text: str, field: str, limit: int) -> str:
    if len(text) > limit:
        raise TextTooLong(field=field, limit=limit)
    if _TELEPHONE.search(text):
        raise TelephoneInText(field=field)
    return text
