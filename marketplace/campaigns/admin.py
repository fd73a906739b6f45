"""What staff see of campaigns abroad. Nothing is written here: calling off is an operation of the pages."""

from django.contrib import admin

from kernel.desk import ReadOnly
from marketplace.campaigns.models import Campaign, CampaignConsignment, OfferedLot, OrderAbroad


@admin.register(Campaign)
class CampaignAdmin(ReadOnly):
    list_display = ("title_vi", "country", "state", "taken_boxes", "quota_boxes", "cut_off_at")
    list_filter = ("state", "country")
    exclude = ("importer_name", "importer_address", "importer_tax_number", "importer_email")


@admin.register(OfferedLot)
class OfferedLotAdmin(ReadOnly):
    list_display = ("campaign", "household", "offered_g", "left_g", "price_dong", "state")
    list_select_related = ("campaign", "household")
    list_filter = ("state",)


@admin.register(CampaignConsignment)
class CampaignConsignmentAdmin(ReadOnly):
    list_display = ("number", "campaign", "departs_on", "growing_area", "packing_house", "cancelled_at")
    list_select_related = ("campaign",)


@admin.register(OrderAbroad)
class OrderAbroadAdmin(ReadOnly):
    """Without who bought: what is needed of that stands on the papers."""

    list_display = ("code", "campaign", "state", "boxes", "amount", "currency", "refund_failed_at")
    list_select_related = ("campaign",)
    list_filter = ("state",)
    search_fields = ("code",)
    exclude = ("name", "email", "telephone", "address", "email_print", "link_secret", "link_print")
