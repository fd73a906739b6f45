"""A cooperative's manager chooses for which household to work."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from marketplace.households.queries import household_for
from web.http import HouseRequest
from web.views.household.guard import HOUSEHOLD, Home, for_household


@require_http_methods(["GET", "POST"])
@for_household
def show(request: HouseRequest, home: Home) -> HttpResponse:
    if request.method == "POST":
        chosen = household_for(person=request.person, key=request.POST.get("ho", ""))
        request.session[HOUSEHOLD] = chosen.key
        return redirect("web:today")
    return render(request, "household/switch.html", {"home": home})
