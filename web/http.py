"""The request as a page sees it, after the middleware has been there."""

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from marketplace.people.rules import Person


class HouseRequest(HttpRequest):
    """Never made here: it only names what the middleware adds."""

    person: Person
    request_id: str
    htmx: HtmxDetails
    session: SessionBase
