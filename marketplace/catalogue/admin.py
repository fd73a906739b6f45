"""The desk of staff: what waits for review, what was found in it, taking off sale with a reason. Stock is
looked at.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kernel.desk import ReadOnly, ReadOnlyRows, do_each
from marketplace.catalogue import operations
from marketplace.catalogue.models import Listing, Lot, Photo, PriceTier, StockReservation
from marketplace.catalogue.storing import photo_url
from marketplace.households.admin import staff_person


class WordsForm(ActionForm):
    """The reason for taking down, or the words for certificates."""

    words = forms.CharField(label=_("Lý do / chứng nhận"), required=False, max_length=300)


class Tiers(ReadOnlyRows):
    model = PriceTier
    fields = ("minimum", "unit_price")


class Lots(ReadOnlyRows):
    model = Lot
    fields = ("key", "harvested_on", "expires_on", "quantity", "available", "written_off", "state")
    readonly_fields = ("key",)
    show_change_link = True


class Photos(ReadOnlyRows):
    model = Photo
    fields = ("picture", "state", "broken_reason", "uploaded_at")
    readonly_fields = ("picture",)

    @admin.display(description=_("ảnh"))
    def picture(self, photo: Photo) -> str:
        address = photo_url(photo, 160, "jpg")
        return format_html('<img src="{}" width="160" height="120" alt="">', address) if address else "–"


def _seen(request: HttpRequest, rows: QuerySet[Listing]) -> dict[str, int | None]:
    """By key, the version that the list showed; None for who sent no list (a script)."""
    shown = dict(pair.split(" ", 1) for pair in request.POST.getlist("seen") if " " in pair)
    versions = {key: shown.get(key, "")[:9] for key in rows.values_list("key", flat=True)}
    return {key: int(version) if version.isdecimal() else None for key, version in versions.items()}


@admin.register(Listing)
class ListingAdmin(ReadOnly):
    list_display = (
        "title",
        "household",
        "state",
        "claims",
        "watched",
        "unit_price",
        "unit_label",
        "certificates",
        "seen",
    )
    list_filter = ("state", "watched", "commodity__group")
    list_select_related = ("household",)
    search_fields = ("title", "key", "slug", "household__name")
    ordering = ("-created_at", "-pk")
    inlines = (Photos, Tiers, Lots)
    action_form = WordsForm
    actions = ("approve", "unpublish", "certify")

    @admin.display(description=_("bản"))
    def seen(self, listing: Listing) -> str:
        """Comes back with the decision: what was decided on."""
        return format_html(
            '{0}<input type="hidden" name="seen" value="{1} {0}">', listing.version, listing.key
        )

    @admin.action(description=_("Duyệt, cho đăng"))
    def approve(self, request: HttpRequest, rows: QuerySet[Listing]) -> None:
        person = staff_person(request)
        seen = _seen(request, rows)
        do_each(
            request,
            rows,
            lambda key, at: operations.approve(person=person, listing_key=key, seen_version=seen[key], at=at),
        )

    @admin.action(description=_("Gỡ, kèm lý do"))
    def unpublish(self, request: HttpRequest, rows: QuerySet[Listing]) -> None:
        person, reason = staff_person(request), request.POST.get("words", "")
        seen = _seen(request, rows)
        do_each(
            request,
            rows,
            lambda key, at: operations.unpublish(
                person=person, listing_key=key, reason=reason, seen_version=seen[key], at=at
            ),
        )

    @admin.action(description=_("Ghi chứng nhận đã xem giấy"))
    def certify(self, request: HttpRequest, rows: QuerySet[Listing]) -> None:
        person, words = staff_person(request), request.POST.get("words", "")
        do_each(
            request,
            rows,
            lambda key, at: operations.set_certificates(
                person=person, listing_key=key, certificates=words, at=at
            ),
        )


class Reservations(ReadOnlyRows):
    model = StockReservation
    fields = ("reference", "quantity", "state", "reserved_at", "expires_at", "ended_at")


@admin.register(Lot)
class LotAdmin(ReadOnly):
    list_display = (
        "key",
        "listing",
        "harvested_on",
        "expires_on",
        "quantity",
        "available",
        "written_off",
        "state",
    )
    list_filter = ("state",)
    list_select_related = ("listing",)
    search_fields = ("key", "listing__title", "listing__key")
    ordering = ("-pk",)
    inlines = (Reservations,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("listing", "household", "plot")
