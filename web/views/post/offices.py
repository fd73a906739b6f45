"""Where the person works now, who works at more than one office or for more than one carrier."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kernel.errors import NotAllowed
from web.http import HouseRequest
from web.views.post.guard import CHOSEN, Post, for_post, post_at


@require_http_methods(["GET", "POST"])
@for_post
def choose(request: HouseRequest, post: Post) -> HttpResponse:
    subjects = sorted(request.person.carrier_codes)
    if request.method == "POST":
        chosen = request.POST.get("noi", "")
        if chosen not in subjects:
            raise NotAllowed
        request.session[CHOSEN] = chosen
        return redirect("web:post")
    words = {"post": post, "places": [post_at(subject) for subject in subjects], "bar": ""}
    return render(request, "post/offices.html", words)
