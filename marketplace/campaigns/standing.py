"""What the rules of export say of a campaign and of the lots in it: asked of `logistics.paperwork`, never
decided here.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from logistics.paperwork.collecting import lot_facts
from logistics.paperwork.enums import BLOCKING, Channel
from logistics.paperwork.queries import explain, way_of
from logistics.paperwork.values import Item, LotFacts
from logistics.paperwork.words import words
from marketplace.campaigns.models import Campaign
from marketplace.campaigns.refusals import CampaignShut

OF_THE_LOT = "LOT"
OF_THE_MARKET = "MARKET"
FIELDS_TOLD = ("growing_area", "packing_house", "treatment")


def against(campaign: Campaign, *, day: date) -> Sequence[Item]:
    """What shuts the destination to these goods on that day, whatever papers there are."""
    finding = explain(good=campaign.good, destination=campaign.destination, day=day, channel=Channel.CARGO)
    return way_of(campaign.destination, finding).against


def require_way(campaign: Campaign, *, day: date) -> None:
    """CampaignShut with the reasons."""
    if items := against(campaign, day=day):
        raise shut(items)


def shut(items: Sequence[Item]) -> CampaignShut:
    reasons = [words(item) for item in items]
    return CampaignShut(first=reasons[0], reasons=list(reasons), items=[item.code for item in items])


def against_lots(campaign: Campaign, references: Sequence[str], *, day: date) -> Mapping[str, Sequence[Item]]:
    """For each lot what holds it back on that day: codes that are not approved for the market, a treatment
    that is missing or too weak. Papers come later and are not asked. Every reference has an entry.
    """
    known = lot_facts(references)
    return {reference: _against_lot(campaign, known.get(reference), day) for reference in references}


def _against_lot(campaign: Campaign, lot: LotFacts | None, day: date) -> Sequence[Item]:
    finding = explain(
        good=campaign.good, destination=campaign.destination, day=day, channel=Channel.CARGO, lot=lot
    )
    asked = {OF_THE_LOT, OF_THE_MARKET}
    return [item for item in finding.items if item.is_open and item.gate in BLOCKING and item.about in asked]


def told_of(references: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Growing area, packing house and treatments of each recorded lot, as they decide what may travel
    together.
    """
    return {reference: _told(facts) for reference, facts in lot_facts(references).items()}


def _told(facts: LotFacts) -> Mapping[str, str]:
    return {
        "growing_area": facts.area.code if facts.area else "",
        "packing_house": facts.house.code if facts.house else "",
        "treatment": "+".join(sorted({one.kind for one in facts.treatments})),
    }
