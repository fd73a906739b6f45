"""The household packs what was paid: a consignment of its own, and the post is asked for its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypedDict

from django.db import transaction

from kernel.clock import local_day
from kernel.errors import Invalid, NotAllowed
from kernel.money import spread
from kernel.places.queries import commune
from logistics.carriers.quotes import offer_abroad
from logistics.dispatch.enums import OnUndelivered
from logistics.dispatch.operations import book_shipment, cancel_shipments
from logistics.dispatch.values import BoxSpec, GoodsSpec, Party
from logistics.paperwork.enums import ConsignmentState, Form, Incoterm, PartyRole, Route, Wood
from logistics.paperwork.models import Consignment, ExportGood
from logistics.paperwork.operations import consignments
from logistics.paperwork.operations.consignments import AllocationSpec, PartySpec, Plan
from logistics.paperwork.rulebook import rulebook
from marketplace.catalogue.enums import ReservationState
from marketplace.catalogue.models import StockReservation
from marketplace.catalogue.stock import release
from marketplace.households.rules import may_act_for
from marketplace.payments.enums import PaidBy, Road
from marketplace.payments.operations import record_undelivered
from marketplace.people.rules import Person
from marketplace.postal.enums import PostalState
from marketplace.postal.models import PostalOrder
from marketplace.postal.operations.paying import give_back
from marketplace.postal.quoting import CURRENCY
from marketplace.postal.refusals import (
    ParcelHeavierThanPaid,
    ParcelLighterThanGoods,
    PostalOrderClosed,
    UnknownPostalOrder,
)
from marketplace.postal.states import lock_order, move

MOST_MM: Final = 2_000
MOST_PIECES: Final = 1_000


class _By(TypedDict):
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalBox:
    """As it stands on the scales, closed: grams and millimetres; `pieces` are the bags inside. There is no
    wood in it: the household says so.
    """

    gross_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    pieces: int

    def check(self, order: PostalOrder) -> None:
        for name in ("length_mm", "width_mm", "height_mm"):
            if not 0 < getattr(self, name) <= MOST_MM:
                raise Invalid(field=name)
        if not 0 < self.pieces <= MOST_PIECES:
            raise Invalid(field="pieces")
        if self.gross_g < order.net_g:
            raise ParcelLighterThanGoods


@transaction.atomic
def pack_postal(
    *, person: Person, key: str, box: PostalBox, description_en: str, at: datetime
) -> PostalOrder:
    """One transaction: the consignment with its parties, line and lots, and the parcel behind its gate."""
    order = _sellers(person, key)
    if order.state != PostalState.PAID:
        raise PostalOrderClosed
    box.check(order)
    _check_postage(order, box, at=at)
    lots = _lots(order)
    consignment = _consignment(order, lots, box, description_en, actor=person.actor, at=at)
    _book(order, lots, box, consignment, at=at)
    consignments.bind_parcel(
        key=consignment.key, shipment=order.shipment_reference, actor=person.actor, at=at
    )
    move(
        order,
        PostalState.PACKED,
        actor=person.actor,
        at=at,
        consignment_key=consignment.key,
        gross_g=box.gross_g,
    )
    return order


def _sellers(person: Person, key: str) -> PostalOrder:
    """Locked; another household's is not there."""
    order = lock_order(key)
    if not may_act_for(person=person, household=order.household):
        raise UnknownPostalOrder
    return order


def _check_postage(order: PostalOrder, box: PostalBox, *, at: datetime) -> None:
    offer = offer_abroad(service_code=order.service_code, country=order.country, gross_g=box.gross_g, at=at)
    if offer.refused or offer.price_dong > order.postage_dong:
        raise ParcelHeavierThanPaid


def _lots(order: PostalOrder) -> list[StockReservation]:
    held = StockReservation.objects.filter(reference=order.reference, state=ReservationState.HELD)
    return list(held.select_related("lot").order_by("pk"))


def _consignment(
    order: PostalOrder,
    lots: Sequence[StockReservation],
    box: PostalBox,
    description_en: str,
    *,
    actor: str,
    at: datetime,
) -> Consignment:
    by: _By = {"actor": actor, "at": at}
    opened = consignments.open_consignment(plan=_plan(order, at), **by)
    facts = {
        "wood": Wood.NONE,
        "freight_minor": order.postage_dong,
        "entry_on": order.arrives_on,
        "conveyance": order.service_name,
    }
    consignments.change_consignment(key=opened.key, changes=facts, **by)
    for role, party in _parties(order):
        consignments.set_party(key=opened.key, role=role, party=party, **by)
    good = _good(order)
    consignments.add_line(
        key=opened.key,
        good=good.code,
        description_en=description_en,
        form=Form(good.form),
        package_kind="CT",
        **by,
    )
    shares = _allocations(order, lots, box)
    consignments.allocate(key=opened.key, position=1, allocations=shares, **by)
    return opened


