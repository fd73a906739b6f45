from collections.abc import Sequence
from datetime import date
from typing import Any

import graphene

from api.context import Info
from api.paperwork.mutations.codes import ExportCodeRequest, OwnExportCode
from api.paperwork.types import (
    Consignment,
    ConsignmentIncoterm,
    ConsignmentOnBoard,
    ExportChannel,
    ExportEstimate,
    ExportFinding,
    ExportTreatment,
    ExportWay,
)
from api.scalars import Money
from kernel.clock import local_day, now
from kernel.errors import NotAllowed
from logistics.goods.enums import TreatmentKind
from logistics.goods.models import CodeRequest, GrowingArea, PackingHouse
from logistics.paperwork import models
from logistics.paperwork.enums import Channel, Incoterm
from logistics.paperwork.levying import Estimate, Shipped, estimate
from logistics.paperwork.queries import Way, closed_by, consignment_by_number, explain, ways
from logistics.paperwork.standings import OnBoard, standings
from logistics.paperwork.values import Finding
from marketplace.exporters.codes import own_codes
from marketplace.exporters.queries import consignment_for, consignments_of
from marketplace.people.rules import is_officer_of, is_staff


class PaperworkQueries:
    export_finding = graphene.Field(
        ExportFinding,
        required=True,
        good=graphene.String(required=True, description="A commodity's code, or the rules' own name."),
        destination=graphene.String(required=True),
        day=graphene.Date(description="Any day; today when it is left out."),
        channel=graphene.Argument(ExportChannel, required=True, default_value=Channel.CARGO),
        description="What a destination asks of goods on a day, from whom, and from which source.",
    )
    export_ways = graphene.List(
        graphene.NonNull(ExportWay),
        required=True,
        good=graphene.String(required=True),
        day=graphene.Date(),
        channel=graphene.Argument(ExportChannel, required=True, default_value=Channel.CARGO),
        description="Every destination for a kind of goods, open ones first.",
    )

    export_closed_by = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        good=graphene.String(required=True),
        treatment=graphene.Argument(ExportTreatment, required=True),
        day=graphene.Date(),
        description="Destinations, open now, that a lot may go to no more once it is treated so.",
    )

    staff_consignment = graphene.Field(
        Consignment,
        number=graphene.String(required=True),
        description="Staff: one consignment, and what holds it back now.",
    )

    export_estimate = graphene.Field(
        ExportEstimate,
        required=True,
        good=graphene.String(required=True),
        country=graphene.String(required=True),
        channel=graphene.Argument(ExportChannel, required=True),
        incoterm=graphene.Argument(ConsignmentIncoterm, required=True),
        currency=graphene.String(required=True),
        value_minor=graphene.Argument(Money, required=True),
        carriage_minor=graphene.Argument(Money, required=True, default_value=0),
        headings=graphene.Int(required=True, default_value=1),
        preference=graphene.String(required=True, default_value=""),
        day=graphene.Date(),
        description="Duty and value added tax that a destination is likely to take, before anybody pays.",
    )
    consignment = graphene.Field(
        Consignment,
        required=True,
        number=graphene.String(required=True),
        description="One's own consignment, and what holds it back now.",
    )
    my_consignments = graphene.List(
        graphene.NonNull(ConsignmentOnBoard),
        required=True,
        description="The board of whoever exports: the nearest departure first, at most fifty.",
    )
    my_export_codes = graphene.List(
        graphene.NonNull(OwnExportCode),
        required=True,
        description="Codes of growing areas and packing houses in one's own name.",
    )
    my_export_code_requests = graphene.List(graphene.NonNull(ExportCodeRequest), required=True)
    province_consignments = graphene.List(
        graphene.NonNull(ConsignmentOnBoard),
        required=True,
        province_code=graphene.String(required=True),
        description="For an officer of the province: its consignments, at most fifty.",
    )

    @staticmethod
    def resolve_export_estimate(
        _root: None,
        _info: Info,
        channel: Channel,
        incoterm: Incoterm,
        day: date | None = None,
        **given: Any,
    ) -> Estimate:
        shipped = Shipped(channel=Channel(channel), **given)
        return estimate(shipped=shipped, incoterm=Incoterm(incoterm), day=day or local_day(now()))

    @staticmethod
    def resolve_consignment(_root: None, info: Info, number: str) -> models.Consignment:
        return consignment_for(person=info.context.person, number=number)

    @staticmethod
    def resolve_my_export_codes(_root: None, info: Info) -> Sequence[GrowingArea | PackingHouse]:
        mine = own_codes(person=info.context.person)
        return [*mine.areas, *mine.houses]

    @staticmethod
    def resolve_my_export_code_requests(_root: None, info: Info) -> Sequence[CodeRequest]:
        return own_codes(person=info.context.person).requests

    @staticmethod
    def resolve_my_consignments(_root: None, info: Info) -> Sequence[OnBoard]:
        return standings(consignments_of(person=info.context.person), at=info.context.at)

    @staticmethod
    def resolve_province_consignments(_root: None, info: Info, province_code: str) -> Sequence[OnBoard]:
        if not is_officer_of(info.context.person, province_code=province_code):
            raise NotAllowed
        rows = models.Consignment.objects.filter(province_code=province_code)
        return standings(rows, at=info.context.at)

    @staticmethod
    def resolve_staff_consignment(_root: None, info: Info, number: str) -> models.Consignment:
        if not is_staff(info.context.person):
            raise NotAllowed
        return consignment_by_number(number)

    @staticmethod
    def resolve_export_closed_by(
        _root: None, _info: Info, good: str, treatment: TreatmentKind, day: date | None = None
    ) -> Sequence[str]:
        asked = day or local_day(now())
        return closed_by(good=good, treatment=TreatmentKind(treatment).value, day=asked)

    @staticmethod
    def resolve_export_finding(
        _root: None, _info: Info, good: str, destination: str, channel: Channel, day: date | None = None
    ) -> Finding:
        asked = day or local_day(now())
        return explain(good=good, destination=destination, day=asked, channel=Channel(channel))

    @staticmethod
    def resolve_export_ways(
        _root: None, _info: Info, good: str, channel: Channel, day: date | None = None
    ) -> Sequence[Way]:
        return ways(good=good, day=day or local_day(now()), channel=Channel(channel))
