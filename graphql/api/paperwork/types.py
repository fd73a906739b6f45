"""What a destination asks of goods, and why."""

import graphene

from api.context import Info
from logistics.goods.enums import TreatmentKind
from logistics.paperwork import models
from logistics.paperwork.enums import BLOCKING, Channel, ConsignmentState, Gate, Outcome, Standing
from logistics.paperwork.queries import Way, open_items
from logistics.paperwork.rulebook import KindFacts, SourceFacts, rulebook
from logistics.paperwork.values import Finding, Item
from logistics.paperwork.words import words

ExportChannel = graphene.Enum.from_enum(Channel, name="ExportChannel", description="How goods go abroad.")
ExportGate = graphene.Enum.from_enum(
    Gate,
    name="ExportGate",
    description="What an open item holds back; PREFERENCE and INFO hold back nothing.",
)
ExportTreatment = graphene.Enum.from_enum(
    TreatmentKind, name="ExportTreatment", description="What may be done to a lot after the harvest."
)
ExportStanding = graphene.Enum.from_enum(Standing, name="ExportStanding", description="How an item stands.")
ConsignmentStateEnum = graphene.Enum.from_enum(
    ConsignmentState, name="ConsignmentState", description="Where a consignment stands."
)
ExportOutcome = graphene.Enum.from_enum(Outcome, name="ExportOutcome", description="May it go?")


class ExportSource(graphene.ObjectType):
    """Where a fact was read; `asOf` is the source's date in its own precision."""

    code = graphene.String(required=True)
    title = graphene.String(required=True)
    locator = graphene.String(required=True)
    as_of = graphene.String(required=True)

    class Meta:
        possible_types = (SourceFacts,)


class ExportPaperKind(graphene.ObjectType):
    """A paper and who issues it. We issue none of those that an authority issues."""

    code = graphene.String(required=True)
    name_vi = graphene.String(required=True)
    name_en = graphene.String(required=True)
    issuer_vi = graphene.String(required=True)
    issuer_en = graphene.String(required=True)
    usual_hours = graphene.Int(description="How long the issuer takes, where a source says so.")

    class Meta:
        possible_types = (KindFacts,)


class ExportItem(graphene.ObjectType):
    """One thing that is needed, or that stands against it."""

    code = graphene.String(required=True)
    gate = graphene.Field(ExportGate, required=True)
    state = graphene.Field(ExportStanding, required=True)
    reason = graphene.String(required=True, description="A stable code for why it stands so.")
    text = graphene.String(required=True, description="The same in words.")
    blocks = graphene.Boolean(required=True)
    paper = graphene.Field(ExportPaperKind)
    sources = graphene.List(graphene.NonNull(ExportSource), required=True)

    class Meta:
        possible_types = (Item,)

    @staticmethod
    def resolve_text(item: Item, _info: Info) -> str:
        return words(item)

    @staticmethod
    def resolve_blocks(item: Item, _info: Info) -> bool:
        return item.is_open and item.gate in BLOCKING

    @staticmethod
    def resolve_paper(item: Item, _info: Info) -> KindFacts | None:
        return rulebook().kinds.get(item.kind)

    @staticmethod
    def resolve_sources(item: Item, _info: Info) -> list[SourceFacts]:
        known = rulebook().sources
        return [known[code] for code in item.sources if code in known]


class ExportFinding(graphene.ObjectType):
    """What the rules say. `rule` is the version that spoke, "" where no rule names the pair: then it is not
    open. `restsOnDemo`: made-up reviewers of the demo signed it.
    """

    outcome = graphene.Field(ExportOutcome, required=True)
    rule = graphene.String(required=True)
    rests_on_demo = graphene.Boolean(required=True)
    read_on = graphene.Date(description="The day from which the readings of its source count.")
    items = graphene.List(graphene.NonNull(ExportItem), required=True)

    class Meta:
        possible_types = (Finding,)


class ExportWay(graphene.ObjectType):
    """Whether goods can go to a destination at all: `against` is what no paper cures, `needed` what is still
    to be had.
    """

    destination = graphene.String(required=True)
    open = graphene.Boolean(required=True)
    against = graphene.List(graphene.NonNull(ExportItem), required=True)
    needed = graphene.List(graphene.NonNull(ExportItem), required=True)

    class Meta:
        possible_types = (Way,)


class Consignment(graphene.ObjectType):
    """Goods that go abroad as one. `blockers` are the open items as of now; each costs a reading of all that
    is known, so it is for one consignment at a time.
    """

    number = graphene.String(required=True)
    state = graphene.Field(ConsignmentStateEnum, required=True)
    destination = graphene.String(required=True)
    departure_on = graphene.Date(required=True)
    blockers = graphene.List(graphene.NonNull(ExportItem), required=True)

    class Meta:
        possible_types = (models.Consignment,)

    @staticmethod
    def resolve_destination(consignment: models.Consignment, _info: Info) -> str:
        return consignment.destination_id

    @staticmethod
    def resolve_blockers(consignment: models.Consignment, info: Info) -> list[Item]:
        return open_items(consignment, at=info.context.at)
