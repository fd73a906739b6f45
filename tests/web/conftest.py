"""A shop with the demo tariffs, and a clock that stands: nine in the morning of 10 June 2026 in Viet Nam."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from kernel.clock import now, standing_at
from kernel.places.queries import commune
from logistics.carriers.loading import load
from logistics.carriers.models import RateCardVersion
from tests.factories.catalogue import NOW
from tests.factories.places import CAU_GIAY
from web.context import PLACE


@pytest.fixture
def shop(db: None) -> Iterator[None]:
    RateCardVersion.objects.get_or_create(id=1, defaults={"changed_at": now()})
    load(Path(settings.BASE_DIR) / "fixtures" / "carriers")
    with standing_at(NOW):
        yield


@pytest.fixture
def buyer(shop: None) -> Client:
    """Somebody who wants things sent to Cầu Giấy."""
    client = Client()
    place = commune(CAU_GIAY)
    session = client.session
    session[PLACE] = {
        "code": place.code,
        "name": place.label,
        "short": f"{place.name}, {place.province_name}",
    }
    session.save()
    return client
