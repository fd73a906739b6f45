"""Opening a sandbox, and booking in it: as our shop would, by our own rate card."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction

from kernel.clock import local_day
from kernel.database import advisory_lock
from kernel.ids import new_key
from logistics.carriers.sandbox import open_sandbox_carrier
from logistics.dispatch.operations import book_shipment
from logistics.dispatch.values import BoxSpec, GoodsSpec, Party
from logistics.partner_api.enums import Scope
from logistics.partner_api.models import SandboxPlay
from logistics.partner_api.operations import NewClient, create_client
from logistics.partner_api.refusals import SandboxFull, UnknownMagicNumber
from logistics.partner_api.sandbox.stories import STORIES
from logistics.partner_api.sandbox.telling import due_at

SERVICE: Final = "vnpost:fast"
CHILLED: Final = "vnpost:chilled"
MOST_PLAYS: Final = 50
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
    description="Vải thiều Thanh Hà",
    commodity_code="vai-thieu",
    net_g=5000,
    value_dong=325_000,
    hs_code="081090",
    origin_country="VN",
)
_CASH: Final = (350_000, 0, 120_000)


@transaction.atomic
def open_sandbox(*, name: str, scopes: Sequence[Scope], actor: str, at: datetime) -> NewClient:
    """A client whose carrier is its own, with three shipments booked for today."""
    carrier_code = open_sandbox_carrier(name=name)
    new = create_client(carrier_code=carrier_code, name=name, scopes=scopes, actor=actor, at=at)
    for number, cod_dong in enumerate(_CASH, start=1):
        book_sample(reference=f"{carrier_code}:{number}", carrier_code=carrier_code, cod_dong=cod_dong, at=at)
    return new


def book_sample(
    *,
    reference: str,
    carrier_code: str,
    cod_dong: int,
    recipient: Party = _BUYER,
    service_code: str = SERVICE,
    boxes: int = 1,
    released: bool = True,
    at: datetime,
) -> str:
    """Five kilograms of lychee in each box from Thanh Hà to Hà Nội; the shipment's key."""
    booked = book_shipment(
        reference=reference,
        service_code=service_code,
        sender=_FARMER,
        recipient=recipient,
        boxes=[_BOX] * boxes,
        goods=[replace(_LYCHEE, net_g=boxes * _LYCHEE.net_g, value_dong=boxes * _LYCHEE.value_dong)],
        cod_dong=cod_dong,
        on_undelivered="return",
        released=released,
        ready_on=local_day(at),
        carrier_code=carrier_code,
        at=at,
    )
    return booked.shipment_key


@transaction.atomic
def book_story(*, carrier_code: str, number: str, cod_dong: int, at: datetime) -> SandboxPlay:
    """A shipment to the recipient with this telephone, which plays the story of the number from now on. `at`
    is the sandbox's own time. UnknownMagicNumber; SandboxFull with too many that are not over."""
    story = STORIES.get(number)
    if story is None:
        raise UnknownMagicNumber(field="recipient_telephone", number=number)
    advisory_lock(f"sandbox:{carrier_code}")
    if SandboxPlay.objects.filter(carrier_code=carrier_code, next_at__isnull=False).count() >= MOST_PLAYS:
        raise SandboxFull(limit=MOST_PLAYS)
    key = book_sample(
        reference=f"{carrier_code}:{new_key()}",
        carrier_code=carrier_code,
        cod_dong=cod_dong,
        recipient=replace(_BUYER, telephone=f"+84{number[1:]}"),
        service_code=CHILLED if story.chilled else SERVICE,
        boxes=story.boxes,
        released=not story.held,
        at=at,
    )
    return SandboxPlay.objects.create(
        carrier_code=carrier_code,
        shipment_key=key,
        number=number,
        began_at=at,
        next_at=due_at(at, story.steps, 0),
    )
