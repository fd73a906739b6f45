from api.catalogue.mutations.listing_change_price import ListingChangePrice
from api.catalogue.mutations.listing_draft import ListingDraft
from api.catalogue.mutations.listing_end import ListingEnd
from api.catalogue.mutations.listing_pause import ListingPause
from api.catalogue.mutations.listing_publish import ListingPublish
from api.catalogue.mutations.listing_resume import ListingResume
from api.catalogue.mutations.listing_update import ListingUpdate
from api.catalogue.mutations.photo_add import PhotoAdd
from api.catalogue.mutations.photo_remove import PhotoRemove
from api.catalogue.mutations.staff import StaffListingApprove, StaffListingUnpublish
from api.catalogue.mutations.stock_add import StockAdd
from api.catalogue.mutations.stock_correct import ListingSellOut, StockCorrect

__all__ = [
    "ListingChangePrice",
    "ListingDraft",
    "ListingEnd",
    "ListingPause",
    "ListingPublish",
    "ListingResume",
    "ListingSellOut",
    "ListingUpdate",
    "PhotoAdd",
    "PhotoRemove",
    "StaffListingApprove",
    "StaffListingUnpublish",
    "StockAdd",
    "StockCorrect",
]
