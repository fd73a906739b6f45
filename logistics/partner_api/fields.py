"""The kinds of values in requests: JSON is taken as it is written, nothing is guessed."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

STRICT: Final = ConfigDict(extra="forbid", strict=True)
MOST_ERRORS: Final = 1000  # that a problem names
MOST_DONG: Final = 100_000_000_000
_MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
MOST_CURSOR: Final = 400
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _moment(value: Any) -> datetime:
    """RFC 3339 with an offset: a time without one would be anybody's."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError("an RFC 3339 date-time with an offset is needed, 2026-06-10T09:00:00+07:00")
    return datetime.fromisoformat(value.upper())


def _day(value: Any) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("a date as 2026-06-10 is needed")
    return date.fromisoformat(value)


def whole(value: Any) -> Any:
    """In JSON 5.0 is an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


_INT32: Final = {"format": "int32"}
_INT64: Final = {"format": "int64"}
_AT: Final = WithJsonSchema({"type": "string", "format": "date-time", "maxLength": 35})
_ON: Final = WithJsonSchema({"type": "string", "format": "date", "maxLength": 10})

# What comes in.
Moment: TypeAlias = Annotated[datetime, BeforeValidator(_moment), _AT]
Day: TypeAlias = Annotated[date, BeforeValidator(_day), _ON]
Dong: TypeAlias = Annotated[int, Field(ge=0, le=MOST_DONG, json_schema_extra=_INT64), BeforeValidator(whole)]
Grams: TypeAlias = Annotated[int, Field(ge=1, le=1_000_000, json_schema_extra=_INT32), BeforeValidator(whole)]
Total: TypeAlias = Annotated[
    int, Field(ge=0, le=MOST_DONG * 10_000, json_schema_extra=_INT64), BeforeValidator(whole)
]
TrackingCode: TypeAlias = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9-]{4,40}$")]
Word: TypeAlias = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_.:-]{1,40}$")]
DedupeKey: TypeAlias = Annotated[str, Field(max_length=100, pattern=r"^[\x21-\x7e]{1,100}$")]
Note: TypeAlias = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
RemittanceReference: TypeAlias = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Key: TypeAlias = Annotated[str, Field(max_length=26, pattern=r"^[0-9a-z]{26}$")]
Clock: TypeAlias = Annotated[str, Field(max_length=5, pattern=r"^\d{2}:\d{2}$")]
Cursor: TypeAlias = Annotated[str, Field(max_length=MOST_CURSOR, pattern=r"^[A-Za-z0-9_-]{2,400}$")]
CommuneCode: TypeAlias = Annotated[str, Field(max_length=5, pattern=r"^[0-9]{5}$")]
Place: TypeAlias = Annotated[int, Field(ge=1, le=32_000, json_schema_extra=_INT32)]
PageSize: TypeAlias = Annotated[int, Field(ge=1, le=100, json_schema_extra=_INT32)]

# What goes out: as wide as the columns behind it, so that an answer of ours never fails by its own contract
# (a test compares them).
Instant: TypeAlias = Annotated[datetime, _AT]
OnDay: TypeAlias = Annotated[date, _ON]
Money: TypeAlias = Annotated[
    int, Field(ge=-MOST_DONG * 10_000, le=MOST_DONG * 10_000, json_schema_extra=_INT64)
]
Count: TypeAlias = Annotated[int, Field(ge=0, le=2**31 - 1, json_schema_extra=_INT32)]
Code: TypeAlias = Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f]*$")]
Short: TypeAlias = Annotated[str, Field(max_length=200)]
Line: TypeAlias = Annotated[str, Field(max_length=500)]
Long: TypeAlias = Annotated[str, Field(max_length=4000)]
