"""Campaigns abroad for whoever buys there: what is open, one of them with its order form, and after that the
order by its secret link. Nobody signs in.
"""

from dataclasses import dataclass
from typing import Final

from django import forms
from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kernel.clock import now
from kernel.errors import Refusal
from kernel.idempotency.operations import IdempotencyKeyReused
from kernel.ids import new_key
from kernel.limits import TooManyRequests, client_of, take
from kernel.places.queries import commune
from logistics.paperwork.rulebook import rulebook
from marketplace.campaigns.enums import CampaignState, OfferState
from marketplace.campaigns.models import Campaign, OrderAbroad
from marketplace.campaigns.notice import NOTICE_VERSION
from marketplace.campaigns.operations import BuyerAbroad, place_abroad
from marketplace.campaigns.operations.placing import LONGEST, MOST_BOXES
from marketplace.campaigns.queries import campaign as published
from marketplace.campaigns.queries import offers_of, open_campaigns
from web.forms import OnceForm
from web.http import HouseRequest
from web.words import is_english

MOST_ORDERS: Final = 20
"""Of one client in an hour: a family behind one address, not a program that holds boxes."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A campaign in the reader's language."""

    one: Campaign
    title: str
    country: str


@dataclass(frozen=True, slots=True)
class Farm:
    key: str
    name: str
    province: str


class OrderForm(OnceForm):
    """`notice_version` is the notice on personal data as it stood on the page."""

    refused_as = {"notice_version": "notice"}

    boxes = forms.IntegerField(
        label=gettext_lazy("Số thùng"),
        min_value=1,
        max_value=MOST_BOXES,
        error_messages={
            "invalid": gettext_lazy("Xin ghi số thùng bằng chữ số."),
            "min_value": gettext_lazy("Ít nhất %(limit_value)s thùng."),
            "max_value": gettext_lazy("Mỗi đơn nhiều nhất %(limit_value)s thùng."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Họ tên người nhận"),
        max_length=LONGEST["name"],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử"),
        max_length=LONGEST["email"],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    address = forms.CharField(
        label=gettext_lazy("Địa chỉ nhận hàng"),
        max_length=LONGEST["address"],
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    telephone = forms.CharField(
        label=gettext_lazy("Số điện thoại có mã nước"),
        max_length=LONGEST["telephone"],
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    notice = forms.BooleanField(
        label=gettext_lazy("Tôi đã đọc và đồng ý cách dùng thông tin của tôi, kể cả chuyển ra nước ngoài")
    )
    notice_version = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def buyer(self) -> BuyerAbroad:
        given = {name: self.cleaned_data[name] for name in LONGEST}
        return BuyerAbroad(language=get_language() or settings.LANGUAGE_CODE, **given)


def shown(campaign: Campaign) -> Shown:
    """Where a destination is one country its name; of the Union the code stands behind it."""
    place = rulebook().places.get(campaign.destination)
    name = (place.name_en if is_english() else place.name_vi) if place else campaign.country
    country = name if campaign.country in (campaign.destination, name) else f"{name}: {campaign.country}"
    return Shown(campaign, campaign.title_en if is_english() else campaign.title_vi, country)


@require_safe
def table(request: HouseRequest) -> HttpResponse:
    """Those that take orders now."""
    found = [shown(one) for one in open_campaigns(at=now())]
    return render(request, "buyer/campaigns.html", {"campaigns": found, "bar": ""})


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HouseRequest, key: str) -> HttpResponse:
    """A campaign with its form. What is refused stands at its field, and nothing typed is lost."""
    campaign = published(key=key)
    if request.method != "POST" or not settings.CARD_PAYMENTS:
        return _page(request, campaign, OrderForm(initial={"boxes": 1}), status=200)
    form, status = OrderForm(request.POST), 422
    if form.is_valid():
        try:
            return redirect("web:pay_abroad", secret=_place(request, campaign, form).link_secret)
        except Refusal as refusal:
            form.refuse(refusal)
            status = 429 if isinstance(refusal, TooManyRequests) else 422
            if isinstance(refusal, IdempotencyKeyReused):
                form.data = _with_new_key(request)
            campaign.refresh_from_db()
    return _page(request, campaign, form, status=status)


def _with_new_key(request: HouseRequest) -> QueryDict:
    """What was typed; its key made another order already, so the next tap is a new one."""
    data = request.POST.copy()
    data["once"] = new_key()
    return data


def _place(request: HouseRequest, campaign: Campaign, form: OrderForm) -> OrderAbroad:
    at = now()
    take(name="order_abroad", key=client_of(request), limit=MOST_ORDERS, seconds=3600, at=at)
    return place_abroad(
        campaign_key=campaign.key,
        boxes=form.cleaned_data["boxes"],
        buyer=form.buyer(),
        notice_version=form.cleaned_data["notice_version"],
        idempotency_key=form.key,
        person=request.person,
        at=at,
    )


def _page(request: HouseRequest, campaign: Campaign, form: OrderForm, *, status: int) -> HttpResponse:
    taking = campaign.state == CampaignState.OPEN and campaign.cut_off_at > now()
    words = {
        "shown": shown(campaign),
        "campaign": campaign,
        "farms": _farms(campaign),
        "taking": taking,
        "called_off": campaign.state == CampaignState.CALLED_OFF,
        "card": settings.CARD_PAYMENTS,
        "form": form,
        "notice_version": NOTICE_VERSION,
        "bar": "",
    }
    return render(request, "buyer/campaign.html", words, status=status)


def _farms(campaign: Campaign) -> list[Farm]:
    """Whose lots are in it, each household once."""
    houses = {
        offer.household.key: offer.household
        for offer in offers_of(campaign=campaign)
        if offer.state == OfferState.ACCEPTED
    }
    return [Farm(key, it.name, commune(it.commune_code).province_name) for key, it in houses.items()]
