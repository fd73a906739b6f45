"""Third screen: as buyers will see it. A better title and some words may be added; nothing must."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kernel.clock import local_day, now
from kernel.errors import Refusal
from marketplace.catalogue.cards import listed_by_ids
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Listing
from marketplace.catalogue.operations import publish, update_listing
from marketplace.catalogue.queries import listing_for, photos_by_listing
from marketplace.catalogue.refusals import ListingNotReady
from web.cards import card_of
from web.exporting import export_words
from web.forms import HouseForm
from web.http import HouseRequest
from web.views.household.guard import Home, for_household


class WordsForm(HouseForm):
    title = forms.CharField(
        label=gettext_lazy("Tên hàng khách thấy"),
        help_text=gettext_lazy("Thêm giống, vùng, cỡ quả: “Vải thiều Lục Ngạn, hái sáng”."),
        max_length=90,
    )
    grade = forms.CharField(
        label=gettext_lazy("Loại, cỡ"), required=False, max_length=40, widget=forms.TextInput()
    )
    description = forms.CharField(
        label=gettext_lazy("Nói thêm với khách"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@require_http_methods(["GET", "POST"])
@for_household
def review(request: HouseRequest, home: Home, key: str) -> HttpResponse:
    listing = listing_for(person=request.person, key=key)
    initial = {"title": listing.title, "grade": listing.grade, "description": listing.description}
    form = WordsForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            update_listing(person=request.person, listing_key=key, at=now(), **form.cleaned_data)
            if "luu" in request.POST:
                messages.success(request, _("Đã lưu nháp."))
                return redirect("web:goods")
            published = publish(person=request.person, listing_key=key, at=now())
        except ListingNotReady as refusal:
            for problem in refusal.problems:
                form.refuse(problem)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _said(published))
            return redirect("web:our_listing", key=key)
    return _page(request, home, listing, form)


def _said(listing: Listing) -> str:
    if listing.state == ListingState.IN_REVIEW:
        return _("Đã gửi. Nhà Nông xem qua rồi mới hiện cho khách, thường trong ngày.")
    return _("Đang bán. Có đơn là máy bạn nhận tin nhắn.")


def _page(request: HouseRequest, home: Home, listing: Listing, form: WordsForm) -> HttpResponse:
    at = now()
    photos = photos_by_listing([listing.pk], every=True)[listing.pk]
    card = card_of(listed_by_ids([listing.pk], at=at)[listing.pk], place_code="", at=at)
    words = {
        "export": export_words(commodity_code=listing.commodity_id, lot=None, day=local_day(at)),
        "home": home,
        "listing": listing,
        "form": form,
        "card": card,
        "photos_coming": bool(photos) and card.photo is None,
        "may_sell": home.household.may_sell,
        "steps": range(3),
        "bar": "sell",
    }
    return render(request, "household/sell_review.html", words)
