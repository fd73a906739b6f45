"""Making and changing a consignment, by whoever exports. `seen` is the `version` that the client read: when
somebody changed anything since, CONSIGNMENT_CHANGED says so and nothing is written.
"""

from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from api.once import OnceMutation, idempotency_key
from api.paperwork.inputs import AllocationInput, ConsignmentChanges, PartyInput
from api.paperwork.types import (
    Consignment,
    ConsignmentForm,
    ConsignmentIncoterm,
    ConsignmentPartyRole,
    ConsignmentPurpose,
    ConsignmentRoute,
)
from api.scalars import Quantity
from logistics.paperwork.enums import Form, Incoterm, PartyRole, Purpose, Route
from logistics.paperwork.operations.consignments import AllocationSpec, PartySpec, Plan
from marketplace.exporters.operations import (
    add_export_line,
    allocate_export,
    cancel_export,
    change_export,
    open_export,
    set_export_party,
    withdraw_export,
)
from marketplace.exporters.queries import consignment_for


class ConsignmentOpen(OnceMutation):
    """Begin a consignment in the name of one's own household or cooperative."""

    class Input:
        owner = graphene.String(
            description="“household:…” or “cooperative:…”, one's own; the first, if left out."
        )
        destination = graphene.String(required=True, description="As the export rules name it: EU, JP …")
        country = graphene.String(required=True)
        route = ConsignmentRoute(required=True)
        incoterm = ConsignmentIncoterm(required=True)
        incoterm_place = graphene.String(required=True)
        currency = graphene.String(required=True)
        departure_on = graphene.Date(required=True)
        purpose = ConsignmentPurpose(required=True, default_value=Purpose.SALE)
        idempotency_key = idempotency_key()

    consignment = graphene.Field(Consignment)

    @classmethod
    def act(cls, context: Context, given: Any) -> Any:
        plan = Plan(
            owner="",
            province_code="",
            destination=given.destination,
            country=given.country,
            route=Route(given.route),
            incoterm=Incoterm(given.incoterm),
            incoterm_place=given.incoterm_place,
            currency=given.currency,
            departure_on=given.departure_on,
            purpose=Purpose(given.purpose),
        )
        return open_export(person=context.person, owner=given.get("owner") or "", plan=plan, at=context.at)

    @classmethod
    def again(cls, context: Context, key: str) -> Any:
        return consignment_for(person=context.person, key=key)

    @classmethod
    def payload(cls, row: Any) -> dict[str, Any]:
        return {"consignment": row}


class _Change(DomainMutation):
    """`change` does it to the consignment found; the answer shows it as it is then."""

    class Meta:
        abstract = True

    @classmethod
    def change(cls, context: Context, given: Any, common: dict[str, Any]) -> None:
        raise NotImplementedError

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        person = context.person
        found = consignment_for(person=person, number=given.number)
        common = {"person": person, "key": found.key, "seen": given.seen, "at": context.at}
        cls.change(context, given, common)
        return {"consignment": consignment_for(person=person, key=found.key)}


class ConsignmentChange(_Change):
    """Change what may change while papers are prepared. A clearance is closed by it."""

    class Input:
        number = graphene.String(required=True)
        seen = Quantity(required=True)
        changes = ConsignmentChanges(required=True)

    consignment = graphene.Field(Consignment)

    @classmethod
    def change(cls, _context: Context, given: Any, common: dict[str, Any]) -> None:
        changes = {name: getattr(value, "value", value) for name, value in given.changes.items()}
        change_export(changes=changes, **common)


class ConsignmentSetParty(_Change):
    """Exporter, importer of record, consignee or who is notified; takes the place of the one before."""

    class Input:
        number = graphene.String(required=True)
        seen = Quantity(required=True)
        role = ConsignmentPartyRole(required=True)
        party = PartyInput(required=True)

    consignment = graphene.Field(Consignment)

    @classmethod
    def change(cls, _context: Context, given: Any, common: dict[str, Any]) -> None:
        set_export_party(role=PartyRole(given.role), party=PartySpec(**given.party), **common)


class ConsignmentAddLine(_Change):
    """One kind of goods."""

    class Input:
        number = graphene.String(required=True)
        seen = Quantity(required=True)
        good = graphene.String(required=True, description="The export rules' own name: lychee, tea …")
        description_en = graphene.String(required=True)
        form = ConsignmentForm(required=True)
        package_kind = graphene.String(required=True, default_value="CT", description="UN/ECE Rec. 21.")

    consignment = graphene.Field(Consignment)

    @classmethod
    def change(cls, _context: Context, given: Any, common: dict[str, Any]) -> None:
        add_export_line(
            good=given.good,
            description_en=given.description_en,
            form=Form(given.form),
            package_kind=given.package_kind,
            **common,
        )


class ConsignmentAllocate(_Change):
    """Pack quantities of one's own lots onto a line, as weighed."""

    names = {"lot": "allocations.lot", "net_g": "allocations.netG", "gross_g": "allocations.grossG"}

    class Input:
        number = graphene.String(required=True)
        seen = Quantity(required=True)
        position = graphene.Int(required=True)
        allocations = graphene.List(graphene.NonNull(AllocationInput), required=True)

    consignment = graphene.Field(Consignment)

    @classmethod
    def change(cls, _context: Context, given: Any, common: dict[str, Any]) -> None:
        specs = [AllocationSpec(holder="", **one) for one in given.allocations]
        allocate_export(position=given.position, allocations=specs, **common)


class ConsignmentWithdraw(_Change):
    """Take packed quantities out again. What buyers ordered is taken out by their orders alone."""

    class Input:
        number = graphene.String(required=True)
        seen = Quantity(required=True)
        holders = graphene.List(graphene.NonNull(graphene.String), required=True)

    consignment = graphene.Field(Consignment)

    @classmethod
    def change(cls, _context: Context, given: Any, common: dict[str, Any]) -> None:
        withdraw_export(holders=given.holders, **common)


class ConsignmentCancel(_Change):
    """Call it off, before it is handed over."""

    class Input:
        number = graphene.String(required=True)
        seen = Quantity(required=True)
        reason = graphene.String(required=True)

    consignment = graphene.Field(Consignment)

    @classmethod
    def change(cls, _context: Context, given: Any, common: dict[str, Any]) -> None:
        cancel_export(reason=given.reason, **common)
