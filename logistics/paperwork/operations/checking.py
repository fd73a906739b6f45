"""What is typed is looked at before it is written: the field that is wrong is named, whoever asks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.timezone import is_naive

from kernel.errors import Invalid

HEAVIEST_G: Final = 10**10
"""Ten thousand tonnes: above it somebody's finger slipped."""
MOST_PACKAGES: Final = 10**7
DEAREST: Final = 10**13
LONGEST: Final = 500


def check_fields(row: models.Model, *, exclude: Sequence[str] = ()) -> None:
    """Invalid names the first field of the row that cannot stand as it is."""
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, str) and ("\x00" in value or len(value) > LONGEST):
            raise Invalid(field=field.name)
        if isinstance(value, datetime) and is_naive(value):
            raise Invalid(field=field.name)
    try:
        row.clean_fields(exclude=set(exclude))
    except ValidationError as wrong:
        raise Invalid(field=next(iter(wrong.message_dict))) from wrong


def check_country(code: str) -> None:
    """Two capital letters of ISO 3166-1."""
    if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
        raise Invalid(field="country")


def check_weights(*, net_g: int, gross_g: int, packages: int, value: int) -> None:
    """Whole grams, gross at least net, at least one package, a value of nothing or more."""
    if not 0 < net_g <= HEAVIEST_G:
        raise Invalid(field="net_g")
    if not net_g <= gross_g <= HEAVIEST_G:
        raise Invalid(field="gross_g")
    if not 0 < packages <= MOST_PACKAGES:
        raise Invalid(field="packages")
    if not 0 <= value <= DEAREST:
        raise Invalid(field="value_minor")
