"""A partner's playground: a carrier of its own, with parcels that wait to be picked up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from kernel.clock import local_day
from logistics.carriers.sandbox import open_sandbox_carrier
from logistics.dispatch.operations import book_shipment
from logistics.dispatch.values import BoxSpec, GoodsSpec, Party
from logistics.partner_api.enums import Scope
from logistics.partner_api.operations import NewClient, create_client

SERVICE: Final = "vnpost:fast"
_FARMER: Final = Party(
    name="Nguyễn Thị Huệ", telephone="+84900000001", commune_code="10813", address="Thôn Thúy Lâm, đội 3"
)
_BUYER: Final = Party(
    name="Trần Đặng Tường Vỹ",
    telephone="+84900000002",
    commune_code="00166",
    address="12 ngõ 34 Nguyễn Khánh Toàn",
)
_BOX: Final = BoxSpec(gross_g=5200, length_mm=300, width_mm=200, height_mm=150)
_LYCHEE: Final = GoodsSpec(
    description="Vải thiều Thanh Hà", commodity_code="vai-thieu", net_g=5000, value_dong=325_000
)
_CASH: Final = (350_000, 0, 120_000)


@transaction.atomic
def open_sandbox(*, name: str, scopes: Sequence[Scope], actor: str, at: datetime) -> NewClient:
    """A client whose carrier is its own, with three shipments booked for today."""
    carrier_code = open_sandbox_carrier(name=name)
    new = create_client(carrier_code=carrier_code, name=name, scopes=scopes, sandbox=True, actor=actor, at=at)
    for number, cod_dong in enumerate(_CASH, start=1):
        book_sample(reference=f"{carrier_code}:{number}", carrier_code=carrier_code, cod_dong=cod_dong, at=at)
    return new


def book_sample(*, reference: str, carrier_code: str, cod_dong: int, at: datetime) -> None:
    """Five kilograms of lychee from Thanh Hà to Hà Nội, as our shop would book them."""
    book_shipment(
        reference=reference,
        service_code=SERVICE,
        sender=_FARMER,
        recipient=_BUYER,
        boxes=[_BOX],
        goods=[_LYCHEE],
        cod_dong=cod_dong,
        on_undelivered="return",
        released=True,
        ready_on=local_day(at),
        carrier_code=carrier_code,
        at=at,
    )
