"""What a carrier's codes mean: one table per carrier, as data. A code that a table lacks is `unknown`: it
is kept, and staff are told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from kernel.text import fold
from logistics.carriers.enums import Incident, Step


class Meaning(NamedTuple):
    """`provisional`: the courier reports it and the carrier may still take it back, so that it moves
    nothing.
    """

    step: Step
    incident: Incident | None = None
    provisional: bool = False


UNKNOWN: Final = Meaning(Step.UNKNOWN)

Codes = Iterable[int | str]


@dataclass(frozen=True)
class StatusTable:
    meanings: Mapping[str, Meaning]

    def read(self, code: str | int) -> Meaning:
        return self.meanings.get(str(code), UNKNOWN)

    def __len__(self) -> int:
        return len(self.meanings)


def table(*rows: tuple[Codes, Meaning]) -> StatusTable:
    """A code that stands in two rows is a slip of the pen."""
    meanings: dict[str, Meaning] = {}
    for codes, meaning in rows:
        for code in codes:
            if str(code) in meanings:
                raise ValueError(f"{code} twice")
            meanings[str(code)] = meaning
    return StatusTable(MappingProxyType(meanings))


_WORDS: Final = (
    (Incident.NO_ANSWER, ("khong nghe may", "khong lien lac", "thue bao", "khong goi duoc")),
    (Incident.RESCHEDULED, ("hen ngay", "hen lai", "hen giao", "doi ngay")),
    (Incident.WRONG_ADDRESS, ("sai dia chi", "dia chi khong", "khong tim thay dia chi", "sai so dien thoai")),
    (Incident.NO_MONEY, ("khong du tien", "chua co tien", "khong co tien", "chua du tien")),
    (Incident.QUALITY, ("sai hang", "hang loi", "khong dung hang", "chat luong", "hang hong")),
    (Incident.CHANGED_MIND, ("tu choi", "khong nhan", "doi y", "khong mua")),
    (Incident.NOT_HOME, ("di vang", "khong co nha", "vang mat", "khong o nha", "khach nghi")),
    (Incident.NOT_READY, ("chua chuan bi", "chua dong goi", "chua co hang", "hang chua")),
    (Incident.WEATHER, ("thoi tiet", "mua bao", "lu lut", "ngap", "bao so", "sat lo")),
)


def incident_of(words: str) -> Incident | None:
    """The reason that a carrier's own sentence gives, where it is one of those couriers usually write."""
    folded = fold(words)
    found = (incident for incident, phrases in _WORDS if any(phrase in folded for phrase in phrases))
    return next(found, None)
