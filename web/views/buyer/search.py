"""Search results and categories: one address, one page of results, facets beside it."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.clock import now
from search.queries import search
from web.cards import cards_by_ids
from web.http import HouseRequest
from web.views.buyer.asked import read_question
from web.views.buyer.place import kept_code


@require_safe
def show(request: HouseRequest) -> HttpResponse:
    at, place = now(), kept_code(request)
    question = read_question(request.GET)
    asked = replace(question.request, total=True, facets=True)
    result = search(request=asked, at=at)
    cards = cards_by_ids([hit.listing_id for hit in result.hits], place_code=place, at=at)
    last = result.hits[-1] if result.hits and result.has_more else None
    words = {
        "question": question,
        "relaxed": result.relaxed,
        "degraded": result.degraded,
        "cards": cards,
        "total": 0 if result.relaxed else result.total,
        "facets": question.facets(result.facets or {}),
        "chosen": question.chosen,
        "more_url": question.address(sau=last.place) if last else "",
        "is_fragment": bool(request.htmx),
        "bar": "search",
    }
    return render(request, "buyer/search.html", words)
