"""Where the person works now, who works at more than one office or for more than one carrier."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kernel.clock import local_day, now
from kernel.errors import NotAllowed
from logistics.dispatch.queries import offices_with_pickups
from web.http import HouseRequest
from web.views.post.guard import CHOSEN, Post, for_post, post_at, works_at


@require_http_methods(["GET", "POST"])
@for_post
def choose(request: HouseRequest, post: Post) -> HttpResponse:
    subjects = sorted(request.person.carrier_codes)
    if request.method == "POST":
        chosen = request.POST.get("noi", "")
        if not works_at(chosen, subjects):
            raise NotAllowed
        request.session[CHOSEN] = chosen
        return redirect("web:post")
    waiting = [
        office_code
        for office_code in offices_with_pickups(from_on=local_day(now()))
        if office_code not in subjects and works_at(office_code, subjects)
    ]
    words = {
        "post": post,
        "places": [post_at(subject) for subject in subjects],
        "waiting": [post_at(subject) for subject in waiting],
        "bar": "",
    }
    return render(request, "post/offices.html", words)
