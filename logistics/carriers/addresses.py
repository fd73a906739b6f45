"""An address in the words that a carrier understands: two levels since July 2025, three before.

Our own addresses have today's commune and a free line. A carrier that still asks for a district gets the
commune's likeliest predecessor (kernel.places); people's own line stays in front of it, so a courier who
reads finds the door either way.
"""

from typing import NamedTuple

from kernel.places.queries import commune, predecessors
from logistics.carriers.enums import Vintage
from logistics.carriers.protocol import Credentials, Party, PlaceIds
from logistics.carriers.trouble import Refused


class Spelled(NamedTuple):
    """`district` is empty in the vintage of two levels."""

    province: str
    district: str
    ward: str

    @property
    def line(self) -> str:
        return ", ".join(part for part in (self.ward, self.district, self.province) if part)


def spell(commune_code: str, vintage: str) -> Spelled:
    """A commune of which no predecessor is known (five, islands and wards made of whole districts) is spelled
    as it is called today.
    """
    place = commune(commune_code)
    before = predecessors(commune_code=commune_code) if vintage == Vintage.OLD else ()
    if not before:
        return Spelled(place.province_name, "", place.full_name)
    district, _comma, province = before[0].within.rpartition(", ")
    return Spelled(province, district, before[0].name)


def in_one_line(party: Party, vintage: str) -> str:
    """ "Thôn Thúy Lâm, Xã Thanh Hà, Hải Phòng"."""
    return f"{party.address}, {spell(party.commune_code, vintage).line}"


def ids_of(party: Party, credentials: Credentials) -> PlaceIds:
    """The carrier's own numbers of the commune. None is guessed: a wrong one sends a parcel astray."""
    found = credentials.places.get(party.commune_code)
    if found is None:
        raise Refused("PLACE_WITHOUT_ID", commune(party.commune_code).label)
    return found
