"""A parcel to another country: what it costs to the dong, who pays duty there, and only then the card."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kernel.clock import now
from kernel.errors import JSON, Refusal
from logistics.paperwork.enums import Incoterm, Levy
from logistics.paperwork.models import Consignment
from logistics.paperwork.rulebook import rulebook
from marketplace.campaigns.queries import orderable
from marketplace.catalogue.cards import Listed, shown_for_sale
from marketplace.payments.cards import refresh
from marketplace.payments.queries import card_state
from marketplace.postal.enums import PostalState
from marketplace.postal.models import PostalOrder
from marketplace.postal.operations import open_card, place_postal
from marketplace.postal.operations.place import Wish
from marketplace.postal.queries import order_by_secret
from marketplace.postal.quoting import Quote, Terms, countries, estimate_json, quote_parcel
from marketplace.postal.recipients import RecipientAbroad
from web import policy
from web.forms import OnceForm
from web.http import HouseRequest
from web.quantities import plain_quantity, quantity_words, read_quantity
from web.views.buyer.bought import BACK_FROM_BANK
from web.words import is_english

LEVY_WORDS: Final = {
    Levy.DUTY: gettext_lazy("Thuế nhập khẩu"),
    Levy.VAT: gettext_lazy("Thuế giá trị gia tăng"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One way to pay the duty, in words; `sums` are the lines above the total. None: it cannot be chosen."""

    code: str
    total_dong: int | None
    levies_dong: int


class AbroadForm(OnceForm):
    """`shown` is the total of the chosen terms as it stood on the page."""

    incoterm = forms.ChoiceField(choices=[(one.value, one.value) for one in (Incoterm.DAP, Incoterm.DDP)])
    name = forms.CharField(label=gettext_lazy("Họ tên người nhận"), max_length=80)
    email = forms.EmailField(label=gettext_lazy("Thư điện tử"), max_length=120)
    telephone = forms.CharField(
        label=gettext_lazy("Số điện thoại có mã nước"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    address = forms.CharField(label=gettext_lazy("Số nhà, đường"), max_length=160)
    city = forms.CharField(label=gettext_lazy("Thành phố"), max_length=80)
    postal_code = forms.CharField(label=gettext_lazy("Mã bưu chính"), max_length=12, required=False)
    shown_DAP = forms.IntegerField(required=False)
    shown_DDP = forms.IntegerField(required=False)

    def recipient(self) -> RecipientAbroad:
        given = self.cleaned_data
        names = ("name", "email", "telephone", "address", "city", "postal_code")
        return RecipientAbroad(**{name: given[name] for name in names})


@require_http_methods(["GET", "POST"])
def show(request: HouseRequest, slug: str) -> HttpResponse:
    """Country and amount are in the address, so that asking again changes nothing."""
    listing = shown_for_sale(slug=slug, at=now()).listed
    country = request.GET.get("nuoc", "")
    quantity, wrong = _quantity(request, listing)
    quote: Quote | None = None
    if country and quantity and not wrong:
        try:
            quote = quote_parcel(listing_key=listing.key, quantity=quantity, country=country[:2], at=now())
        except Refusal as refusal:
            wrong = str(refusal.text)
    form = AbroadForm(request.POST or None, initial={"incoterm": Incoterm.DAP})
    if request.method == "POST" and quote is not None and form.is_valid():
        try:
            order = _place(request, listing, quantity, country, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("web:pay_parcel", secret=order.secret)
    return _page(request, listing, quantity, country, quote, wrong, form)


def _quantity(request: HouseRequest, listing: Listed) -> tuple[int, str]:
    text = request.GET.get("so_luong", "")
    if not text:
        return listing.minimum, ""
    try:
        return read_quantity(text, factor=listing.unit_factor), ""
    except Refusal as refusal:
        return 0, str(refusal.text)


def _place(
    request: HouseRequest, listing: Listed, quantity: int, country: str, form: AbroadForm
) -> PostalOrder:
    incoterm = Incoterm(form.cleaned_data["incoterm"])
    wish = Wish(
        listing_key=listing.key,
        quantity=quantity,
        country=country,
        incoterm=incoterm,
        total_dong=form.cleaned_data[f"shown_{incoterm.value}"] or 0,
        recipient=form.recipient(),
    )
    return place_postal(person=request.person, wish=wish, idempotency_key=form.key, at=now())


def _page(
    request: HouseRequest,
    listing: Listed,
    quantity: int,
    country: str,
    quote: Quote | None,
    wrong: str,
    form: AbroadForm,
) -> HttpResponse:
    words = {
        "listing": listing,
        "amount": plain_quantity(quantity or listing.minimum, factor=listing.unit_factor),
        "country": country,
        "countries": _choices(),
        "quote": quote,
        "terms": [_told(one) for one in quote.terms] if quote else [],
        "levies": levies_told(estimate_json(quote.terms[0].estimate)) if quote and quote.terms else [],
        "wrong": wrong,
        "form": form,
        "card": settings.CARD_PAYMENTS,
        "campaigns": orderable(at=now()).exists(),
        "bar": "",
    }
    failed = bool(wrong) or (form.is_bound and bool(form.errors))
    return render(request, "buyer/abroad.html", words, status=422 if failed else 200)


def _told(terms: Terms) -> Told:
    return Told(terms.incoterm.value, terms.total_dong, terms.levies_dong)


def levies_told(estimate: dict[str, JSON]) -> list[dict[str, Any]]:
    """The rows of an estimate in words, whether just made or kept with an order."""
    taken: Any = estimate["taken"]
    return [{**one, "word": LEVY_WORDS[Levy(one["levy"])]} for one in taken]


def _choices() -> Sequence[tuple[str, str]]:
    """Where a destination is one country its name; of the Union the code stands behind it."""
    places = rulebook().places
    found = []
    for code, destination in countries():
        place = places[destination]
        name = place.name_en if is_english() else place.name_vi
        found.append((code, name if code == destination else f"{name}: {code}"))
    return sorted(found, key=lambda one: one[1])


@require_safe
def one(request: HouseRequest, secret: str) -> HttpResponse:
    """Where it is, by the secret link."""
    order = order_by_secret(secret=secret)
    if request.GET.get("tra") == BACK_FROM_BANK and card_state(checkout_key=order.key):
        refresh(checkout_key=order.key, at=now())
    kept = Consignment.objects.filter(key=order.consignment_key).first() if order.consignment_key else None
    words = {
        "order": order,
        "amount": quantity_words(
            order.quantity, factor=order.unit_factor, unit=order.unit_label or order.unit
        ),
        "steps": [(str(PostalState(step.new).label), step.at) for step in order.steps.order_by("id")],
        "levies": levies_told(order.estimate),
        "consignment": kept,
        "unpaid": order.state == PostalState.AWAITING_CARD,
        "came_back": request.GET.get("tra") == BACK_FROM_BANK,
        "bar": "",
    }
    response = render(request, "buyer/parcel_abroad.html", words)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def pay(request: HouseRequest, secret: str) -> HttpResponse:
    """Needs the provider's script, as every page that takes a card."""
    order = order_by_secret(secret=secret)
    if order.state != PostalState.AWAITING_CARD:
        return redirect("web:parcel_abroad", secret=secret)
    intent = open_card(secret=secret, at=now())
    words = {"order": order, "intent": intent, "demo": settings.DEMO_INBOX, "note": _("Thẻ bị trừ ngay.")}
    response = render(request, "buyer/pay_parcel.html", words)
    response.headers["Content-Security-Policy"] = policy.header("card")
    response.headers["X-Robots-Tag"] = "noindex"
    return response
