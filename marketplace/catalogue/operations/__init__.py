"""Everything that changes the catalogue, but for the stock statements (stock.py). Each write is audited."""

from marketplace.catalogue.operations.copying import copy_listing
from marketplace.catalogue.operations.drafts import draft_listing, update_listing
from marketplace.catalogue.operations.encoding import encode_photo
from marketplace.catalogue.operations.lots import add_stock, correct_stock, sell_out
from marketplace.catalogue.operations.moderation import approve, set_certificates, unpublish
from marketplace.catalogue.operations.nightly import expire_lots, release_run_out, sweep_photos
from marketplace.catalogue.operations.orphans import sweep_loose_photos, sweep_orphans
from marketplace.catalogue.operations.pausing import end, pause, pause_by_system, pause_household, resume
from marketplace.catalogue.operations.photos import add_photo, remove_photo
from marketplace.catalogue.operations.prices import change_price
from marketplace.catalogue.operations.publishing import publish

__all__ = [
    "add_photo",
    "add_stock",
    "approve",
    "change_price",
    "copy_listing",
    "correct_stock",
    "draft_listing",
    "encode_photo",
    "end",
    "expire_lots",
    "pause",
    "pause_by_system",
    "pause_household",
    "publish",
    "release_run_out",
    "remove_photo",
    "resume",
    "sell_out",
    "set_certificates",
    "sweep_loose_photos",
    "sweep_orphans",
    "sweep_photos",
    "unpublish",
    "update_listing",
]
