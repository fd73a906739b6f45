"""Papers against the consignment and against each other. What stands on a paper is compared, never trusted.

Tolerance is nothing: a kilogram more on the certificate than on the waybill stops a consignment abroad.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kernel.crypto import fingerprint
from kernel.errors import JSON
from logistics.paperwork.enums import PartyRole
from logistics.paperwork.models import Allocation, Consignment, ConsignmentLine, IssuedPaper
from logistics.paperwork.values import Difference

FIELDS: Final = ("net_g", "gross_g", "packages", "hs6", "botanical", "lots", "consignee", "origin")
"""What a paper may say (`IssuedPaper.says`): whole grams and packages, lists of HS codes, of botanical names
and of lots, the fingerprint of the consignee's name, the country of origin."""
CONSIGNMENT: Final = "consignment"
Says = Mapping[str, JSON]


def differences(
    consignment: Consignment,
    lines: Sequence[ConsignmentLine],
    everything: Iterable[Allocation],
    papers: Sequence[IssuedPaper],
) -> list[Difference]:
    """Every field of every paper that is not withdrawn, against the consignment and against the first paper
    that says it otherwise; both places are named.
    """
    ours = says_of(consignment, lines, list(everything))
    places = [(CONSIGNMENT, ours), *((f"{one.kind_id} {one.number}", one.says) for one in papers)]
    accepted = {name.casefold() for line in lines for name in line.good.synonyms}
    found: list[Difference] = []
    for field in FIELDS:
        found.extend(_of_field(field, places, accepted if field == "botanical" else set()))
    return found


def _of_field(field: str, places: Sequence[tuple[str, Says]], accepted: set[str]) -> Iterator[Difference]:
    """Each place against the first that says something, and neighbours that both differ from it no more."""
    said = [(place, _plain(says[field])) for place, says in places if says.get(field) not in (None, "", [])]
    for place, value in said[1:]:
        if value != said[0][1] and not (accepted and set(value.split("; ")) <= accepted):
            yield Difference(
                field=field, one_place=said[0][0], one=said[0][1], other_place=place, other=value
            )


def _plain(value: JSON) -> str:
    if isinstance(value, list):
        return "; ".join(sorted(str(one).casefold().strip() for one in value))
    return " ".join(str(value).casefold().split())


def name_mark(name: str) -> str:
    """A name as it is compared: no person's name is written into papers' values and decisions."""
    return fingerprint(" ".join(name.casefold().split()))[:16] if name.strip() else ""


def says_of(
    consignment: Consignment, lines: Sequence[ConsignmentLine], everything: Sequence[Allocation]
) -> dict[str, JSON]:
    """What the papers should say."""
    consignee = [
        party
        for role in (PartyRole.CONSIGNEE, PartyRole.IMPORTER)
        for party in consignment.parties.all()
        if party.role == role
    ]
    return {
        "net_g": sum(one.net_g for one in everything),
        "gross_g": sum(one.gross_g for one in everything),
        "packages": sum(one.packages for one in everything),
        "hs6": [*sorted({line.good.hs6 for line in lines})],
        "botanical": [*sorted({line.good.botanical for line in lines if line.good.botanical})],
        "lots": [*sorted({one.lot for one in everything})],
        "consignee": name_mark(consignee[0].name) if consignee else "",
        "origin": "VN",
    }
