"""The switch between Vietnamese and English: kept in the browser, and on the account for text messages."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from marketplace.people.operations import introduce
from web.http import HouseRequest
from web.ways import next_url

A_YEAR = 365 * 24 * 3_600


@require_POST
def switch(request: HouseRequest) -> HttpResponse:
    response = redirect(next_url(request, otherwise="/"))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if account := request.person.account:
            introduce(account=account, name=account.name, language=language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
