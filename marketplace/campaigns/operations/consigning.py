"""Paid orders become export consignments, through the operations of `logistics.paperwork`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Final

from django.db import transaction

from kernel.clock import local_day
from kernel.errors import Invalid
from logistics.paperwork.enums import Incoterm, PartyRole, Route
from logistics.paperwork.models import ExportGood
from logistics.paperwork.operations import consignments
from logistics.paperwork.operations.consignments import AllocationSpec, PartySpec, Plan
from marketplace.campaigns.enums import AbroadState, CampaignState, OfferState
from marketplace.campaigns.models import Campaign, CampaignConsignment, OfferedLot, OrderAbroad, Share
from marketplace.campaigns.operations.offering import read_again
from marketplace.campaigns.pooling import Group, Part, Stocked, Wanted, pool
from marketplace.campaigns.queries import campaign_for
from marketplace.campaigns.rates import goods_dong
from marketplace.campaigns.refusals import CampaignNotClosed
from marketplace.campaigns.standing import against_lots
from marketplace.campaigns.states import SYSTEM, lock_campaign, lock_orders, move_orders
from marketplace.households.models import Cooperative, Household
from marketplace.payments.rates import Rates, rates_of_day
from marketplace.people.rules import Person

HOME: Final = "VN"


@transaction.atomic
def pool_campaign(
    *, key: str, person: Person | None = None, departs_on: date | None = None, at: datetime
) -> Sequence[CampaignConsignment]:
    """Consignments that leave on `departs_on` (by default the campaign's day), one for each treatment,
    growing area and packing house; those made now. What does not fit stays PAID and waits for another day.

    Doing it again for the same day makes none of what is there. Only lots that pass the rules of export on
    that day are packed. CampaignNotClosed before the cut-off. Without a person the system does it.
    """
    if person is not None:
        campaign_for(person=person, key=key)
    campaign = lock_campaign(key)
    if campaign.state != CampaignState.CLOSED:
        raise CampaignNotClosed
    day = departs_on or campaign.ships_on
    if day < campaign.ships_on:
        raise Invalid(field="departs_on")
    orders = lock_orders(campaign, state=AbroadState.PAID)
    offers = _packable(campaign, day)
    actor = person.actor if person else SYSTEM
    made = pool(
        _wanted(orders), _stocked(campaign, offers), box_g=campaign.box_g, capacity_g=campaign.capacity_g
    )
    names = {order.key: order for order in orders}
    lots = {offer.key: offer for offer in offers}
    return [
        _consign(campaign, group, parts, names, lots, day=day, actor=actor, at=at)
        for group, parts in made.groups.items()
    ]


def _packable(campaign: Campaign, day: date) -> list[OfferedLot]:
    """Locked; without those that the rules hold back, and those whose group leaves on that day already."""
    rows = OfferedLot.objects.filter(campaign=campaign, state=OfferState.ACCEPTED)
    offers = list(rows.select_related("lot").order_by("pk").select_for_update(of=("self",), no_key=True))
    read_again(offers)
    held = against_lots(campaign, [offer.lot.reference for offer in offers], day=day)
    live = CampaignConsignment.objects.filter(campaign=campaign, departs_on=day, cancelled_at=None)
    gone = {Group(*row) for row in live.values_list("treatment", "growing_area", "packing_house")}
    return [one for one in offers if not held[one.lot.reference] and _group(one) not in gone]


def _group(offer: OfferedLot) -> Group:
    return Group(offer.treatment, offer.growing_area, offer.packing_house)


def _wanted(orders: Sequence[OrderAbroad]) -> list[Wanted]:
    return [
        Wanted(order.key, order.boxes, (order.paid_at.timestamp() if order.paid_at else 0.0, order.pk))
        for order in orders
    ]


def _stocked(campaign: Campaign, offers: Sequence[OfferedLot]) -> list[Stocked]:
    return [Stocked(one.key, _group(one), one.left_g // campaign.box_g) for one in offers]


def _consign(
    campaign: Campaign,
    group: Group,
    parts: Sequence[Part],
    orders: Mapping[str, OrderAbroad],
    lots: Mapping[str, OfferedLot],
    *,
    day: date,
    actor: str,
    at: datetime,
) -> CampaignConsignment:
    opened = consignments.open_consignment(plan=_plan(campaign, day), actor=actor, at=at)
    _fill(campaign, opened.key, _allocations(campaign, parts, orders, lots), actor=actor, at=at)
    made = CampaignConsignment.objects.create(
        campaign=campaign,
        consignment_key=opened.key,
        number=opened.number,
        departs_on=day,
        made_at=at,
        **group._asdict(),
    )
    _share(campaign, parts, orders, lots)
    packed = [orders[key] for key in dict.fromkeys(part.order for part in parts)]
    for order in packed:
        order.consigned = made
    move_orders(packed, AbroadState.POOLED, actor=actor, reason=made.number, columns=["consigned"], at=at)
    return made


def _plan(campaign: Campaign, day: date) -> Plan:
    return Plan(
        owner=campaign.owner,
        province_code=campaign.province_code,
        destination=campaign.destination,
        country=campaign.country,
        route=Route(campaign.route),
        incoterm=Incoterm(campaign.incoterm),
        incoterm_place=campaign.incoterm_place,
        currency=campaign.currency,
        departure_on=day,
    )


def _fill(
    campaign: Campaign, key: str, allocations: Sequence[AllocationSpec], *, actor: str, at: datetime
) -> None:
    for role, party in _parties(campaign).items():
        consignments.set_party(key=key, role=role, party=party, actor=actor, at=at)
    good = ExportGood.objects.get(code=campaign.good)
    line = consignments.add_line(
        key=key,
        good=good.code,
        description_en=good.name_en,
        form=good.form,  # type: ignore[arg-type]
        actor=actor,
        at=at,
    )
    consignments.allocate(key=key, position=line.position, allocations=allocations, actor=actor, at=at)


def _parties(campaign: Campaign) -> dict[PartyRole, PartySpec]:
    kind, _colon, key = campaign.owner.partition(":")
    owner: Household | Cooperative
    if kind == "household":
        owner = Household.objects.get(key=key)
        address = owner.address
    else:
        owner = Cooperative.objects.get(key=key)
        address = ""
    return {
        PartyRole.EXPORTER: PartySpec(name=owner.name, country=HOME, address=address),
        PartyRole.IMPORTER: PartySpec(
            name=campaign.importer_name,
            country=campaign.importer_country,
            address=campaign.importer_address,
            tax_number=campaign.importer_tax_number,
            email=campaign.importer_email,
        ),
    }


def _allocations(
    campaign: Campaign,
    parts: Sequence[Part],
    orders: Mapping[str, OrderAbroad],
    lots: Mapping[str, OfferedLot],
) -> list[AllocationSpec]:
    return [
        AllocationSpec(
            holder=orders[part.order].reference,
            lot=lots[part.lot].lot.reference,
            net_g=part.boxes * campaign.box_g,
            gross_g=part.boxes * campaign.box_gross_g,
            packages=part.boxes,
            value_minor=part.boxes * campaign.price_minor,
        )
        for part in parts
    ]


def _share(
    campaign: Campaign,
    parts: Sequence[Part],
    orders: Mapping[str, OrderAbroad],
    lots: Mapping[str, OfferedLot],
) -> None:
    """Who is owed what for each box, at the rates of the day when it was ordered."""
    rates = _rates_of(orders.values())
    shares = []
    for part in parts:
        order, offer = orders[part.order], lots[part.lot]
        withheld = rates[local_day(order.placed_at)][offer.self_produced]
        grams = part.boxes * campaign.box_g
        offer.left_g -= grams
        shares.append(
            Share(
                order=order,
                offer=offer,
                boxes=part.boxes,
                grams=grams,
                goods_dong=goods_dong(grams, offer.price_dong),
                **asdict(withheld),
            )
        )
    Share.objects.bulk_create(shares)
    touched = [lots[key] for key in dict.fromkeys(part.lot for part in parts)]
    OfferedLot.objects.bulk_update(touched, ["left_g"])


def _rates_of(orders: Iterable[OrderAbroad]) -> dict[date, dict[bool, Rates]]:
    """One statement for each day on which somebody ordered."""
    moments = {local_day(order.placed_at): order.placed_at for order in orders}
    return {day: rates_of_day(at=at) for day, at in moments.items()}


def unpool(orders: Sequence[OrderAbroad]) -> None:
    """Of locked orders: their boxes are in no consignment any more. The caller moves them."""
    shares = list(Share.objects.filter(order__in=orders).order_by("offer_id"))
    held = OfferedLot.objects.filter(pk__in={share.offer_id for share in shares}).order_by("pk")
    offers = {offer.pk: offer for offer in held.select_for_update(no_key=True)}
    for share in shares:
        offers[share.offer_id].left_g += share.grams
    OfferedLot.objects.bulk_update(list(offers.values()), ["left_g"])
    Share.objects.filter(pk__in=[share.pk for share in shares]).delete()
    for order in orders:
        order.consigned = None
