"""What a destination asks of goods, and why."""

from collections.abc import Sequence
from datetime import date

import graphene

from api.context import Info
from api.scalars import Money, Quantity
from logistics.documents.models import Document
from logistics.documents.queries import newest_set
from logistics.goods.enums import TreatmentKind
from logistics.paperwork import models
from logistics.paperwork.enums import (
    BLOCKING,
    Channel,
    ConsignmentState,
    Form,
    Gate,
    Incoterm,
    Levy,
    OperatorSize,
    Outcome,
    PartyRole,
    Purpose,
    Route,
    Standing,
    Turn,
    Wood,
)
from logistics.paperwork.levying import Estimate, Taken
from logistics.paperwork.queries import Way, all_items, open_items
from logistics.paperwork.rulebook import KindFacts, SourceFacts, rulebook
from logistics.paperwork.standings import OnBoard
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
ConsignmentRoute = graphene.Enum.from_enum(Route, name="ConsignmentRoute", description="How it travels.")
ConsignmentIncoterm = graphene.Enum.from_enum(
    Incoterm, name="ConsignmentIncoterm", description="Incoterms 2020."
)
ConsignmentPurpose = graphene.Enum.from_enum(
    Purpose, name="ConsignmentPurpose", description="Why it is sent."
)
ConsignmentWood = graphene.Enum.from_enum(Wood, name="ConsignmentWood", description="Wooden packaging.")
ConsignmentOperatorSize = graphene.Enum.from_enum(
    OperatorSize, name="ConsignmentOperatorSize", description="Of the importer, under EU 2023/1115."
)
ConsignmentPartyRole = graphene.Enum.from_enum(
    PartyRole, name="ConsignmentPartyRole", description="Who a party is."
)
ConsignmentForm = graphene.Enum.from_enum(Form, name="ConsignmentForm", description="Fresh or not.")
ConsignmentTurn = graphene.Enum.from_enum(
    Turn, name="ConsignmentTurn", description="Who can close what is open."
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


class ConsignmentAllocation(graphene.ObjectType):
    """A packed quantity of a lot. `holder` names it when it is taken out again."""

    holder = graphene.String(required=True)
    lot = graphene.String(required=True)
    net_g = Quantity(required=True)
    gross_g = Quantity(required=True)
    packages = graphene.Int(required=True)
    value_minor = Money(required=True)
    region = graphene.String(required=True)

    class Meta:
        possible_types = (models.Allocation,)


class ConsignmentLine(graphene.ObjectType):
    """One kind of goods on all papers."""

    position = graphene.Int(required=True)
    good = graphene.String(required=True)
    form = graphene.Field(ConsignmentForm, required=True)
    description_en = graphene.String(required=True)
    package_kind = graphene.String(required=True)
    allocations = graphene.List(graphene.NonNull(ConsignmentAllocation), required=True)

    class Meta:
        possible_types = (models.ConsignmentLine,)

    @staticmethod
    def resolve_good(line: models.ConsignmentLine, _info: Info) -> str:
        return line.good_id

    @staticmethod
    def resolve_allocations(line: models.ConsignmentLine, _info: Info) -> Sequence[models.Allocation]:
        return list(line.allocations.all())


class ConsignmentParty(graphene.ObjectType):
    """Whose names stand on the papers."""

    role = graphene.Field(ConsignmentPartyRole, required=True)
    name = graphene.String(required=True)
    country = graphene.String(required=True)
    address = graphene.String(required=True)

    class Meta:
        possible_types = (models.ConsignmentParty,)


class ConsignmentPaper(graphene.ObjectType):
    """A paper that was entered. It counts once another person confirmed it, until it is withdrawn."""

    key = graphene.String(required=True)
    kind = graphene.String(required=True)
    number = graphene.String(required=True)
    issuer = graphene.String(required=True)
    issued_on = graphene.Date(required=True)
    sha256 = graphene.String(required=True)
    confirmed = graphene.Boolean(required=True)
    withdrawn = graphene.Boolean(required=True)

    class Meta:
        possible_types = (models.IssuedPaper,)

    @staticmethod
    def resolve_kind(paper: models.IssuedPaper, _info: Info) -> str:
        return paper.kind_id

    @staticmethod
    def resolve_confirmed(paper: models.IssuedPaper, _info: Info) -> bool:
        return paper.confirmed_at is not None

    @staticmethod
    def resolve_withdrawn(paper: models.IssuedPaper, _info: Info) -> bool:
        return paper.withdrawn_at is not None


class ConsignmentDrawnPaper(graphene.ObjectType):
    """One of our own papers of the newest set; its file is on the exporter's page."""

    kind = graphene.String(required=True)
    number = graphene.String(required=True)
    sha256 = graphene.String(required=True)

    class Meta:
        possible_types = (Document,)


class ConsignmentSharedLink(graphene.ObjectType):
    """A way in for the importer; the secret itself is kept nowhere."""

    key = graphene.String(required=True)
    label = graphene.String(required=True)
    expires_at = graphene.DateTime(required=True)
    revoked_at = graphene.DateTime()

    class Meta:
        possible_types = (models.ConsignmentLink,)


class ConsignmentMessage(graphene.ObjectType):
    """`byImporter`: it came through a link."""

    text = graphene.String(required=True)
    at = graphene.DateTime(required=True)
    by_importer = graphene.Boolean(required=True)

    class Meta:
        possible_types = (models.ConsignmentMessage,)

    @staticmethod
    def resolve_by_importer(message: models.ConsignmentMessage, _info: Info) -> bool:
        return message.link_id is not None


class Consignment(graphene.ObjectType):
    """Goods that go abroad as one. `blockers` are the open items as of now; each costs a reading of all that
    is known, so it is for one consignment at a time. `version` is what a change must have seen.
    """

    number = graphene.String(required=True)
    version = Quantity(required=True)
    state = graphene.Field(ConsignmentStateEnum, required=True)
    destination = graphene.String(required=True)
    country = graphene.String(required=True)
    route = graphene.Field(ConsignmentRoute, required=True)
    incoterm = graphene.Field(ConsignmentIncoterm, required=True)
    incoterm_place = graphene.String(required=True)
    currency = graphene.String(required=True)
    departure_on = graphene.Date(required=True)
    conveyance = graphene.String(required=True)
    point_of_entry = graphene.String(required=True)
    lines = graphene.List(graphene.NonNull(ConsignmentLine), required=True)
    parties = graphene.List(graphene.NonNull(ConsignmentParty), required=True)
    papers = graphene.List(graphene.NonNull(ConsignmentPaper), required=True)
    blockers = graphene.List(graphene.NonNull(ExportItem), required=True)
    items = graphene.List(
        graphene.NonNull(ExportItem),
        required=True,
        description="Everything the rules say, met or open: what only costs duty has the gate PREFERENCE.",
    )

    drawn = graphene.List(graphene.NonNull(ConsignmentDrawnPaper), required=True)
    links = graphene.List(graphene.NonNull(ConsignmentSharedLink), required=True)
    messages = graphene.List(
        graphene.NonNull(ConsignmentMessage), required=True, description="The last fifty."
    )

    class Meta:
        possible_types = (models.Consignment,)

    @staticmethod
    def resolve_version(consignment: models.Consignment, _info: Info) -> int:
        return consignment.data_version

    @staticmethod
    def resolve_destination(consignment: models.Consignment, _info: Info) -> str:
        return consignment.destination_id

    @staticmethod
    def resolve_lines(consignment: models.Consignment, _info: Info) -> Sequence[models.ConsignmentLine]:
        return list(consignment.lines.prefetch_related("allocations").order_by("position"))

    @staticmethod
    def resolve_parties(consignment: models.Consignment, _info: Info) -> Sequence[models.ConsignmentParty]:
        return list(consignment.parties.all())

    @staticmethod
    def resolve_drawn(consignment: models.Consignment, _info: Info) -> Sequence[Document]:
        newest = newest_set(consignment=consignment)
        return list(newest.documents.order_by("id")) if newest else []

    @staticmethod
    def resolve_links(consignment: models.Consignment, _info: Info) -> Sequence[models.ConsignmentLink]:
        return list(consignment.links.order_by("id"))

    @staticmethod
    def resolve_messages(consignment: models.Consignment, _info: Info) -> Sequence[models.ConsignmentMessage]:
        return list(consignment.messages.order_by("-id")[:50])[::-1]

    @staticmethod
    def resolve_papers(consignment: models.Consignment, _info: Info) -> Sequence[models.IssuedPaper]:
        return list(consignment.issued_papers.all())

    @staticmethod
    def resolve_blockers(consignment: models.Consignment, info: Info) -> list[Item]:
        return open_items(consignment, at=info.context.at)

    @staticmethod
    def resolve_items(consignment: models.Consignment, info: Info) -> list[Item]:
        return all_items(consignment, at=info.context.at)


class ConsignmentOnBoard(graphene.ObjectType):
    """A consignment as a board shows it. `daysLeft`: until it departs, when everything must be there."""

    number = graphene.String(required=True)
    state = graphene.Field(ConsignmentStateEnum, required=True)
    destination = graphene.String(required=True)
    departure_on = graphene.Date(required=True)
    days_left = graphene.Int(required=True)
    currency = graphene.String(required=True)
    net_g = Quantity(required=True)
    packages = graphene.Int(required=True)
    value_minor = Money(required=True)
    cost_minor = Money(required=True, description="Freight and insurance so far, in the currency.")
    missing = graphene.List(graphene.NonNull(ExportItem), required=True)
    turns = graphene.List(graphene.NonNull(ConsignmentTurn), required=True)

    class Meta:
        possible_types = (OnBoard,)

    @staticmethod
    def resolve_number(row: OnBoard, _info: Info) -> str:
        return row.consignment.number

    @staticmethod
    def resolve_state(row: OnBoard, _info: Info) -> str:
        return row.consignment.state

    @staticmethod
    def resolve_destination(row: OnBoard, _info: Info) -> str:
        return row.consignment.destination_id

    @staticmethod
    def resolve_departure_on(row: OnBoard, _info: Info) -> date:
        return row.consignment.departure_on

    @staticmethod
    def resolve_currency(row: OnBoard, _info: Info) -> str:
        return row.consignment.currency


LevyEnum = graphene.Enum.from_enum(Levy, name="ExportLevy", description="What a border takes.")


class ExportLevyTaken(graphene.ObjectType):
    """One levy. Null `minor`: it is not known. Not `verified`: no source was read for it."""

    levy = graphene.Field(LevyEnum, required=True)
    minor = Money()
    percent = graphene.String()
    source = graphene.String(required=True)
    as_of = graphene.String(required=True)
    verified = graphene.Boolean(required=True)
    why = graphene.String(required=True, description="UNKNOWN or NO_RATE where it is not known; else empty.")

    class Meta:
        possible_types = (Taken,)

    @staticmethod
    def resolve_percent(taken: Taken, _info: Info) -> str | None:
        return None if taken.percent is None else f"{taken.percent.normalize():f}"


class ExportEstimate(graphene.ObjectType):
    """What a destination is likely to take: an estimate and never a bill. `buyerPays`: at the door (DAP);
    else the price holds it (DDP).
    """

    currency = graphene.String(required=True)
    taken = graphene.List(graphene.NonNull(ExportLevyTaken), required=True)
    total_minor = Money()
    buyer_pays = graphene.Boolean(required=True)
    verified = graphene.Boolean(required=True)

    class Meta:
        possible_types = (Estimate,)
