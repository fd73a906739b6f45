"""What a load balancer asks: is the process alive, and can it do its work?"""

import logging
from collections.abc import Callable

from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from config.celery import app

log = logging.getLogger(__name__)
SECONDS = 2


@never_cache
@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nobody else, so that a slow database restarts no web process."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """200 when the database and the broker answer, else 503; the answer says which one does not."""
    parts = {"database": _answers(_ask_database), "broker": _answers(_ask_broker)}
    words = {name: "ok" if fine else "down" for name, fine in parts.items()}
    return JsonResponse(words, status=200 if all(parts.values()) else 503)


def _answers(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except (DatabaseError, OperationalError, OSError) as failure:
        log.warning("not ready: %s: %s", ask.__name__, type(failure).__name__)
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_broker() -> None:
    with app.connection_for_write(connect_timeout=SECONDS) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=SECONDS)