def _plan(order: PostalOrder, at: datetime) -> Plan:
    household = order.household
    return Plan(
        owner=household.subject,
        province_code=commune(household.commune_code).province_code,
        destination=rulebook().by_country[order.country],
        country=order.country,
        route=Route.POST,
        incoterm=Incoterm(order.incoterm),
        incoterm_place=order.city,
        currency=CURRENCY,
        departure_on=local_day(at),
    )


def _parties(order: PostalOrder) -> list[tuple[PartyRole, PartySpec]]:
    """A private buyer is the importer of what is sent to them."""
    household = order.household
    sender = PartySpec(
        name=household.name,
        country="VN",
        address=f"{household.address}, {commune(household.commune_code).label}",
        telephone=household.telephone,
    )
    where = ", ".join(part for part in (order.address, f"{order.postal_code} {order.city}".strip()) if part)
    buyer = PartySpec(
        name=order.name, country=order.country, address=where, telephone=order.telephone, email=order.email
    )
    return [(PartyRole.EXPORTER, sender), (PartyRole.IMPORTER, buyer)]


def _good(order: PostalOrder) -> ExportGood:
    code = rulebook().by_commodity[order.listing.commodity_id]
    return ExportGood.objects.get(code=code)


def _allocations(
    order: PostalOrder, lots: Sequence[StockReservation], box: PostalBox
) -> list[AllocationSpec]:
    """One parcel is one package; a second lot in it counts as a package of its own on paper."""
    shares = [one.quantity for one in lots]
    nets, values = spread(order.net_g, shares), spread(order.goods_dong, shares)
    grosses = spread(box.gross_g - order.net_g, shares)
    return [
        AllocationSpec(
            holder=order.reference,
            lot=one.lot.reference,
            net_g=net,
            gross_g=net + more,
            packages=1,
            value_minor=value,
        )
        for one, net, more, value in zip(lots, nets, grosses, values, strict=True)
    ]


def _book(
    order: PostalOrder,
    lots: Sequence[StockReservation],
    box: PostalBox,
    consignment: Consignment,
    *,
    at: datetime,
) -> None:
    """Held back until the gate opens; the post gives its number at once."""
    household = order.household
    line = consignment.lines.get()
    book_shipment(
        reference=order.shipment_reference,
        service_code=order.service_code,
        sender=Party(
            name=household.name,
            telephone=household.telephone,
            commune_code=household.commune_code,
            address=household.address,
        ),
        recipient=Party(
            name=order.name,
            telephone=order.telephone,
            commune_code="",
            address=order.address,
            country=order.country,
            city=order.city,
            postal_code=order.postal_code,
        ),
        boxes=[BoxSpec(gross_g=box.gross_g, length_mm=box.length_mm, width_mm=box.width_mm,
                       height_mm=box.height_mm)],
        goods=_goods(order, lots, box, line.description_en, line.good.hs6),
        cod_dong=0,
        on_undelivered=OnUndelivered.RETURN,
        released=False,
        ready_on=local_day(at),
        at=at,
    )  # fmt: skip


def _goods(
    order: PostalOrder, lots: Sequence[StockReservation], box: PostalBox, description: str, hs6: str
) -> list[GoodsSpec]:
    shares = [one.quantity for one in lots]
    nets, values = spread(order.net_g, shares), spread(order.goods_dong, shares)
    return [
        GoodsSpec(
            description=description,
            commodity_code=order.listing.commodity_id,
            net_g=net,
            value_dong=value,
            lot_reference=one.lot.reference,
            hs_code=hs6,
            origin_country="VN",
            pieces=box.pieces,
        )
        for one, net, value in zip(lots, nets, values, strict=True)
    ]


@transaction.atomic
def cancel_by_household(*, person: Person, key: str, reason: str, at: datetime) -> PostalOrder:
    """It cannot be sent: all of the money goes back, the goods to the stall, papers and parcel are called
    off. A staff member may do the same.
    """
    order = _sellers(person, key)
    if not reason.strip():
        raise Invalid(field="reason")
    if order.state not in (PostalState.PAID, PostalState.PACKED):
        raise PostalOrderClosed
    if order.state == PostalState.PACKED:
        _call_off(order, reason, actor=person.actor, at=at)
    release(references=[order.reference], at=at)
    move(order, PostalState.CANCELLED, actor=person.actor, reason=reason.strip(), at=at)
    give_back(order, order.total_dong, why="cancelled", at=at)
    return order


def _call_off(order: PostalOrder, reason: str, *, actor: str, at: datetime) -> None:
    consignment = Consignment.objects.get(key=order.consignment_key)
    if consignment.state not in (ConsignmentState.PREPARING, ConsignmentState.CLEARED):
        raise NotAllowed
    cancel_shipments(references=[order.shipment_reference], at=at)
    consignments.cancel_consignment(key=consignment.key, reason=reason.strip()[:200], actor=actor, at=at)
    record_undelivered(
        reference=order.reference,
        road=Road.CANCELLED,
        household_key=order.household.key,
        paid_by=PaidBy.CARD,
        carrier_code=order.carrier_code,
        at=at,
    )
