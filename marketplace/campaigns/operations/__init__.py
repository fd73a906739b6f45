"""What may be done to campaigns abroad and their orders."""

from marketplace.campaigns.operations.offering import accept_lot, offer_lot, withdraw_lot
from marketplace.campaigns.operations.opening import (
    CampaignSpec,
    change_campaign,
    open_campaign,
    publish_campaign,
)

__all__ = [
    "CampaignSpec",
    "accept_lot",
    "change_campaign",
    "offer_lot",
    "open_campaign",
    "publish_campaign",
    "withdraw_lot",
]
