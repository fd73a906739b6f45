"""Writing what was harvested and what was done to it."""

from datetime import date, datetime

from logistics.goods.enums import CodeStatus, TreatmentKind
from logistics.goods.models import GrowingArea, LotRecord, PackingHouse, Treatment


def record_lot(
    *,
    reference: str,
    commodity_code: str,
    harvested_on: date,
    growing_area_code: str = "",
    packing_house_code: str = "",
    at: datetime,
) -> LotRecord:
    """Write down a lot under the opaque reference of its owner ("lot:<key>"). The same facts again change
    nothing; other facts under a used reference are refused (LotAlreadyRecorded).
    """
    raise NotImplementedError


def record_treatment(*, reference: str, kind: TreatmentKind, done_at: datetime, note: str = "") -> Treatment:
    raise NotImplementedError


def open_growing_area(
    *, code: str, commodity_code: str, commune_code: str, name: str = "", actor: str, at: datetime
) -> GrowingArea:
    raise NotImplementedError


def open_packing_house(
    *, code: str, commune_code: str, name: str = "", actor: str, at: datetime
) -> PackingHouse:
    raise NotImplementedError


def change_code_status(
    *,
    area_or_house: GrowingArea | PackingHouse,
    status: CodeStatus,
    effective_on: date,
    reason: str,
    actor: str,
    at: datetime,
) -> None:
    raise NotImplementedError
