"""Who gets the parcels, tidied and checked before anything is read from the database."""

from datetime import datetime
from typing import NamedTuple

from kernel.places.queries import commune
from kernel.telephones import normalise
from kernel.text import tidy
from marketplace.orders.refusals import FieldMissing, TelephoneNotConfirmed, TextTooLong
from marketplace.people.operations import confirmed_telephone
from marketplace.people.rules import Person

NAME_LIMIT, ADDRESS_LIMIT, NOTE_LIMIT = 120, 200, 500


class Recipient(NamedTuple):
    """Columns of a checkout; the telephone is E.164."""

    name: str
    telephone: str
    commune_code: str
    address: str
    note: str


def tidy_recipient(*, name: str, telephone: str, commune_code: str, address: str, note: str) -> Recipient:
    """UnreadableTelephone, UnknownPlace, FieldMissing or TextTooLong, each with its field."""
    return Recipient(
        name=_text(name, field="name", limit=NAME_LIMIT),
        telephone=normalise(telephone),
        commune_code=commune(commune_code).code,
        address=_text(address, field="address", limit=ADDRESS_LIMIT),
        note=_text(note, field="note", limit=NOTE_LIMIT, required=False),
    )


def _text(text: str, *, field: str, limit: int, required: bool = True) -> str:
    tidied = tidy(text)
    if required and not tidied:
        raise FieldMissing(field=field)
    if len(tidied) > limit:
        raise TextTooLong(field=field, limit=limit)
    return tidied


def check_telephone(telephone: str, *, person: Person, confirmation: str, at: datetime) -> None:
    """An account has shown that its telephone is its own when it signed in; everybody else shows a
    confirmation.
    """
    if person.account is not None and person.account.telephone == telephone:
        return
    if not confirmation or confirmed_telephone(confirmation, at) != telephone:
        raise TelephoneNotConfirmed
