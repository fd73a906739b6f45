"""Search results and categories: one address, one page of results, facets beside it."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kernel.clock import now
from search.queries import search
from web.cards import cards_by_ids
from web.http import HouseRequest
from web.views.buyer.asked import read_question
from web.views.buyer.place import kept_code
from web.views.buyer.ways_on import ways_on


@require_safe
def show(request: HouseRequest) -> HttpResponse:
    at, place = now(), kept_code(request)
    question = read_question(request.GET, place=place, at=at)
    asked = replace(question.request, total=True, facets=True, near=True)
    result = search(request=asked, at=at)
    hits = [hit.listing_id for hit in (*result.hits, *result.near)]
    cards = cards_by_ids(hits, place_code=place, by=question.day, at=at)
    found = len(cards) - len(result.near)
    last = result.hits[-1] if result.hits and result.has_more else None
    words = {
        "question": question,
        "relaxed": result.relaxed,
        "degraded": result.degraded,
        "said": result.said,
        "offered": result.offered,
        "offered_url": question.address(text=result.offered) if result.offered else "",
        "senses": [(sense, question.address(text=sense)) for sense in result.senses],
        "ways_on": ways_on(question=question, request=asked, result=result, place=place, at=at),
        "cards": cards[:found],
        "near": cards[found:],
        "total": 0 if result.relaxed else result.total,
        "facets": question.facets(result.facets or {}),
        "chosen": question.chosen,
        "own_place_url": (own := reverse("web:place", query={"tiep": question.url})),
        "place_url": "" if place else own,
        "more_url": question.address(sau=last.place) if last else "",
        "is_fragment": bool(request.htmx),
        "bar": "search",
    }
    return render(request, "buyer/search.html", words)
