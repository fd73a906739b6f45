from api.catalogue.mutations.listing_change_price import ListingChangePrice
from api.catalogue.mutations.listing_draft import ListingDraft
from api.catalogue.mutations.listing_pause import ListingPause
from api.catalogue.mutations.listing_publish import ListingPublish
from api.catalogue.mutations.listing_resume import ListingResume
from api.catalogue.mutations.listing_update import ListingUpdate
from api.catalogue.mutations.photo_add import PhotoAdd
from api.catalogue.mutations.stock_add import StockAdd

__all__ = [
    "ListingChangePrice",
    "ListingDraft",
    "ListingPause",
    "ListingPublish",
    "ListingResume",
    "ListingUpdate",
    "PhotoAdd",
    "StockAdd",
]
