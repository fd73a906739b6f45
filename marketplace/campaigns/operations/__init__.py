"""What may be done to campaigns abroad and their orders."""

from marketplace.campaigns.operations.card import open_card_abroad
from marketplace.campaigns.operations.closing import call_off, close_campaign, sweep
from marketplace.campaigns.operations.consigning import pool_campaign
from marketplace.campaigns.operations.offering import accept_lot, offer_lot, withdraw_lot
from marketplace.campaigns.operations.opening import (
    CampaignSpec,
    change_campaign,
    open_campaign,
    publish_campaign,
)
from marketplace.campaigns.operations.placing import BuyerAbroad, place_abroad

__all__ = [
    "BuyerAbroad",
    "CampaignSpec",
    "accept_lot",
    "call_off",
    "change_campaign",
    "close_campaign",
    "offer_lot",
    "open_campaign",
    "open_card_abroad",
    "place_abroad",
    "pool_campaign",
    "publish_campaign",
    "sweep",
    "withdraw_lot",
]
