"""The list under the search box while one types, as HTML. Without scripts nobody asks for it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from logistics.goods.enums import Group
from logistics.goods.queries import commodities
from search.enums import Leads
from search.suggestions import Suggestion, suggest
from web.http import HouseRequest
from web.words import goods_name

_SHELVES = {
    Leads.COMMODITY: ("hang", "sprout"),
    Leads.GROUP: ("nhom", "store"),
    Leads.PROVINCE: ("tinh", "map-pin"),
}
"""The filter in the address of the search page, and the icon."""


@dataclass(frozen=True, slots=True)
class Row:
    """`kind` says what it is; empty for words to search for."""

    name: str
    url: str
    icon: str
    kind: str = ""
    listings: int = 0


@require_safe
@cache_control(private=True, max_age=60)
def show(request: HouseRequest) -> HttpResponse:
    rows = [_row(each) for each in suggest(text=request.GET.get("q", ""))]
    return render(request, "components/suggestion_list.html", {"suggestions": rows})


def _row(found: Suggestion) -> Row:
    if found.leads is Leads.WORDS:
        return Row(found.text, reverse("web:search", query={"q": found.text}), "search")
    name, icon = _SHELVES[found.leads]
    url = reverse("web:search", query={name: found.value})
    return Row(_name(found), url, icon, str(found.leads.label), found.listings)


def _name(found: Suggestion) -> str:
    """In the language of the page."""
    if found.leads is Leads.COMMODITY:
        return next((goods_name(goods) for goods in commodities() if goods.code == found.value), found.text)
    return str(Group(found.value).label) if found.leads is Leads.GROUP else found.text
