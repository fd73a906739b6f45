"""Where the goods go to: asked once, remembered, so that every card can say postage and day."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from kernel.places.queries import Place, find_communes
from web.communes import ASKED_AT_MOST, CommuneForm, certain
from web.context import PLACE, ChosenPlace
from web.http import HouseRequest
from web.ways import next_url

SHORTEST = 2


@require_http_methods(["GET", "POST"])
def show(request: HouseRequest) -> HttpResponse:
    kept: ChosenPlace | None = request.session.get(PLACE)
    initial = {"commune": kept["name"], "commune_code": kept["code"]} if kept else {}
    form = CommuneForm(request.POST or None, initial=initial)
    after = next_url(request, otherwise=reverse("web:front"))
    if form.is_valid() and form.place:
        remember(request, form.place)
        return redirect(after)
    return render(request, "buyer/place.html", {"form": form, "after": after})


@require_safe
@cache_control(public=True, max_age=86_400)
def suggest(request: HouseRequest) -> HttpResponse:
    """The list under a place field, as HTML."""
    text = request.GET.get("q", "").strip()[:120]
    matches = find_communes(text=text, limit=ASKED_AT_MOST) if len(text) >= SHORTEST else []
    named = certain(matches, text)
    shown = [match for match in matches if named in (None, match.place)]
    return render(request, "components/commune_list.html", {"matches": shown})


def remember(request: HouseRequest, place: Place) -> None:
    request.session[PLACE] = ChosenPlace(
        code=place.code, name=place.label, short=f"{place.name}, {place.province_name}"
    )


def kept_code(request: HouseRequest) -> str:
    """The commune the buyer chose, or "" when not asked yet."""
    kept: ChosenPlace | None = request.session.get(PLACE)
    return kept["code"] if kept else ""
